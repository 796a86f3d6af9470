"""Variants are stored once made, and learners meet those that they have not had."""

import pytest

from exercises.models import Exercise, Submission, Variant, Work
from exercises.variants import make_variant, restock, stock, unseen


@pytest.fixture
def exercise(library):
    return library["matrix"]


@pytest.fixture
def work(exercise, carol) -> Work:
    return Work.objects.create(learner=carol, exercise=exercise, variant=exercise.current.variants.get(seed=1))


def test_variant_is_made_once(exercise, monkeypatch):
    made = make_variant(exercise.current, 99)
    monkeypatch.setattr("exercises.variants.make", None)
    assert make_variant(exercise.current, 99) == made


def test_stock_makes_what_is_missing(exercise):
    assert stock(exercise.current, 6) == 2
    assert stock(exercise.current, 6) == 0
    assert exercise.current.variants.count() == 6


def test_fixed_exercise_has_one_variant_in_stock(library):
    assert stock(library["number"].current, 6) == 0
    assert library["number"].current.variants.count() == 1


def test_restocking_makes_a_few_at_a_time_until_nothing_lacks(exercise):
    made = [restock(9, at_most=3) for _ in range(9)]
    assert max(made) == 3
    assert made[-1] == 0
    assert exercise.current.variants.count() == 9


def test_retired_exercise_is_not_restocked(exercise):
    Exercise.objects.update(current=None)
    assert restock(9, at_most=3) == 0


def test_next_variant_is_one_not_yet_had(work):
    for seed in (1, 2, 4):
        variant = work.exercise.current.variants.get(seed=seed)
        Submission.objects.create(work=work, variant=variant, answers={})
    assert unseen(work).seed == 3


def test_when_all_were_had_the_least_recent_comes_again(work):
    for seed in (3, 1, 2, 4):
        variant = work.exercise.current.variants.get(seed=seed)
        Submission.objects.create(work=work, variant=variant, answers={})
    assert unseen(work).seed == 3


def test_next_variant_is_never_the_one_before_the_learner(work):
    assert {unseen(work) for _ in range(5)}.isdisjoint({work.variant})


def test_fixed_exercise_gives_its_only_variant_again(library, carol):
    variant = library["number"].current.variants.get()
    assert unseen(Work(learner=carol, exercise=library["number"], variant=variant)) == variant


def test_first_variant_of_a_work_that_is_not_stored_yet(exercise, carol):
    assert unseen(Work(learner=carol, exercise=exercise)).version == exercise.current


def test_exercise_without_variants_is_told(exercise, carol):
    Variant.objects.all().delete()
    with pytest.raises(Variant.DoesNotExist):
        unseen(Work(learner=carol, exercise=exercise))

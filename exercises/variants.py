"""Variants: a version with a seed, stored once made."""

import random
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max

from exercises.content import Content, make, make_content
from exercises.definition import Definition, read_definition
from exercises.models import Exercise, ExerciseVersion, Submission, Variant, Work

__all__ = ["Content", "make_content", "make_variant", "restock", "seeds", "stock", "unseen"]


def make_variant(version: ExerciseVersion, seed: int) -> Variant:
    """The stored variant, made in the sandbox when it is not there yet. Raises DefinitionError."""
    stored = Variant.objects.filter(version=version, seed=seed).first()
    return stored or _make(version, read_definition(version.files), seed)


def stock(version: ExerciseVersion, count: int, *, at_most: int | None = None) -> int:
    """Make the variants with seeds 1 to count (0 of a fixed exercise) that are not there yet; how many were made."""
    wanted = seeds(version.summary, count)
    there = set(Variant.objects.filter(version=version, seed__in=wanted).values_list("seed", flat=True))
    missing = [seed for seed in wanted if seed not in there][:at_most]
    if missing:
        definition = read_definition(version.files)
        for seed in missing:
            _make(version, definition, seed)
    return len(missing)


def restock(count: int, *, at_most: int) -> int:
    """Make a few of the variants that one published exercise lacks; how many were made. Called again and again.

    Which exercise is left to chance, so that one whose variants cannot be made does not hold up the others.
    """
    published = Exercise.objects.exclude(current=None).values("current")
    lacking = ExerciseVersion.objects.filter(pk__in=published, summary__fixed=False).annotate(stored=Count("variants"))
    version = lacking.filter(stored__lt=count).order_by("?").first()
    return stock(version, count, at_most=at_most) if version else 0


def seeds(summary: Mapping[str, Any], count: int) -> list[int]:
    """The seeds of the first variants: 1 to count, or 0 alone where nothing is drawn."""
    return [0] if summary["fixed"] else list(range(1, count + 1))


def unseen(work: Work) -> Variant:
    """A stored variant of the current version that this learner has not had at this exercise, else the least recent.

    Learners get the variants in different orders. Raises Variant.DoesNotExist when none is stored.
    """
    stored = list(Variant.objects.filter(version=work.exercise.current).order_by("seed"))
    if not stored:
        raise Variant.DoesNotExist(f"No variant of {work.exercise} is stored.")
    submissions = Submission.objects.filter(
        work__learner=work.learner_id, work__exercise=work.exercise_id, variant__in=stored
    )
    had = dict(submissions.values_list("variant").annotate(last=Max("submitted_at")).order_by())
    fresh = [variant for variant in stored if variant.pk not in had and variant.pk != work.variant_id]
    if fresh:
        return random.Random(f"{work.learner_id}:{work.exercise_id}:{len(had)}").choice(fresh)  # noqa: S311
    others = [variant for variant in stored if variant.pk != work.variant_id] or stored
    return min(others, key=lambda variant: had[variant.pk].timestamp() if variant.pk in had else 0.0)


def _make(version: ExerciseVersion, definition: Definition, seed: int) -> Variant:
    content = make(definition, seed)
    variant, _ = Variant.objects.get_or_create(version=version, seed=seed, defaults={"content": content.as_data()})
    return variant

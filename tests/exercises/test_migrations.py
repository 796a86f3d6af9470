"""What stood in the database before a migration is there after it, and the way back is open."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = ("exercises", "0002_lease_holder"), ("exercises", "0003_drafts_by_variant")


def migrate(to: tuple[str, str]):
    executor = MigrationExecutor(connection)
    executor.migrate([to])
    return MigrationExecutor(connection).loader.project_state([to]).apps


@pytest.fixture
def old(transactional_db, alice, library):
    """The models as they were; afterwards the database is again as the next test expects it."""
    yield migrate(BEFORE)
    call_command("migrate", verbosity=0)


def begin(apps, person, exercise, **more: object):
    variant = apps.get_model("exercises", "Variant").objects.filter(version__exercise=exercise.pk).first()
    works = apps.get_model("exercises", "Work").objects
    return works.create(learner_id=person.pk, exercise_id=exercise.pk, variant=variant, **more)


def test_drafts_and_hints_keep_their_variant(old, alice, library) -> None:
    work = begin(old, alice, library["choice"], draft={"t": "kept"}, hints_opened=1)
    after = migrate(AFTER).get_model("exercises", "Work").objects.get()
    assert after.drafts[str(work.variant_id)]["answers"] == {"t": "kept"}
    assert (after.hints, after.hints_opened) == ({str(work.variant_id): 1}, 1)
    before = migrate(BEFORE).get_model("exercises", "Work").objects.get()
    assert (before.draft, before.hints_opened) == ({"t": "kept"}, 1)


def test_programs_that_wait_go_to_their_own_queue(old, alice, library) -> None:
    for slug in ("choice", "code"):
        work = begin(old, alice, library[slug])
        old.get_model("exercises", "Submission").objects.create(work=work, variant_id=work.variant_id, answers={})
    submissions = migrate(AFTER).get_model("exercises", "Submission").objects
    assert dict(submissions.values_list("work__exercise__slug", "queue")) == {"choice": "celery", "code": "programs"}


def test_verdicts_from_before_are_the_judges(transactional_db, alice, library) -> None:
    before, after = ("exercises", "0004_runs"), ("exercises", "0005_settled_verdicts")
    old = migrate(before)
    work = begin(old, alice, library["choice"])
    sent = old.get_model("exercises", "Submission").objects.create(work=work, variant_id=work.variant_id, answers={})
    records = old.get_model("exercises", "VerdictRecord").objects
    records.create(submission=sent, outcome="undecided", score=0.0, detail={}, ms=1.0)
    record = migrate(after).get_model("exercises", "VerdictRecord").objects.get()
    assert (record.settled_by, record.settler, record.remark) == (None, "", "")
    assert migrate(before).get_model("exercises", "VerdictRecord").objects.count() == 1
    call_command("migrate", verbosity=0)

"""What workers do. A task receives a key and finds everything else in the database."""

import os
from threading import Thread
from time import monotonic
from typing import Any

import structlog
from celery import Task, current_app, shared_task
from celery.signals import celeryd_after_setup, worker_process_init
from django.db import transaction

from exercises import heartbeat as heartbeats, regressions, runs, submissions, variants
from exercises.judging import judge, run
from exercises.models import PROGRAMS
from exercises.warming import warm_up
from grading.sandbox import SandboxUnavailable, get_sandbox, why_no_sandbox

log = structlog.get_logger(__name__)

# Upkeep that needs a sandbox.
WORKSHOP = "workshop"
VARIANTS_IN_STOCK = 20
# So few that no learner's answer waits long behind them.
VARIANTS_AT_ONCE = 3
# So long after a submission was taken up is what failed before tried again: the queue ends what takes much longer.
REGRESSIONS_SECONDS = 60.0


@celeryd_after_setup.connect  # type: ignore[untyped-decorator]  # celery ships no types
def leave_programs_to_others(instance: Any, **_: object) -> None:
    """A worker that cannot isolate code takes none of it: another may be able to, and until then it waits."""
    # The sandbox's files are read by a user without rights, whatever umask the worker was started with.
    os.umask(0o022)
    missing = why_no_sandbox()
    if missing:
        log.error("no sandbox, this worker takes no programs", missing=missing)
        for line in (PROGRAMS, WORKSHOP):
            instance.app.amqp.queues.deselect(line)


def takes_programs() -> bool:
    """Whether this worker reads the queue of programs."""
    return PROGRAMS in current_app.amqp.queues.consume_from


@worker_process_init.connect  # type: ignore[untyped-decorator]  # celery ships no types
def warm_process(**_: object) -> None:
    """Warm a fresh process of the pool, beside its start: one that starts late is taken for dead."""
    Thread(target=warm_up, kwargs={"programs": takes_programs()}, daemon=True).start()


@shared_task(bind=True)  # type: ignore[untyped-decorator]  # celery ships no types
def grade_submission(self: Task, pk: int) -> None:
    """Judge one submission, unless it is judged or in other hands."""
    submission = submissions.lease(pk, self.request.id or "")
    if submission is not None:
        until = monotonic() + REGRESSIONS_SECONDS
        judgement = judge(submission.variant.content["fields"], submission.answers)
        regressions.try_again(submission, until)
        # Nobody sees the verdict without what broke the program, and neither is lost without the other.
        with transaction.atomic():
            if submissions.record(submission, judgement):
                regressions.keep(submission, judgement)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def run_code(pk: int) -> None:
    """Run a program without judging it, on what failed before first."""
    asked = runs.lease(pk)
    if asked is not None:
        known = regressions.of(asked.work, asked.field)
        field = asked.variant.content["fields"][asked.field]
        result = run(field, asked.source, asked.typed, regressions.kept(known))
        regressions.note(known, result["again"])
        runs.finish(asked, result)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def sweep_submissions() -> int:
    """Bring back what a dead worker or a lost message left behind. The scheduler calls it every ten seconds."""
    return submissions.sweep()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def sweep_runs() -> int:
    """Bring lost runs back and drop old ones. The scheduler calls it every ten seconds."""
    return runs.sweep()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def restock_variants() -> int:
    """Make a few variants before learners ask for them. The scheduler calls it every ten seconds."""
    return variants.restock(VARIANTS_IN_STOCK, at_most=VARIANTS_AT_ONCE)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def heartbeat() -> None:
    """Tell the health page that a worker lives."""
    heartbeats.beat(heartbeats.WORKER)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def programs_heartbeat() -> None:
    """Tell the health page that a worker takes programs, and how it isolates them."""
    try:
        tier = f"{get_sandbox().tier}; control group: {get_sandbox().control_group}"
    except SandboxUnavailable as missing:
        tier = f"unavailable: {missing}"
    heartbeats.beat(heartbeats.PROGRAMS, tier)

"""What workers do. A task receives a key and finds everything else in the database."""

from threading import Thread

from celery import Task, shared_task
from celery.signals import worker_process_init

from exercises import submissions, variants
from exercises.heartbeat import beat
from exercises.judging import judge
from exercises.warming import warm_up
from grading.sandbox import SandboxUnavailable, get_sandbox

VARIANTS_IN_STOCK = 20
# So few that no learner's answer waits long behind them.
VARIANTS_AT_ONCE = 3


@worker_process_init.connect  # type: ignore[untyped-decorator]  # celery ships no types
def warm_process(**_: object) -> None:
    """Warm a fresh process of the pool, beside its start: one that starts late is taken for dead."""
    Thread(target=warm_up, daemon=True).start()


@shared_task(bind=True)  # type: ignore[untyped-decorator]  # celery ships no types
def grade_submission(self: Task, pk: int) -> None:
    """Judge one submission, unless it is judged or in other hands."""
    submission = submissions.lease(pk, self.request.id or "")
    if submission is not None:
        submissions.record(submission, judge(submission.variant.content["fields"], submission.answers))


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def sweep_submissions() -> int:
    """Bring back what a dead worker or a lost message left behind. The scheduler calls it every ten seconds."""
    return submissions.sweep()


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def restock_variants() -> int:
    """Make a few variants before learners ask for them. The scheduler calls it every ten seconds."""
    return variants.restock(VARIANTS_IN_STOCK, at_most=VARIANTS_AT_ONCE)


@shared_task  # type: ignore[untyped-decorator]  # celery ships no types
def heartbeat() -> None:
    """Tell the health page that a worker lives and how it isolates code."""
    try:
        tier = str(get_sandbox().tier)
    except SandboxUnavailable as missing:
        tier = f"unavailable: {missing}"
    beat(tier)

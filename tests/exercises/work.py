"""Work that is begun and submissions that are sent, for tests of what judges them."""

import time
import uuid
from collections.abc import Callable

from exercises import submissions
from exercises.models import Submission, Work
from exercises.variants import unseen

SLOW = "import time\ntime.sleep(2)\ndef centre(X):\n    return X - X.mean(axis=0, keepdims=True)\n"


def begin(person, exercise) -> Work:
    work = Work(learner=person, exercise=exercise)
    work.variant = unseen(work)
    work.save()
    return work


def send(work: Work, **answers: str) -> Submission:
    return submissions.submit(work, answers, uuid.uuid4())


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def state(submission: Submission) -> str:
    submission.refresh_from_db()
    return submission.state

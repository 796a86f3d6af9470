"""What a template needs to show one run of a program: RunView."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from exercises.models import Run

WAITING_LONG = timedelta(seconds=3)


@dataclass(frozen=True)
class RunView:
    """One run. state: waiting for a worker, running, late (either of them for long), done, given_up or refused.

    result: what `grading.kinds.code_runs` says, None before it is done. refused: why it is not stored. in_hand: whether
    a worker has it. is_news: whether nothing was submitted since.
    """

    field: str
    state: str
    version: str
    typed: str = ""
    url: str = ""
    result: Mapping[str, Any] | None = None
    refused: Mapping[str, Any] | None = None
    in_hand: bool = False
    is_news: bool = True

    @property
    def unfinished(self) -> bool:
        """Whether there is more to come."""
        return self.state in ("waiting", "running", "late")

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The tests that are shown, each with all that it was tried on: {name, passes, tried}."""
        by_name: dict[str, list[Mapping[str, Any]]] = {}
        for example in (self.result or {}).get("examples", ()):
            by_name.setdefault(example["name"], []).append(example)
        return [
            {"name": name, "passes": all(one["holds"] for one in tried), "tried": tried}
            for name, tried in by_name.items()
        ]

    @property
    def tests_passing(self) -> int:
        """How many of the tests that are shown pass."""
        return sum(test["passes"] for test in self.tests)


def run_view(run: Run, *, submitted_at: datetime | None = None) -> RunView:
    """submitted_at: of the answer that was submitted last."""
    now = timezone.now()
    in_hand = run.leased_until is not None and run.leased_until > now
    state: str = run.state
    if run.state == Run.State.WAITING:
        state = "late" if now - run.created_at > WAITING_LONG else "running" if in_hand else state
    return RunView(
        field=run.field,
        state=state,
        version=f"run.{run.pk}.{state}{'.in-hand' * in_hand}",
        typed=run.typed,
        url=reverse("run-result", args=[run.pk]),
        result=run.result,
        in_hand=in_hand,
        is_news=submitted_at is None or submitted_at < run.created_at,
    )

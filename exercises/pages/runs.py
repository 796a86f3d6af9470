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
    """One run. result: what `grading.kinds.code_runs` says, None while it waits. refused: why it is not stored.

    is_news: whether nothing was submitted since.
    """

    field: str
    state: str
    version: str
    typed: str = ""
    url: str = ""
    result: Mapping[str, Any] | None = None
    refused: Mapping[str, Any] | None = None
    is_news: bool = True

    @property
    def holding(self) -> int:
        """How many of the examples hold."""
        return sum(example["holds"] for example in (self.result or {}).get("examples", ()))


def run_view(run: Run, *, submitted_at: datetime | None = None) -> RunView:
    """submitted_at: of the answer that was submitted last."""
    is_late = run.state == Run.State.WAITING and timezone.now() - run.created_at > WAITING_LONG
    return RunView(
        field=run.field,
        state="late" if is_late else run.state,
        version=f"run.{run.pk}.{run.state}{'.long' * is_late}",
        typed=run.typed,
        url=reverse("run-result", args=[run.pk]),
        result=run.result,
        is_news=submitted_at is None or submitted_at < run.created_at,
    )

"""What a template needs to show one submission with its verdict: SubmissionView."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from exercises.content import Content
from exercises.models import Submission, VerdictRecord
from exercises.pages.html import line, said
from exercises.pages.marks import marks_text
from exercises.pages.programs import TestView, test_views
from exercises.readable import readable
from exercises.submissions import RefusedError
from grading.verdict import Outcome

WAITING_LONG = timedelta(seconds=2)
TYPED_SHOWN = 60
LINES_SHOWN = 4


@dataclass(frozen=True)
class Piece:
    """A part of an answer as a list shows it: LaTeX that the formula editor wrote, perhaps half-finished, or text."""

    tex: str = ""
    text: str = ""


@dataclass(frozen=True)
class FieldVerdict:
    """The verdict on one field. understood: LaTeX; place: {before, marked, after} of what cannot be read.

    typed: the answer as a short line, "" of what is chosen, put in order or programmed.
    """

    name: str
    label_html: str
    outcome: str
    score: float
    marks: int
    marks_earned: str
    answer: str
    typed: str = ""
    part: str = ""
    messages_html: tuple[str, ...] = ()
    understood: str = ""
    place: Mapping[str, str] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    tests: tuple[TestView, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The answer as it is shown in a list; the lines of a derivation one by one, as far as there is room."""
        if not self.typed or "\\" not in self.answer:
            return (Piece(text=self.typed),) if self.typed else ()
        lines = [self.understood] if self.understood else [line for line in self.answer.split("\n") if line.strip()]
        more = (Piece(text="…"),) if len(lines) > LINES_SHOWN else ()
        return (*(Piece(tex=line) for line in lines[:LINES_SHOWN]), *more)

    @property
    def tests_passing(self) -> int:
        """How many of the tests of a program pass."""
        return sum(test.passed for test in self.tests)

    @property
    def followed(self) -> str:
        """The earlier parts with whose own values it was judged: "(a), (b)"."""
        return ", ".join(self.details.get("followed", ()))


@dataclass(frozen=True)
class SettledView:
    """What a person decided. remark_html: their words to the learner."""

    by: str
    at: datetime
    outcome: str
    marks_earned: str
    remark_html: str


@dataclass(frozen=True)
class SubmissionView:
    """One submission. pk is None for an answer that was refused before it was stored; seed 0: there is one variant.

    settled: what people decided of it, the latest first. is_news: whether the learner has yet to see that.
    """

    pk: int | None
    state: str
    score: float
    marks_earned: str
    marks_total: int
    submitted_at: datetime
    fields: tuple[FieldVerdict, ...]
    url: str
    restore_url: str
    waiting_long: bool = False
    seed: int = 0
    variant: int = 0
    version: str = ""
    settled: tuple[SettledView, ...] = ()
    is_news: bool = False

    @property
    def typed(self) -> str:
        """What was typed, as one short line."""
        return _short("; ".join(one.typed for one in self.fields if one.typed))

    @property
    def written(self) -> list[Piece]:
        """The parts of an answer of which the formula editor wrote some; [] where it wrote none."""
        found = [piece for one in self.fields for piece in one.pieces]
        return found if any(piece.tex for piece in found) else []

    @property
    def is_explained(self) -> bool:
        """Whether it is said already that a field could not be decided."""
        return any(one.outcome == Outcome.UNDECIDED and one.messages_html for one in self.fields)

    @property
    def answers(self) -> list[dict[str, Any]]:
        """What was sent, for people: [{name, label_html, text, unread, is_latex}].

        is_latex: the formula editor wrote it; unread: its lines where nothing says how they were understood.
        """
        return [
            {
                "name": one.name,
                "label_html": one.label_html,
                "text": one.answer,
                "is_latex": any(piece.tex for piece in one.pieces),
                "unread": [] if one.understood or one.details.get("lines") else [p.tex for p in one.pieces if p.tex],
            }
            for one in self.fields
        ]


def submission_view(submission: Submission, *, for_staff: bool = False) -> SubmissionView:
    """`submission.variant` and `submission.verdicts` are read: fetch them along with the submission.

    for_staff: whether those who teach look, from whom nothing is hidden.
    """
    content = Content.from_data(submission.variant.content)
    records: list[VerdictRecord] = list(submission.verdicts.all())
    return SubmissionView(
        pk=submission.pk,
        state=submission.state,
        score=submission.score or 0.0,
        marks_earned=marks_text((submission.score or 0.0) * content.marks),
        marks_total=content.marks,
        submitted_at=submission.submitted_at,
        fields=tuple(_field_verdicts(content, submission, records[-1].detail if records else {}, for_staff)),
        url=reverse("submission", args=[submission.pk]),
        restore_url=f"?restore={submission.pk}",
        waiting_long=timezone.now() - submission.submitted_at > WAITING_LONG,
        seed=submission.variant.seed,
        variant=submission.variant_id,
        version=submission.variant.version_id,
        settled=tuple(_settled(record, content.marks) for record in reversed(records) if record.settler),
        is_news=submission.is_news,
    )


def _settled(record: VerdictRecord, marks: int) -> SettledView:
    earned = marks_text(record.score * marks)
    return SettledView(record.settler, record.recorded_at, record.outcome, earned, line(record.remark))


def refused_view(content: Content, refusal: RefusedError) -> SubmissionView:
    """An answer that was not even stored, shown as an unreadable one: it costs nothing and says what to mend."""
    message = {"text": refusal.message.text, "values": dict(refusal.message.values)}
    name = refusal.field or next(iter(content.fields))
    mapping = content.fields[name]
    verdict = FieldVerdict(
        name=name,
        label_html=line(mapping.get("label", "")),
        outcome=Outcome.INVALID,
        score=0.0,
        marks=mapping.get("marks", 1),
        marks_earned="0",
        answer="",
        messages_html=(said(message),),
    )
    return SubmissionView(None, Outcome.INVALID, 0.0, "0", content.marks, timezone.now(), (verdict,), "", "")


def _field_verdicts(
    content: Content, submission: Submission, detail: Mapping[str, Any], for_staff: bool
) -> Iterable[FieldVerdict]:
    part_of = {name: part["name"] for part in content.parts for name in part["fields"]}
    for name, mapping in content.fields.items():
        verdict = detail.get(name, {})
        marks = mapping.get("marks", 1)
        yield FieldVerdict(
            name=name,
            label_html=line(mapping.get("label", "")),
            outcome=verdict.get("outcome", submission.state),
            score=verdict.get("score", 0.0),
            marks=marks,
            marks_earned=marks_text(verdict.get("score", 0.0) * marks),
            answer=answer_text(mapping, submission.answers.get(name)),
            typed=_typed(mapping, submission.answers.get(name)),
            part=part_of.get(name, ""),
            messages_html=tuple(said(message) for message in verdict.get("messages", ())),
            understood=verdict.get("understood", ""),
            place=marked_place(verdict.get("place")),
            details=verdict.get("details", {}),
            tests=test_views(verdict, marks, for_staff=for_staff),
        )


def marked_place(place: Mapping[str, Any] | None) -> dict[str, str] | None:
    """{source, start, end} cut into what stands before, in and after the place."""
    if not place:
        return None
    source, start, end = place["source"], place["start"], place["end"]
    return {"before": source[:start], "marked": source[start:end], "after": source[end:]}


def _typed(mapping: Mapping[str, Any], answer: Any) -> str:
    if mapping["kind"] == "code" or "options" in mapping or "blocks" in mapping:
        return ""
    text = " ".join(answer_text(mapping, answer).split())
    return _short(readable(text) if "\\" in text else text)


def _short(text: str) -> str:
    return text if len(text) <= TYPED_SHOWN else f"{text[: TYPED_SHOWN - 1]}…"


def answer_text(mapping: Mapping[str, Any], answer: Any) -> str:
    """An answer as a line of text; keys of options and blocks as the words that stood there."""
    words: dict[str, str] = {
        item["key"]: item["text"] for key in ("options", "blocks", "distractors") for item in mapping.get(key, ())
    }
    if isinstance(answer, Mapping):
        return "; ".join(f"{name} = {text}" for name, text in answer.items())
    if isinstance(answer, list):
        if all(isinstance(row, list) for row in answer) and not words:
            return "; ".join(", ".join(map(str, row)) for row in answer)
        return "; ".join(words.get(_key(item), str(item)) for item in answer)
    return "" if answer is None else words.get(str(answer), str(answer))


def _key(item: Any) -> str:
    return str(item[0]) if isinstance(item, list) and item else str(item)

"""Follow-through: one slip costs once. A later field is judged with the learner's own earlier value.

It applies where the earlier answer was read and is wrong, and the later one is wrong by the true reference, too. What
is right with one's own value earns the credit that the exercise states and is never called correct. Where the own
value leaves nothing to do (the result is zero, all its symbols are gone, or a condition of the author's says so) or
leads nowhere, the learner reads that; where it cannot be told, the verdict is `undecided`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field as dataclass_field, replace
from typing import Any

from grading import is_blank, read_field, reference_answer
from grading.errors import AnswerError, DefinitionError
from grading.kinds.base import Field, Raw
from grading.maths.values import TooMuch, Unsure
from grading.messages import Message, _, say
from grading.recomputing import (
    NotWorkable,
    Own,
    given_value,
    holds,
    is_without_symbols,
    is_zero,
    mentioned,
    own_value,
    recompute,
)
from grading.verdict import Outcome, Verdict

Judge = Callable[[Mapping[str, Any], Raw], Verdict]


@dataclass
class FollowThrough:
    """Judges the fields of one exercise in order; `made` keeps what was expected of a field by follow-through.

    verdicts: those by the true references.
    """

    fields: Mapping[str, Mapping[str, Any]]
    answers: Mapping[str, Raw]
    verdicts: Mapping[str, Verdict]
    judge: Judge
    made: dict[str, Mapping[str, Any]] = dataclass_field(default_factory=dict)

    def verdict(self, name: str) -> Verdict:
        """The verdict on this field, where one earned with the learner's own earlier values is better.

        Raises DefinitionError when the field is broken.
        """
        verdict = self.verdicts[name]
        if not self.fields[name].get("follows") or verdict.outcome not in _NOT_RIGHT:
            return verdict
        field = read_field(self.fields[name])
        earlier = mentioned(field, _before(name, self.fields))
        unknown = [one for one in earlier if not self.verdicts[one].outcome.counts]
        wrong = [one for one in earlier if self.verdicts[one].outcome in _NOT_RIGHT]
        if unknown:
            return _with(verdict, _unknown(field, unknown, self.answers))
        if not wrong:
            return verdict
        try:
            return self._followed(name, field, earlier, wrong)
        except Unsure:
            return _undecided(verdict)
        except (NotWorkable, TooMuch, DefinitionError, AnswerError):
            return _with(verdict, _say(field, wrong, _NOWHERE))

    def _followed(self, name: str, field: Field, earlier: Sequence[str], wrong: list[str]) -> Verdict:
        """By the values as they were typed; then by those that typed ones may be rounded from."""
        typed = {one: self._typed(one) for one in earlier}
        found = self._judged(name, field, typed, wrong)
        rounded = [one for one in wrong if one in self.made]
        if found.outcome in _NOT_RIGHT and name not in self.made and rounded:
            exact = {one: _reference_value(self.made[one]) for one in rounded}
            again = self._judged(name, field, typed | exact, wrong)
            return again if again.score > found.score else found
        return found

    def _typed(self, one: str) -> Own:
        """What was typed where it was wrong; else the reference, which is not rounded."""
        field = self.fields[one]
        return own_value(read_field(field), self.answers[one]) if self._is_wrong(one) else _reference_value(field)

    def _is_wrong(self, one: str) -> bool:
        return self.verdicts[one].outcome in _NOT_RIGHT

    def _judged(self, name: str, field: Field, own: Mapping[str, Own], wrong: list[str]) -> Verdict:
        known = {**own, **givens(field)}
        changes = {} if is_excluded(field, known) else recompute(field, known)
        if not changes or becomes_trivial(field, changes):
            return _with(self.verdicts[name], _say(field, wrong, _TRIVIAL))
        made = _recomputed(self.fields[name], changes)
        judged = self.judge(made, self.answers[name])
        if judged.outcome is Outcome.CORRECT:
            self.made[name] = made
        return _combined(field, self.verdicts[name], judged, wrong)


_NOT_RIGHT = (Outcome.INCORRECT, Outcome.PARTIALLY_CORRECT)
_TRIVIAL = (
    _("Your own value of %(parts)s leaves nothing to do here, so this is judged by the right value."),
    _("Your own values of %(parts)s leave nothing to do here, so this is judged by the right values."),
)
_NOWHERE = (
    _("With your own value of %(parts)s there is no answer here, so this is judged by the right value."),
    _("With your own values of %(parts)s there is no answer here, so this is judged by the right values."),
)
_RIGHT = (
    _("Right with your own value of %(parts)s, which was wrong."),
    _("Right with your own values of %(parts)s, which were wrong."),
)
_PARTLY = (
    _("Partly right with your own value of %(parts)s, which was wrong."),
    _("Partly right with your own values of %(parts)s, which were wrong."),
)
_NEITHER = (
    _("Not right with your own value of %(parts)s either."),
    _("Not right with your own values of %(parts)s either."),
)


def expected(name: str, fields: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The field as it is judged when all earlier answers are the references; its own reference must earn 1 there.

    Raises DefinitionError, NotWorkable, Unsure.
    """
    field = read_field(fields[name])
    own = {one: _reference_value(fields[one]) for one in _names(name, fields)}
    if is_excluded(field, own | givens(field)):
        raise NotWorkable
    changes = recompute(field, own | givens(field))
    return _recomputed(fields[name], changes)


def _names(name: str, fields: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    before = _before(name, fields)
    found = mentioned(read_field(fields[name]), before)
    if not found:
        raise DefinitionError("`follows` mentions no earlier field", where="follows.expects", remedy=_earlier(before))
    return found


def _earlier(names: Sequence[str]) -> str:
    said = ", ".join(f"`{one}`" for one in names)
    return f"Write a formula of earlier fields: {said}." if said else "Take `follows` out, or move the field down."


def _before(name: str, fields: Mapping[str, Any]) -> list[str]:
    """The names of the fields before this one."""
    every = list(fields)
    return every[: every.index(name)]


def givens(field: Field) -> dict[str, Own]:
    """What the formulas mention besides earlier fields."""
    assert field.follows is not None
    return {name: given_value(field, value) for name, value in field.follows.given.items()}


def _reference_value(field: Mapping[str, Any]) -> Own:
    return own_value(read_field(field), reference_answer(field))


def is_excluded(field: Field, known: Mapping[str, Own]) -> bool:
    """Whether one of the author's conditions says that these values leave nothing to do."""
    assert field.follows is not None
    domains = getattr(field, "domains", {})
    return any(holds(condition, known, domains) for condition in field.follows.unless)


def becomes_trivial(field: Field, changes: Mapping[str, Any]) -> bool:
    """Whether only zero, or a formula without any symbol, is expected now, though it truly is not."""
    truly = {"reference": _plain(field)}
    return any(asked(field, changes) and not asked(field, truly) for asked in (is_zero, is_without_symbols))


def _plain(field: Field) -> Any:
    reference = getattr(field, "reference", None)
    return [list(row) for row in reference] if field.kind == "matrix" and reference else reference


def _recomputed(mapping: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The field with other expectations, checked. Raises DefinitionError where they cannot be read."""
    kept = {key: value for key, value in mapping.items() if key not in ("follows", "misconceptions")}
    made = {**kept, **changes}
    read_field(made)
    return made


def _combined(field: Field, verdict: Verdict, judged: Verdict, wrong: list[str]) -> Verdict:
    """The better one of both verdicts, with what is said of the way there."""
    assert field.follows is not None
    if judged.outcome is Outcome.UNDECIDED:
        return _undecided(verdict)
    if judged.outcome is Outcome.ERROR:
        return judged
    score = field.follows.credit * judged.score
    if score <= verdict.score or not judged.outcome.counts:
        is_silent = judged.score > 0 or bool(verdict.misconceptions)
        return verdict if is_silent else _with(verdict, _say(field, wrong, _NEITHER))
    said = _say(field, wrong, _RIGHT if judged.outcome is Outcome.CORRECT else _PARTLY)
    partly = judged.messages if judged.outcome is Outcome.PARTIALLY_CORRECT else ()
    # What else is said speaks of the true reference and would contradict; what the author knows to go wrong does not.
    is_known = not {each.name for each in field.misconceptions}.isdisjoint(verdict.misconceptions)
    return replace(
        verdict,
        outcome=Outcome.PARTIALLY_CORRECT,
        score=score,
        messages=(said, *(verdict.messages[:1] if is_known else partly)),
        misconceptions=verdict.misconceptions if is_known else (),
        details={**judged.details, "followed": _called(field, wrong)},
    )


def _undecided(verdict: Verdict) -> Verdict:
    text = _("We could not decide in the time we give ourselves whether this is right with your own earlier value.")
    return replace(verdict, outcome=Outcome.UNDECIDED, score=0.0, messages=(say(text),), misconceptions=())


def _unknown(field: Field, unknown: list[str], answers: Mapping[str, Raw]) -> Message:
    parts = ", ".join(_called(field, unknown))
    if all(is_blank(answers.get(one, "")) for one in unknown):
        return say(_("%(parts)s is empty, so this is judged by its right value."), parts=parts)
    return say(_("Your answer to %(parts)s could not be judged, so this is judged by its right value."), parts=parts)


def _say(field: Field, wrong: list[str], texts: tuple[str, str]) -> Message:
    called = _called(field, wrong)
    return say(texts[len(called) > 1], parts=", ".join(called))


def _called(field: Field, earlier: list[str]) -> list[str]:
    """What the earlier fields are called, each part once."""
    called = field.follows.called if field.follows else {}
    return list(dict.fromkeys(called.get(one, f"`{one}`") for one in earlier))


def _with(verdict: Verdict, message: Message) -> Verdict:
    return replace(verdict, messages=(*verdict.messages, message))

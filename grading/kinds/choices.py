"""Any number of options of several, with credit for a part of them."""

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError
from grading.kinds.base import Field, Kind, Raw
from grading.kinds.choice import Option, check_options, read_key
from grading.messages import Message, _, say
from grading.verdict import Verdict, correct, incorrect, partially_correct

# How many of an author's remarks stand under one verdict.
MOST_REMARKS = 2
_BLANK = _("The answer is empty. Tick one or more of the options.")


class ChoicesField(Field):
    options: tuple[Option, ...] = Key(min_length=2, max_length=20)
    reference: tuple[str, ...] = Key(min_length=1)
    shuffle: bool = Key(default=True, description="Show the options in another order to each learner.")

    @model_validator(mode="after")
    def references_are_options(self) -> "ChoicesField":
        check_options(self.options, self.reference)
        return self


def parse(field: ChoicesField, raw: Raw) -> tuple[Option, ...]:
    keys = [raw] if isinstance(raw, str) else raw
    if not isinstance(keys, list | tuple):
        raise AnswerError(say(_("Tick one or more of the options.")))
    ticked = {read_key(field.options, key).key for key in keys}
    return tuple(option for option in field.options if option.key in ticked)


def grade(field: ChoicesField, answer: tuple[Option, ...]) -> Verdict:
    """Score: (right ticks - wrong ticks) / number of right ones, at least 0."""
    ticked = {option.key for option in answer}
    right = set(field.reference)
    if ticked == right:
        return correct()
    wrongly = [option for option in answer if option.key not in right]
    left_out = [option for option in field.options if option.key in right - ticked]
    remarks = [option.says for option in wrongly] + [option.says_missing or option.says for option in left_out]
    misconceptions = tuple(option.name for option in (*wrongly, *left_out) if option.name)
    messages = [_count(len(ticked & right), len(wrongly), len(left_out))]
    messages += [Message(remark) for remark in dict.fromkeys(remarks) if remark][:MOST_REMARKS]
    score = max(0, len(ticked & right) - len(wrongly)) / len(right)
    if 0 < score < 1:
        return partially_correct(score, *messages, misconceptions=misconceptions)
    return incorrect(*messages, misconceptions=misconceptions)


def _count(right: int, wrong: int, missing: int) -> Message:
    return say(
        _("Right ticks: %(right)d. Wrong ticks: %(wrong)d. Not ticked: %(missing)d."),
        right=right,
        wrong=wrong,
        missing=missing,
    )


def show(field: ChoicesField, answer: tuple[Option, ...]) -> str:
    return ""


def reference(field: ChoicesField) -> Raw:
    return list(field.reference)


KIND = Kind("choices", _("Choices"), ChoicesField, parse, grade, show, reference, longest=2_000, blank=_BLANK)

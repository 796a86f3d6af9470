"""One number: a decimal, a fraction or an expression, exact or to so many digits."""

from typing import Literal

from pydantic import Field as Key, field_validator, model_validator

from grading.errors import AnswerError
from grading.kinds.base import Field, Kind, Raw
from grading.maths import numbers
from grading.maths.numbers import Tolerance, Typed
from grading.maths.printing import to_latex
from grading.messages import Message, _, say
from grading.verdict import Verdict, correct, incorrect

Form = Literal["decimal", "fraction", "expression"]
# YAML's and JSON's numbers, or text of the expression language without names: "3/4", "sqrt(2)".
Entry = int | float | str


class NumberField(Field):
    """Without a tolerance a number is compared exactly; see `grading.maths.numbers` for rounded decimals."""

    reference: Entry
    rtol: float | None = Key(default=None, ge=0, lt=1, description="Largest relative error.")
    atol: float | None = Key(default=None, ge=0, description="Largest absolute error; both given: their sum.")
    significant_figures: int | None = Key(default=None, ge=1, le=30)
    decimals: int | None = Key(default=None, ge=0, le=30, description="Right to so many decimals.")
    accept: tuple[Form, ...] = Key(default=("decimal", "fraction", "expression"), min_length=1)
    percent: bool = Key(default=True, description="A number may be typed with a per cent sign.")

    @field_validator("reference", mode="after")
    @classmethod
    def reference_is_readable(cls, reference: Entry) -> Entry:
        return check_entry(reference)

    @model_validator(mode="after")
    def one_tolerance(self) -> "NumberField":
        groups = (
            self.rtol is not None or self.atol is not None,
            self.significant_figures is not None,
            self.decimals is not None,
        )
        if sum(groups) > 1:
            raise ValueError("give rtol and atol, or significant_figures, or decimals; not several of them")
        return self

    @property
    def tolerance(self) -> Tolerance:
        return Tolerance(self.rtol, self.atol, self.significant_figures, self.decimals)


def check_entry(entry: Entry) -> Entry:
    """Raise ValueError (which pydantic turns into a DefinitionError) when the number cannot be read."""
    try:
        numbers.read_reference(entry)
    except AnswerError as problem:
        raise ValueError(f"the reference {entry!r} cannot be read: {problem}") from problem
    return entry


def parse(field: NumberField, raw: Raw) -> Typed:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter one number.")))
    typed = numbers.read(str(raw), percent=field.percent)
    if typed.form not in field.accept and not (
        typed.form == "decimal" and "fraction" in field.accept and typed.unit >= 1
    ):
        raise AnswerError(_asked_form(field.accept))
    return typed


def _asked_form(accept: tuple[Form, ...]) -> Message:
    if accept == ("decimal",):
        return say(_("Enter a decimal number, like `0.75`."))
    if accept == ("fraction",):
        return say(_("Enter a whole number or a fraction, like `3/4`."))
    if "expression" in accept:
        return say(_("Enter an exact expression, like `sqrt(2)/2`."))
    return say(_("Enter a number, like `0.75` or `3/4`, without functions."))


def grade(field: NumberField, answer: Typed) -> Verdict:
    reference = numbers.read_reference(field.reference)
    if numbers.is_right(answer, reference, field.tolerance):
        return correct()
    remark = _remark(field, answer, reference)
    return incorrect(remark) if remark else incorrect()


def _remark(field: NumberField, answer: Typed, reference: Typed) -> Message | None:
    if numbers.is_negative_of(answer, reference):
        return say(_("The size is right, the sign is not."))
    if field.decimals is not None:
        right = numbers.right_decimals(answer, reference)
        return (
            _rounded_right(right, field.decimals, "decimals") if 0 <= right < field.decimals and answer.digits else None
        )
    right = numbers.right_digits(answer, reference)
    if not right or answer.form != "decimal":
        return None
    if field.significant_figures is not None:
        return _rounded_right(right, field.significant_figures, "digits")
    if not field.tolerance.is_exact or right < 2:
        return None
    if numbers.terminates(reference.value) and not numbers.is_computed(reference):
        return say(_("Right to %(right)d digits. Enter the exact value."), right=right)
    return say(_("Right to %(right)d digits. Enter the exact value, or more digits."), right=right)


def _rounded_right(right: int, asked: int, what: Literal["digits", "decimals"]) -> Message:
    if what == "decimals":
        one, many = (
            _("Right to 1 decimal, %(asked)d were asked."),
            _("Right to %(right)d decimals, %(asked)d were asked."),
        )
    else:
        one, many = _("Right to 1 digit, %(asked)d were asked."), _("Right to %(right)d digits, %(asked)d were asked.")
    return say(one, asked=asked) if right == 1 else say(many, right=right, asked=asked)


def show(field: NumberField, answer: Typed) -> str:
    return to_latex(answer.tree)


def reference(field: NumberField) -> Raw:
    return str(field.reference)


KIND = Kind("number", _("Number"), NumberField, parse, grade, show, reference, longest=500)

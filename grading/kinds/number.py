"""One number: a decimal, a fraction or an expression, exact or to so many digits, with a unit where one is asked."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field as Key, field_validator, model_validator

from grading.errors import AnswerError, DefinitionError, Place
from grading.faults import unreadable
from grading.kinds.base import Kind, Raw
from grading.kinds.slips import FieldWithSlips, reason
from grading.maths import measured, number_slips, numbers
from grading.maths.measured import Measured
from grading.maths.numbers import Tolerance, Typed
from grading.maths.printing import to_latex, to_text
from grading.maths.tree import Constant, Divide, Number, walk
from grading.maths.units import Unit, UnknownUnit, read_unit
from grading.messages import Message, _, say
from grading.slips import Slip
from grading.verdict import Verdict, correct, incorrect, partially_correct

Form = Literal["decimal", "fraction", "expression"]
# YAML's and JSON's numbers, or text of the expression language without names: "3/4", "sqrt(2)".
Entry = int | float | str


_POWER_OR_E = re.compile(r"\s*(?P<digits>[-+]?\d+\.?\d*)e(?P<sign>[-+])(?P<rest>\d+)\s*")


class NumberField(FieldWithSlips):
    """Without a tolerance a number is compared exactly; see `grading.maths.numbers` for rounded decimals."""

    known_slips: ClassVar[tuple[str, ...]] = number_slips.NAMES

    reference: Entry
    rtol: float | None = Key(default=None, ge=0, lt=1, description="Largest relative error.")
    atol: float | None = Key(
        default=None, ge=0, allow_inf_nan=False, description="Largest absolute error; both given: their sum."
    )
    significant_figures: int | None = Key(default=None, ge=1, le=30)
    decimals: int | None = Key(default=None, ge=0, le=30, description="Right to so many decimals.")
    accept: tuple[Form, ...] = Key(default=("decimal", "fraction", "expression"), min_length=1)
    percent: bool = Key(default=True, description="A number may be typed with a per cent sign.")
    unit: str = Key(default="", description="The unit of the reference; an answer has this one or one like it.")
    unit_credit: float = Key(default=0.5, ge=0, lt=1, description="What the right number without its unit earns.")

    @model_validator(mode="before")
    @classmethod
    def reference_in_the_unit(cls, said: Any) -> Any:
        """A reference, or the answer of a misconception, may be written with a unit of its own."""
        if not (isinstance(said, dict) and said.get("unit") and isinstance(said.get("reference"), str)):
            return said
        try:
            written = measured.read(said["reference"], read_unit(str(said["unit"])))
        except (AnswerError, UnknownUnit):
            return said
        has_unit = bool(written.typed_unit.text) and written.fits
        return {**said, "reference": to_text(written.tree)} if has_unit else said

    @field_validator("reference", mode="after")
    @classmethod
    def reference_is_readable(cls, reference: Entry) -> Entry:
        return check_entry(reference)

    @model_validator(mode="after")
    def one_tolerance(self) -> "NumberField":
        check_one_tolerance(self.rtol, self.atol, self.significant_figures, self.decimals)
        return self

    @field_validator("unit", mode="after")
    @classmethod
    def unit_is_known(cls, unit: str) -> str:
        try:
            return unit and read_unit(unit).text
        except UnknownUnit as problem:
            remedy = "Write one such as m/s^2, kg or kB."
            raise DefinitionError(f"the unit `{problem.name}` is not known", where="unit", remedy=remedy) from problem

    @cached_property
    def asked_unit(self) -> Unit | None:
        return read_unit(self.unit) if self.unit else None

    @property
    def may_be_share(self) -> bool:
        """Whether the number may be a part of a whole, which has no unit of its own."""
        return self.asked_unit is None or not self.asked_unit.dimension

    @property
    def tolerance(self) -> Tolerance:
        return Tolerance(self.rtol, self.atol, self.significant_figures, self.decimals)


def check_one_tolerance(rtol: float | None, atol: float | None, digits: int | None, decimals: int | None) -> None:
    """Raise DefinitionError when an author gives tolerances that contradict each other."""
    if sum((rtol is not None or atol is not None, digits is not None, decimals is not None)) > 1:
        where = "decimals" if decimals is not None else "significant_figures"
        remedy = "Give rtol and atol, or significant_figures, or decimals; not several of them."
        raise DefinitionError("there is another tolerance beside this one", where=where, remedy=remedy)


def check_entry(entry: Entry) -> Entry:
    """Raise DefinitionError when the number cannot be read."""
    try:
        numbers.read_reference(entry)
    except AnswerError as problem:
        raise unreadable("the reference", entry, problem, "reference") from problem
    return entry


def parse(field: NumberField, raw: Raw) -> Typed:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter one number.")))
    _refuse_two_readings(field, str(raw))
    typed = _read(field, str(raw))
    if typed.form not in field.accept and not (
        typed.form == "decimal" and "fraction" in field.accept and typed.unit >= 1 and not _is_share(typed)
    ):
        raise AnswerError(_asked_form(field.accept))
    if typed.form == "fraction" and "decimal" not in field.accept and _has_decimals(typed):
        raise AnswerError(_asked_form(field.accept))
    return typed


def _has_decimals(typed: Typed) -> bool:
    """Whether it is something like `0.75/1`, which is no fraction of whole numbers."""
    return any(isinstance(node, Number) and node.value.denominator != 1 for node, _depth in walk(typed.tree))


def _refuse_two_readings(field: NumberField, text: str) -> None:
    """Where the number e occurs in the right answer, `2e+1` may be a power of ten or 2 e + 1."""
    found = _POWER_OR_E.fullmatch(text)
    tree = numbers.read_reference(field.reference).tree
    if found is None or not any(node == Constant("e") for node, _depth in walk(tree)):
        return
    message = say(
        _("`%(typed)s` can be read in two ways. Write `%(product)s`, or `%(power)s` for a power of ten."),
        typed=text.strip(),
        product=f"{found['digits']}*e {found['sign']} {found['rest']}",
        power=f"{found['digits']}*10^({found['sign'].replace('+', '')}{found['rest']})",
    )
    raise AnswerError(message, Place(text, 0, len(text)))


def _read(field: NumberField, text: str) -> Typed:
    if field.asked_unit is not None:
        return measured.read(text, field.asked_unit)
    try:
        return numbers.read(text, percent=field.percent)
    except AnswerError as problem:
        raise measured.superfluous(text) or problem from problem


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
    if isinstance(answer, Measured):
        return _grade_measured(field, answer, reference)
    if numbers.is_right(answer, reference, field.tolerance):
        return correct()
    return _wrong(field, answer, reference)


def _grade_measured(field: NumberField, answer: Measured, reference: Typed) -> Verdict:
    """A number with a unit; the right number with none, or with another unit, is told so."""
    if not answer.fits:
        text = _("`%(typed)s` does not measure what is asked. The answer is in `%(unit)s` or a unit like it.")
        return incorrect(say(text, typed=answer.typed_unit.text, unit=field.unit))
    if answer.is_right(reference, field.tolerance):
        return correct()
    if not numbers.is_right(answer.number, reference, field.tolerance):
        return _wrong(field, answer, reference)
    if answer.typed_unit.text:
        return incorrect(_in_other_unit(field, answer))
    message = say(_("The number is right, its unit is missing: write `%(unit)s` behind it."), unit=field.unit)
    return partially_correct(field.unit_credit, message) if field.unit_credit else incorrect(message)


def _wrong(field: NumberField, answer: Typed, reference: Typed) -> Verdict:
    remark = _remark(field, answer, reference)
    return incorrect(remark) if remark else incorrect()


def _remark(field: NumberField, answer: Typed, reference: Typed) -> Message | None:
    if numbers.is_negative_of(answer, reference):
        return say(_("The size is right, the sign is not."))
    if field.percent and field.may_be_share and (share := _as_share(answer, reference)):
        return share
    if (
        answer.unit == Fraction(1, 1000)
        and not _is_share(answer)
        and numbers.is_times(answer, reference, Fraction(1, 1000))
    ):
        return say(_("The point is read as a decimal point. Write large numbers without points, as in `1000`."))
    if field.decimals is not None:
        right = numbers.right_decimals(answer, reference)
        return (
            rounded_right(right, field.decimals, "decimals") if 0 < right < field.decimals and answer.digits else None
        )
    right = numbers.right_digits(answer, reference)
    if not right or answer.form != "decimal":
        return None
    if field.significant_figures is not None:
        return rounded_right(right, field.significant_figures, "digits")
    if not field.tolerance.is_exact or right < 2:
        return None
    if numbers.terminates(reference.value) and not numbers.is_computed(reference):
        return say(_("Right to %(right)d digits. Enter the exact value."), right=right)
    return say(_("Right to %(right)d digits. Enter the exact value, or more digits."), right=right)


def unexplained(field: NumberField, answer: Typed) -> Message:
    """What can be said of a wrong number without giving the right one away."""
    reference = numbers.read_reference(field.reference)
    if field.names_slips and numbers.is_just_outside(answer, reference, field.tolerance):
        return say(_("This is near, but not near enough: it lies just outside the tolerance."))
    known = number_slips.off_by(answer, reference)
    return say(
        known or _("This is not the right number. Check each step; where you are stuck, a hint or the lesson leads on.")
    )


def _as_share(answer: Typed, reference: Typed) -> Message | None:
    """What is said where a per cent sign is missing, or is one too many."""
    has_sign = _is_share(answer)
    if not has_sign and abs(reference.value) <= 1 and numbers.is_times(answer, reference, Fraction(100)):
        return say(_("This is 100 times too large. Write per cent with the sign, as in `25%` or `0.25`."))
    if has_sign and numbers.is_times(answer, reference, Fraction(1, 100)):
        return say(_("This is 100 times too small. Leave the per cent sign out."))
    return None


def _is_share(answer: Typed) -> bool:
    """Whether it was typed with a per cent sign, and is no `25/100`."""
    match answer.tree:
        case Divide(over, Number(100)):
            return answer.form == "decimal" or not isinstance(over, Number)
    return False


def rounded_right(right: int, asked: int, what: Literal["digits", "decimals"]) -> Message:
    if what == "decimals":
        one, many = (
            _("Right to 1 decimal, %(asked)d were asked."),
            _("Right to %(right)d decimals, %(asked)d were asked."),
        )
    else:
        one, many = _("Right to 1 digit, %(asked)d were asked."), _("Right to %(right)d digits, %(asked)d were asked.")
    return say(one, asked=asked) if right == 1 else say(many, right=right, asked=asked)


def slip(field: NumberField, answer: Typed) -> Slip | None:
    if not field.names_slips:
        return None
    reference = numbers.read_reference(field.reference)
    if isinstance(answer, Measured) and answer.fits and numbers.is_right(answer.number, reference, field.tolerance):
        return Slip("other-unit", _in_other_unit(field, answer)) if answer.typed_unit.text else None
    found = number_slips.find(answer, reference, field.tolerance, may_be_share=field.may_be_share)
    if found is not None and found.name == "percent" and field.percent and (says := _as_share(answer, reference)):
        return Slip(found.name, says)
    return found


def _in_other_unit(field: NumberField, answer: Measured) -> Message:
    text = _("The number would be right in `%(unit)s`, but this is in `%(typed)s`.")
    return say(text, typed=answer.typed_unit.text, unit=field.unit)


def unseen_slips(field: NumberField) -> Iterator[tuple[str, str]]:
    for name in field.slips:
        why = reason(number_slips.unseen(name, numbers.read_reference(field.reference), field.tolerance))
        if why:
            yield name, why


def show(field: NumberField, answer: Typed) -> str:
    return answer.latex if isinstance(answer, Measured) else to_latex(answer.tree)


def reference(field: NumberField) -> Raw:
    return f"{field.reference} {field.unit}".strip()


KIND = Kind(
    "number",
    _("Number"),
    NumberField,
    parse,
    grade,
    show,
    reference,
    longest=500,
    slip=slip,
    unseen_slips=unseen_slips,
    unexplained=unexplained,
)

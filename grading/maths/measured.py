"""Numbers with a unit: what was typed, and the same in the unit that is asked."""

import re
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from grading.errors import AnswerError, Place
from grading.maths import near_numbers, numbers, units
from grading.maths.degrees import DEGREES
from grading.maths.numbers import Tolerance, Typed
from grading.maths.printing import to_latex
from grading.maths.tree import Multiply, Number, Tree
from grading.maths.units import ONE, Unit, UnknownUnit, read_unit
from grading.messages import Message, _, say

_ONE_AND_ONE = _("Write one number and behind it one unit, such as `3.5 %(unit)s`.")
_SUPERFLUOUS = _("Enter only the number, without the unit `%(unit)s`.")
_IN_DEGREES = _(
    "Enter only the number, without `%(unit)s`. In radians an angle is a multiple of pi: 60 degrees are `60*pi/180`."
)
# Signs that may stand between a number and its unit.
_BETWEEN = " *·⋅×"
_IN_BRACKETS = re.compile(r"(?<=[\d\s)])[\[(]([^\[\]()]+)[\])](?=\s*$)")
_STOP = re.compile(r"(?<=[A-Za-z])\.(?=\s*$)")
_CURRENCIES = ("€", "$")
_ZERO = Typed(Number(Fraction(0)), fmpq(0), "decimal")


@dataclass(frozen=True)
class Measured(Typed):
    """The number in the unit that is asked, and how it was typed.

    number: as it was typed; typed_unit: ONE when there was none; fits: whether it measures what is asked.
    """

    number: Typed = _ZERO
    typed_unit: Unit = ONE
    asked: Unit = ONE

    @property
    def fits(self) -> bool:
        return self.typed_unit is ONE or self.typed_unit.measures_like(self.asked)

    @property
    def latex(self) -> str:
        """Number and unit as they were typed."""
        return rf"{to_latex(self.number.tree)}\,{self.typed_unit.latex}".removesuffix(r"\,")

    def is_right(self, reference: Typed, tolerance: Tolerance) -> bool:
        """Whether number and unit together are what is asked; a plain number has the unit 1.

        Where nothing else is said, a decimal may be rounded if the right one in its own unit has no end.
        """
        if self.typed_unit is ONE and self.asked.dimension:
            return False
        if not tolerance.is_exact:
            return numbers.is_right(self, reference, tolerance)
        return numbers.is_right(self.number, _converted(reference, self.asked, self.typed_unit), tolerance)


def read(source: str, asked: Unit) -> Measured:
    """Read a number with its unit. Raises AnswerError with the remedy, also for an unknown unit."""
    source = _ending_in_its_unit(units.plain_signs(source))
    text = source.strip()
    if text.startswith(_CURRENCIES):
        text = f"{text[1:].strip()} {text[0]}"
    for before, unit in units.split_quotient(text):
        if (found := _quotient(before, unit, asked)) is not None:
            return found
    problems: list[AnswerError] = []
    for before, unit in units.split(text):
        try:
            return _measured(numbers.read(before.rstrip(_BETWEEN), percent=False), unit, asked)
        except AnswerError as problem:
            clear = near_numbers.signs_for_words(before)
            problems += [clear] if clear else [] if any(map(str.isalpha, before)) else [problem]
    try:
        return _measured(numbers.read(source, percent=False), ONE, asked)
    except AnswerError as problem:
        told = next(iter(problems), None) or _no_number(source) or _with_slash(source, asked)
        raise told or _unknown(source, asked) or _one_and_one(source, asked, problem) from problem


def _ending_in_its_unit(source: str) -> str:
    """The text without the brackets around a unit and the full stop behind it: `3.5 [m/s]` is `3.5  m/s `."""
    source = _STOP.sub(" ", source)
    found = _IN_BRACKETS.search(source)
    if found is None:
        return source
    try:
        read_unit(found[1])
    except UnknownUnit:
        return source
    return f"{source[: found.start()]} {found[1]} {source[found.end() :]}"


def _with_slash(source: str, asked: Unit) -> AnswerError | None:
    """What is said of `7 m : 2 s`."""
    if ":" not in source:
        return None
    written = re.sub(r"\s*:\s*", "/", source.strip())
    try:
        read(written, asked)
    except AnswerError:
        return None
    return AnswerError(say(_("Write a quotient with `/`, as in `%(written)s`."), written=written))


def _one_and_one(source: str, asked: Unit, problem: AnswerError) -> AnswerError:
    """Where names are left, units stand where none can be read: that names are unknown would help nobody."""
    if not near_numbers.is_about_a_name(problem.message):
        return problem
    return AnswerError(say(_ONE_AND_ONE, unit=asked.text), problem.place or Place(source, 0, len(source)))


def _quotient(quotient: str, unit: Unit, asked: Unit) -> Measured | None:
    """What `7 m / 2 s` measures; None where its parts are no numbers. Raises AnswerError where it may mean another."""
    try:
        number = numbers.read(quotient, percent=False)
    except AnswerError:
        return None
    if not unit.measures_like(asked):
        raise AnswerError(say(_ONE_AND_ONE, unit=asked.text))
    return _measured(number, unit, asked)


def _measured(number: Typed, unit: Unit, asked: Unit) -> Measured:
    is_plain_or_other = (unit is ONE and asked.dimension) or not (unit is ONE or unit.measures_like(asked))
    value = number if is_plain_or_other else _converted(number, unit, asked)
    return Measured(value.tree, value.value, value.form, value.unit, value.digits, number, unit, asked)


def _converted(number: Typed, of: Unit, to: Unit) -> Typed:
    """The same quantity in another unit, with the digits that were typed."""
    factor = units.conversion(of, to)
    worth = numbers.evaluate(factor, of.text)
    if type(worth) is fmpq and worth == 1:
        return number
    tree: Tree = Multiply((number.tree, factor))
    place = number.unit * Fraction(int(worth.p), int(worth.q)) if type(worth) is fmpq else Fraction(0)
    return Typed(tree, numbers.evaluate(tree, of.text), number.form, place, number.digits)


def superfluous(source: str) -> AnswerError | None:
    """What is said of a unit where only a number is asked; None when the trouble is another."""
    for before, unit in units.split(units.plain_signs(source).strip()):
        try:
            numbers.read(before)
        except AnswerError:
            continue
        if before not in source:
            continue
        message = say(_IN_DEGREES if unit.text in DEGREES else _SUPERFLUOUS, unit=unit.text)
        return AnswerError(message, _behind(source, before))
    return None


def _no_number(source: str) -> AnswerError | None:
    try:
        unit = read_unit(source)
    except UnknownUnit:
        return None
    message = say(_("The number is missing: write it before the unit `%(unit)s`."), unit=unit.text)
    return AnswerError(message, Place(source, 0, len(source)))


def _unknown(source: str, asked: Unit) -> AnswerError | None:
    """What is said of a number with a word behind it that is no unit; None when the trouble is another."""
    text = source.strip()
    cut = next((place for place, letter in enumerate(text) if letter.isalpha()), 0)
    before, rest = text[:cut].rstrip(), text[cut:]
    word = units.unknown_word(rest)
    if word is None:
        return None
    try:
        numbers.read(before)
    except AnswerError:
        return None
    return AnswerError(_unknown_word(word[:40], asked), _behind(source, before))


def _unknown_word(word: str, asked: Unit) -> Message:
    close = units.nearest(word)
    if close:
        text = _("`%(word)s` is no unit that is known here. Is `%(close)s` meant? The answer is in `%(unit)s`.")
        return say(text, word=word, close=close, unit=asked.text)
    text = _("`%(word)s` is no unit that is known here. The answer is in `%(unit)s` or a unit like it.")
    return say(text, word=word, unit=asked.text)


def _behind(source: str, before: str) -> Place:
    """The place of what stands behind the number."""
    start = source.index(before) + len(before)
    rest = source[start:]
    return Place(source, start + len(rest) - len(rest.lstrip()), len(source.rstrip()))

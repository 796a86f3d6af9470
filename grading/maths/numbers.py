"""Typed numbers: what was typed, its exact value or a ball around it, and how near it is to what was asked."""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flint import arb, fmpq

from grading.errors import AnswerError, Place
from grading.maths import limits, near_numbers
from grading.maths.complexes import COMPLEX
from grading.maths.parser import parse
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, ball, whole_in
from grading.maths.tree import Add, Constant, Divide, Items, Multiply, Negate, Number, Power, Tree, is_value, walk
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits
from grading.messages import _, say

BITS = 320
_I = Constant("i")
_J = re.compile(r"(?<![A-Za-z])[jJ](?![A-Za-z])")
# How closely a typed number is computed: more bits where much cancels, and a number that stays wider is refused.
_LEVELS = (BITS, 4 * BITS, 16 * BITS)
_WIDEST = 200
# Without a tolerance, a decimal typed for a number without a finite decimal expansion has at least so many digits, all
# of them right. From so many on the last may be one off, as floats leave it, and behind so many nothing is asked.
DEFAULT_DIGITS, _DIGITS_OF_FLOATS, _MOST_DIGITS = 6, 8, 12
# How near is right, in relation to its size, where the reference was computed.
DEFAULT_RTOL = 1e-6
# A float reference with so many digits was computed and rounded; it is never compared exactly.
_COMPUTED_DIGITS = 12
# Half a unit, and a little more for what the computation of the reference lost.
_HALF_OF_COMPUTED = fmpq(500_000_001, 1_000_000_000)
_WITH_COMMAS = re.compile(r"\s*[-+−]?\d+(?:(?:,|\{,\})\d+)+(?:\.\d*)?(?:[eE][-+]?\d+)?\s*")
# A space on one side of the `e` only: a power of ten, or a product with the number e?
_LOOSE_E = re.compile(
    r"(?P<digits>\d+(?:\.\d*)?)(?: +[eE](?P<close>[-+−]?\d+)|[eE](?: +[-+−] *| *[-+−] +)(?P<far>\d+))\s*"
)
_PER_CENT, _IN_WORDS = re.compile(r"\s*\\?[%％]"), re.compile(r"(?<![A-Za-z]) ?per ?cent(?![A-Za-z])")
# `1.5x10^-3`: a letter between two numbers can only be a cross.
_TIMES_TEN = re.compile(r"(?<=[\d.])\s?[xX]\s?(?=10\s?(?:\^|\*\*|[⁻⁺⁰¹²³⁴-⁹]))")


@dataclass(frozen=True)
class Typed:
    """A number as it was typed. form: "decimal", "fraction" or "expression"; value: exact, or a ball of 320 bits.

    unit: the place value of the last digit of a decimal (1/100 for 0.25), 0 for other forms; digits: how many of them
    are significant.
    """

    tree: Tree
    value: Value
    form: str
    unit: Fraction = Fraction(0)
    digits: int = 0


@dataclass(frozen=True)
class Tolerance:
    """How near is right. At most one of the four groups is set; none means exactly, but see `DEFAULT_RTOL`."""

    rtol: float | None = None
    atol: float | None = None
    significant_figures: int | None = None
    decimals: int | None = None

    @property
    def is_exact(self) -> bool:
        return self.rtol is None and self.atol is None and self.significant_figures is None and self.decimals is None


def read(source: str, *, percent: bool = True) -> Typed:
    """Read one number. Raises AnswerError for names, relations and what has no real value."""
    text, share = _without_per_cent(source, percent=percent)
    _refuse_loose_e(text)
    try:
        tree = _parse(text)
        if share and isinstance(tree, Add):
            # `1/2 + 50%` has one part of a hundred, not two.
            text, share, tree = f"{text}%", False, _parse(f"{text}%")
    except AnswerError as problem:
        raise near_numbers.clearer(source, problem) from problem
    if isinstance(tree, Items) and (_WITH_COMMAS.fullmatch(source) or near_numbers.GROUPED.fullmatch(source)):
        raise AnswerError(say(near_numbers.WITHOUT_SEPARATORS), _whole(source))
    if not is_value(tree):
        raise AnswerError(say(_("Enter one number.")), _whole(source))
    form, typed = _form(tree), tree
    if share:
        tree = Divide(tree, Number(Fraction(100)))
    value = evaluate(tree, source)
    if form != "decimal":
        return Typed(tree, value, form)
    unit, digits = _precision(text, typed)
    return Typed(tree, value, "decimal", unit / 100 if share else unit, digits)


def _parse(text: str) -> Tree:
    return parse(_TIMES_TEN.sub(lambda found: "*".join(re.split("[xX]", found[0])), text))


def _without_per_cent(source: str, *, percent: bool) -> tuple[str, bool]:
    """The text before its one per cent sign at the end, and whether there is one. Raises AnswerError for signs that
    are not asked for.
    """
    text = _IN_WORDS.sub("%", source.strip())
    signs = list(_PER_CENT.finditer(text))
    if signs and not percent:
        message = _("Enter the number without a per cent sign, like `0.25` for a quarter.")
        raise AnswerError(say(message), _whole(source))
    if len(signs) == 1 and signs[0].end() == len(text):
        return text[: signs[0].start()], True
    return text, False


def read_complex(source: str) -> Typed:
    """Read one number that may have an imaginary part; with one it counts as exact. Raises AnswerError."""
    try:
        tree = parse(source.strip())
    except AnswerError as problem:
        if found := _J.search(source):
            message = say(_("Write `i` for the imaginary unit, as in `1 + 2i`."))
            raise AnswerError(message, Place(source, found.start(), found.end())) from problem
        raise
    if not any(node == _I for node, _depth in walk(tree)):
        return read(source)
    if not is_value(tree):
        raise AnswerError(say(_("Enter one number.")), _whole(source))
    try:
        with bits(BITS):
            return Typed(tree, Evaluator(COMPLEX, {}).value(tree), "expression")
    except (Undefined, Unsure, TooMuch) as problem:
        raise AnswerError(say(_("`%(source)s` has no value."), source=source.strip()), _whole(source)) from problem


def _refuse_loose_e(text: str) -> None:
    if not _LOOSE_E.fullmatch(text.lstrip("+-− ")):
        return
    message = _("Write a power of ten without spaces, as in `1.2e-3`, and a product with the number e as `2*e - 3`.")
    raise AnswerError(say(message), _whole(text))


def _whole(source: str) -> Place:
    return Place(source, 0, len(source))


def evaluate(tree: Tree, source: str) -> Value:
    """The exact value, or a ball that is narrower than anybody compares. Raises AnswerError where there is none."""
    text = source.strip()
    text = text if len(text) <= limits.FORMULA_SHOWN else f"{text[: limits.FORMULA_SHOWN]}…"
    for count in _LEVELS:
        try:
            value = _evaluated(tree, count)
        except Undefined as problem:
            message = _("`%(source)s` has no real value.")
            if any(node == _I for node, _depth in walk(tree)):
                message = _("Only real numbers are read here. Write `%(source)s` without `i`.")
            raise AnswerError(say(message, source=text), _whole(source)) from problem
        except Unsure:
            continue
        except TooMuch:
            break
        if _is_narrow(value):
            return value
    raise AnswerError(say(_("`%(source)s` is too large or too long to be computed."), source=text), _whole(source))


def _evaluated(tree: Tree, count: int) -> Value:
    with bits(count):
        return Evaluator(REAL, {}).value(tree)


def _is_narrow(value: Value) -> bool:
    """Whether the ball tells the number to more digits than any tolerance: relative to its size, or to 1 near zero."""
    if type(value) is fmpq:
        return True
    reach = value.rad() * arb(2) ** _WIDEST
    return bool(reach <= 1) or bool(reach <= value.abs_lower())


def _form(tree: Tree) -> str:
    match tree:
        case Negate(inner):
            return _form(inner)
        case Number():
            return "decimal"
        case Multiply((Number(), Power(Number(value), _))) if value == 10:
            return "decimal"
        case Divide(over, under) if _is_signed_number(over) and _is_signed_number(under):
            return "fraction"
    return "expression"


def _is_signed_number(tree: Tree) -> bool:
    return isinstance(tree.inner if isinstance(tree, Negate) else tree, Number)


def _precision(text: str, tree: Tree) -> tuple[Fraction, int]:
    """The place value of the last digit, and how many digits are significant."""
    found = re.search(r"(?=[\d.])(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?", text)
    whole, part, exponent = (found[1], found[2], int(found[3] or 0)) if found else ("", "", 0)
    digits = len((whole + part).lstrip("0"))
    return Fraction(10) ** (exponent - len(part) + _power_of_ten(tree)), digits


def _power_of_ten(tree: Tree) -> int:
    """The exponent of a number typed as `1.5*10^-3`, else 0."""
    match tree.inner if isinstance(tree, Negate) else tree:
        case Multiply((_, Power(_, Number(value)))) if value.denominator == 1:
            return int(value)
        case Multiply((_, Power(_, Negate(Number(value))))) if value.denominator == 1:
            return -int(value)
    return 0


@lru_cache(maxsize=4096)
def read_reference(source: str | int | float) -> Typed:
    """An author's number. A float means its shortest decimal: 0.1 is exactly 1/10."""
    return read(str(source), percent=True)


@lru_cache(maxsize=1024)
def read_constant(source: str) -> Typed:
    """An author's number that may be complex."""
    try:
        return read_reference(source)
    except AnswerError:
        return read_complex(source)


def is_right(typed: Typed, reference: Typed, tolerance: Tolerance) -> bool:
    """Whether the typed number is right, exactly or within the tolerance."""
    with bits(BITS):
        error = abs(typed.value - reference.value)
        if _is_zero(error):
            return True
        if tolerance.is_exact:
            return _is_right_by_default(typed, reference, error)
        return _at_most(error, _allowed(reference, tolerance))


def is_just_outside(typed: Typed, reference: Typed, tolerance: Tolerance) -> bool:
    """Whether a wrong number of the right sign is off by at most twice what the author's tolerance allows."""
    if tolerance.rtol is None and tolerance.atol is None:
        return False
    with bits(BITS):
        allowed = _allowed(reference, tolerance)
        has_sign = bool(ball(typed.value) * ball(reference.value) > 0)
        return has_sign and _at_most(abs(typed.value - reference.value), 2 * allowed)


def _is_right_by_default(typed: Typed, reference: Typed, error: Value) -> bool:
    if is_computed(reference):
        return _at_most(error, abs(ball(reference.value)) * arb(str(DEFAULT_RTOL)))
    if typed.form != "decimal" or typed.digits < DEFAULT_DIGITS or terminates(reference.value):
        return False
    unit = ball(as_fmpq(typed.unit)) * 10 ** max(0, typed.digits - _MOST_DIGITS)
    is_cut_off = bool(abs(ball(typed.value)) < abs(ball(reference.value)))
    return _at_most(error, unit if is_cut_off or typed.digits >= _DIGITS_OF_FLOATS else unit / 2)


def is_computed(reference: Typed) -> bool:
    """Whether the reference itself was rounded, so that it is never compared exactly."""
    return reference.form == "decimal" and reference.digits >= _COMPUTED_DIGITS and reference.unit < 1


def _allowed(reference: Typed, tolerance: Tolerance) -> Value:
    """The largest error, exact where the reference is. A number exactly half a unit off may be rounded either way."""
    half = _HALF_OF_COMPUTED if is_computed(reference) else fmpq(1, 2)
    if tolerance.decimals is not None:
        return half * fmpq(10) ** -tolerance.decimals
    if tolerance.significant_figures is not None:
        if _is_zero(reference.value):
            return fmpq(0)
        return half * fmpq(10) ** (_decade(reference.value) + 1 - tolerance.significant_figures)
    return abs(reference.value) * _exact(tolerance.rtol or 0) + _exact(tolerance.atol or 0)


def _exact(tolerance: float) -> fmpq:
    """The decimal that the author wrote: 0.1 is one tenth."""
    written = Fraction(str(tolerance))
    return as_fmpq(written)


def _decade(value: Value) -> int:
    """The power of ten of the first significant digit: 0 for 3.2, -2 for 0.032."""
    if _is_zero(value):
        return 0
    if type(value) is fmpq:
        size = abs(value)
        found = len(str(size.p)) - len(str(size.q))
        return found if size >= fmpq(10) ** found else found - 1
    return _floor(abs(value).log() / arb(10).log())


def _floor(value: arb) -> int:
    found = whole_in(value.mid().floor())
    return 0 if found is None else int(found.p)


def right_digits(typed: Typed, reference: Typed) -> int:
    """To how many significant digits the typed number is right, at most as many as were typed."""
    with bits(BITS):
        error = abs(typed.value - reference.value)
        if _is_zero(reference.value) or _is_zero(error):
            return 0
        nearness = ball(error) * 2 / arb(10) ** (_decade(reference.value) + 1)
        digits = _floor(-nearness.log() / arb(10).log())
    return max(0, min(digits, typed.digits) if typed.digits else digits)


def right_decimals(typed: Typed, reference: Typed) -> int:
    """To how many decimals the typed number is right; -1 when not even the whole part is."""
    with bits(BITS):
        error = abs(typed.value - reference.value)
        if _is_zero(error):
            return 0
        decimals = _floor(-(ball(error) * 2).log() / arb(10).log())
    return max(-1, decimals)


def is_times(typed: Typed, reference: Typed, factor: Fraction) -> bool:
    """Whether the typed number is exactly so many times the right one, which is not zero."""
    with bits(BITS):
        scaled = reference.value * as_fmpq(factor)
        return not _is_zero(reference.value) and _is_zero(typed.value - scaled)


def is_negative_of(typed: Typed, reference: Typed) -> bool:
    with bits(BITS):
        return not _is_zero(reference.value) and _is_zero(typed.value + reference.value)


def _is_zero(value: Value) -> bool:
    """Exactly zero, or a ball around zero so small that two different typed numbers cannot be so near."""
    if type(value) is fmpq:
        return not value
    return bool(value.contains(0) and value.abs_upper() < arb(2) ** -(BITS // 2))


def _at_most(value: Value, bound: Value) -> bool:
    if type(value) is fmpq and type(bound) is fmpq:
        return bool(value <= bound)
    return not bool(ball(value) > ball(bound))


def terminates(value: Value) -> bool:
    """Whether the value has a finite decimal expansion."""
    if type(value) is not fmpq:
        return False
    under = int(value.q)
    for prime in (2, 5):
        while under % prime == 0:
            under //= prime
    return under == 1

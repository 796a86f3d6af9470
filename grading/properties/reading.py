"""An answer as it is judged: exact values, or balls as wide as the typed digits leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flint import acb, arb, fmpq

from grading.maths.linear import Matrix, Vector, transposed
from grading.maths.numbers import Typed
from grading.maths.rationals import as_fmpq
from grading.maths.reals import REAL, ball, whole_in
from grading.maths.tree import Tree
from grading.maths.values import Evaluator, Unsure, Value

BITS = 320
# Two different exact values that people write are never so near to each other.
_TINY = BITS // 2
_LARGEST_SHOWN = arb("1e300")
_MOST_DIGITS = 16
_WHOLE_SHOWN = arb("1e15")


@dataclass(frozen=True)
class Sight:
    """How values are compared. rounded: a ball that holds zero counts as zero. atol: so does what is not larger."""

    rounded: bool = False
    atol: Fraction | None = None

    def sign(self, value: Value) -> int:
        """-1, 0 or 1. Raises Unsure when an exact value cannot be told from zero."""
        if self.atol is not None and not ball(abs(value)) > ball(as_fmpq(self.atol)):
            return 0
        if type(value) is fmpq:
            return int(value > 0) - int(value < 0)
        if type(value) is acb:
            # a complex number has no sign; 1 says only that it is not zero
            return max(map(abs, (self.sign(value.real), self.sign(value.imag))))
        if value > 0 or value < 0:
            return 1 if value > 0 else -1
        if self.rounded or value.abs_upper() < arb(2) ** -_TINY:
            return 0
        raise Unsure

    def is_zero(self, value: Value) -> bool:
        return self.sign(value) == 0

    def same(self, value: Value, other: Value) -> bool:
        return self.is_zero(value - other)

    def all_zero(self, values: Sequence[Value]) -> bool:
        return all(map(self.is_zero, values))


EXACT = Sight()


@dataclass(frozen=True)
class Reading:
    """The answer in one way to read it.

    parts: one matrix, or the factors of a factorisation. names: what the entries are called in formulas.
    part_names: what the factors are called. trees: the entries as formulas, where they may hold names; point: the value
    of each name at which they are looked at. value: what the field asks for. asked: the keys of all properties that are
    asked; required: of those without which nothing is earned.
    """

    parts: tuple[Matrix, ...]
    names: tuple[str, ...] = ()
    part_names: tuple[str, ...] = ()
    sight: Sight = EXACT
    trees: tuple[Tree, ...] = ()
    point: Mapping[str, Value] = field(default_factory=dict)
    value: str = ""
    asked: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()

    def entries_at(self, point: Mapping[str, Value]) -> Vector:
        """The entries at another point. Raises Undefined where one has no value."""
        return tuple(Evaluator(REAL, point).value(tree) for tree in self.trees)

    @property
    def matrix(self) -> Matrix:
        return self.parts[0]

    @property
    def columns(self) -> Matrix:
        """The columns of the answer, each as a row."""
        return transposed(self.matrix)

    @property
    def entries(self) -> Vector:
        return tuple(entry for part in self.parts for row in part for entry in row)


@dataclass(frozen=True)
class Decimals:
    """How typed decimals are read. low, high: from where to where the true value may be, in units of the last digit."""

    low: Fraction
    high: Fraction


# A number that is exactly half a unit off may have been rounded either way.
ROUNDED = Decimals(Fraction(-500_001, 1_000_000), Fraction(500_001, 1_000_000))
CUT_OFF = Decimals(Fraction(0), Fraction(999_999, 1_000_000))
NEARLY = Decimals(Fraction(-3), Fraction(3))


def read_column(column: Sequence[Typed], decimals: Decimals | None, fewest: int, *, alone: bool) -> Vector:
    """The values of one column; decimals as what they may be rounded from, where they have enough digits.

    fewest: digits from which a decimal counts as rounded, counted from the first digit of the largest entry, or of the
    entry itself when the entries have nothing to do with each other (alone).
    """
    if decimals is None:
        return tuple(typed.value for typed in column)
    largest = max((_upper(typed.value) for typed in column), default=arb(0))
    return tuple(
        _spread(typed, decimals)
        if _is_rounded(typed, fewest, _upper(typed.value) if alone and typed.value != 0 else largest)
        else typed.value
        for typed in column
    )


def _upper(value: Value) -> arb:
    return abs(ball(value)).upper()


def _is_rounded(typed: Typed, fewest: int, scale: arb) -> bool:
    """Short decimals such as 0.5 mean what they say; so do whole numbers, fractions and roots."""
    return has_decimals(typed) and bool(_exactly(typed.unit * 10 ** (fewest - 1)) <= scale)


def _spread(typed: Typed, decimals: Decimals) -> Value:
    """A ball over all that the typed decimal may stand for; a number that was cut off lies further from zero."""
    low, high = decimals.low, decimals.high
    if typed.value < 0:
        low, high = -high, -low
    if typed.value == 0:
        low, high = -max(-low, high), max(-low, high)
    middle, reach = _exactly(typed.unit * (low + high) / 2), _exactly(typed.unit * (high - low) / 2)
    return ball(typed.value) + middle + arb(0, reach)


def _exactly(number: Fraction) -> arb:
    return ball(as_fmpq(number))


def has_decimals(typed: Typed) -> bool:
    return typed.form == "decimal" and 0 < typed.unit < 1


def shown_apart(value: Value, other: Value) -> tuple[str, str]:
    """Two values that differ, with as many digits as it takes to see that.

    >>> shown_apart(fmpq(10001, 10000), fmpq(1))
    ('1.0001', '1')
    """
    found, wanted = shown_vectors_apart((value,), (other,))
    return found[1:-1], wanted[1:-1]


def shown_vectors_apart(vector: Sequence[Value], other: Sequence[Value]) -> tuple[str, str]:
    """Two vectors that differ, with as many digits as it takes to see that."""
    for digits in range(3, _MOST_DIGITS, 2):
        if any(_as_decimal(one, digits) != _as_decimal(two, digits) for one, two in zip(vector, other, strict=False)):
            return shown_vector(vector, digits), shown_vector(other, digits)
    return shown_vector(vector), shown_vector(other)


def _as_decimal(value: Value, digits: int) -> str:
    """Digits alone: 1/4 and 0.2500001 look different to people, and are told apart by digits only."""
    if type(value) is acb:
        real = _as_decimal(value.real, digits)
        return real if value.imag == 0 else f"{real} {_as_decimal(value.imag, digits)}"
    return f"{float(ball(value).mid()):.{digits}g}" if abs(ball(value)) < _LARGEST_SHOWN else str(value)


def shown(value: Value, digits: int = 3) -> str:
    """A value for people: whole numbers and small fractions as they are, else a few digits.

    >>> shown(fmpq(3, 4)), shown(arb(2).sqrt())
    ('3/4', '1.41')
    """
    if type(value) is fmpq and value.q <= 20 and value.q % 10 and abs(value.p) < 100_000:
        return str(value)
    if type(value) is acb:
        return _shown_complex(value, digits)
    size = abs(ball(value))
    # flint ends the process when it is asked for the digits of a number that has too many
    if not size < _LARGEST_SHOWN:
        return "-10^300 or less" if value < 0 else "10^300 or more"
    if type(value) is not fmpq and size < _WHOLE_SHOWN and (whole := whole_in(value)) is not None:
        return str(whole)
    text = f"{float(ball(value).mid()):.{digits}g}"
    return "0" if text == "-0" else text


def _shown_complex(value: acb, digits: int) -> str:
    real, imaginary = shown(value.real, digits), shown(value.imag, digits)
    unit = {"1": "i", "-1": "-i"}.get(imaginary, f"{imaginary}i")
    if imaginary == "0" or real == "0":
        return real if imaginary == "0" else unit
    return f"{real} - {unit[1:]}" if unit.startswith("-") else f"{real} + {unit}"


def shown_vector(vector: Sequence[Value], digits: int = 3) -> str:
    return "(" + ", ".join(shown(value, digits) for value in vector) + ")"

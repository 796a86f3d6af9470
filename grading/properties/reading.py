"""An answer as it is judged: exact values, or balls as wide as the typed digits leave open."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from grading.maths.linear import Matrix, Vector, transposed
from grading.maths.numbers import Typed
from grading.maths.reals import ball
from grading.maths.values import Unsure, Value

BITS = 320
# Two different exact values that people write are never so near to each other.
_TINY = BITS // 2
_LARGEST_SHOWN = arb("1e300")
_WHOLE_SHOWN = arb("1e15")


@dataclass(frozen=True)
class Sight:
    """How values are compared. rounded: a ball that holds zero counts as zero. atol: so does what is not larger."""

    rounded: bool = False
    atol: Fraction | None = None

    def sign(self, value: Value) -> int:
        """-1, 0 or 1. Raises Unsure when an exact value cannot be told from zero."""
        if self.atol is not None and not ball(abs(value)) > ball(fmpq(self.atol.numerator, self.atol.denominator)):
            return 0
        if type(value) is fmpq:
            return int(value > 0) - int(value < 0)
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
    part_names: what the factors are called.
    """

    parts: tuple[Matrix, ...]
    names: tuple[str, ...] = ()
    part_names: tuple[str, ...] = ()
    sight: Sight = EXACT

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


def exact_value(typed: Typed) -> Value:
    return typed.value


def rounded_value(typed: Typed, fewest: int) -> Value:
    """The typed decimal, give or take one unit of its last digit, when it has at least so many digits.

    Short decimals such as 0.5 mean what they say; so do whole numbers, fractions and roots.
    """
    if typed.form != "decimal" or not 0 < typed.unit < 1:
        return typed.value
    if typed.digits < fewest and typed.value != 0:
        return typed.value
    return ball(typed.value) + arb(0, ball(fmpq(typed.unit.numerator, typed.unit.denominator)))


def has_decimals(typed: Typed) -> bool:
    return typed.form == "decimal" and 0 < typed.unit < 1


def shown(value: Value) -> str:
    """A value for people: whole numbers and small fractions as they are, else three digits.

    >>> shown(fmpq(3, 4)), shown(arb(2).sqrt())
    ('3/4', '1.41')
    """
    if type(value) is fmpq and value.q <= 20 and value.q % 10 and abs(value.p) < 100_000:
        return str(value)
    size = abs(ball(value))
    # flint ends the process when it is asked for the digits of a number that has too many
    if not size < _LARGEST_SHOWN:
        return "-10^300 or less" if value < 0 else "10^300 or more"
    if type(value) is not fmpq and size < _WHOLE_SHOWN and (whole := value.unique_fmpz()) is not None:
        return str(whole)
    text = f"{float(ball(value).mid()):.3g}"
    return "0" if text == "-0" else text


def shown_vector(vector: Sequence[Value]) -> str:
    return "(" + ", ".join(map(shown, vector)) + ")"

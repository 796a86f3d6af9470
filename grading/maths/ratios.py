"""The ratio of a term of a sum to the one before, which most series people write have as a quotient of polynomials."""

from dataclasses import dataclass
from itertools import pairwise

from flint import arb, fmpq, fmpq_poly, fmpz_poly

from grading.maths.values import TooMuch, Undefined, Value

# Polynomials of a higher degree are not read.
DEGREE = 12
ONE = fmpq_poly([1])


@dataclass(frozen=True)
class Ratio:
    """The next term over this one: scale * over(k) / under(k).

    polynomial: p, where the term is a constant times p(k) scale^k, so that the sum is known; else None.
    """

    over: fmpq_poly
    under: fmpq_poly
    scale: Value
    polynomial: fmpq_poly | None = None

    def times(self, other: "Ratio") -> "Ratio":
        both = None if self.polynomial is None or other.polynomial is None else self.polynomial * other.polynomial
        return Ratio(held(self.over * other.over), held(self.under * other.under), self.scale * other.scale, both)

    def inverse(self) -> "Ratio":
        if self.scale == 0:
            raise Undefined
        constant = self.polynomial if self.polynomial is not None and self.polynomial.degree() == 0 else None
        return Ratio(self.under, self.over, 1 / self.scale, constant)


SAME = Ratio(ONE, ONE, fmpq(1), ONE)


def held(polynomial: fmpq_poly) -> fmpq_poly:
    """The polynomial, if it is not too long. Raises TooMuch."""
    if polynomial.degree() > DEGREE:
        raise TooMuch
    return polynomial


def limit_of(ratio: Ratio) -> Value | None:
    """The limit of the ratio's absolute value; None where it grows without bound."""
    over, under = ratio.over, ratio.under
    if over.degree() > under.degree():
        return None
    if over.degree() < under.degree():
        return fmpq(0)
    return abs(ratio.scale * (over[over.degree()] / under[under.degree()]))


def power_series(polynomial: fmpq_poly, scale: Value, first: int, term: Value) -> Value:
    """The sum of a p(k) c^k from `first` on, whose term is given: differences of p, times c^i / (1 - c)^(i + 1)."""
    values = [polynomial(fmpq(first + place)) for place in range(polynomial.degree() + 1)]
    total, power = fmpq(0), 1 / (1 - scale)
    start = values[0]
    while values:
        total = total + values[0] * power
        power = power * scale / (1 - scale)
        values = [later - earlier for earlier, later in pairwise(values)]
    return total * term / start


def with_whole_coefficients(ratio: Ratio) -> tuple[fmpz_poly, fmpz_poly, arb | None]:
    """Numerator and denominator of the ratio with whole coefficients; what is no fraction stays beside them."""
    over, under = ratio.over.numer() * ratio.under.denom(), ratio.under.numer() * ratio.over.denom()
    if type(ratio.scale) is not fmpq:
        return over, under, ratio.scale
    return over * ratio.scale.p, under * ratio.scale.q, None


def bound_after(ratio: Ratio, place: int) -> arb | None:
    """Below 1, and above the absolute value of every later ratio; None where this is not yet known."""
    top, k = ratio.under.degree(), arb(place)
    over = sum((arb(abs(ratio.over[power])) * k ** (power - top) for power in range(ratio.over.degree() + 1)), arb(0))
    lost = sum((arb(abs(ratio.under[power])) * k ** (power - top) for power in range(top)), arb(0))
    under = arb(abs(ratio.under[top])) - lost
    if not under > 0:
        return None
    bound = abs(arb(ratio.scale)) * over / under
    return bound if bound < 1 else None

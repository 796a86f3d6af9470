"""Infinite sums, with a certain bound on what is left out; a sum that diverges has no value.

The ratio of neighbouring terms of most series people write is c p(k)/q(k), with polynomials p and q: 1/k!, k x^k,
binomial(k, 2) (1 - p)^k. Where its limit is below 1, terms are added until a geometric series bounds the rest. Where
the terms are rational functions of k, partial fractions give values of the Hurwitz zeta function and of digamma.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx, fmpq, fmpq_poly

from grading.maths import limits
from grading.maths.rational_sums import beyond, rational_total
from grading.maths.ratios import (
    DEGREE,
    ONE,
    SAME,
    Ratio,
    bound_after,
    held,
    limit_of,
    power_series,
    with_whole_coefficients,
)
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Tree,
    is_whole,
    names,
)
from grading.maths.trees import mapped, substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Value, is_infinite

_INFINITY = Constant("oo")
# Terms that are added at most; slopes (as in (2k)!) that are read.
_TERMS, _SLOPE = 2_700, 4
# After so many terms the rest is bounded anew.
_CHECKED = 8
# Bits by which the rest may be smaller than the last term.
_SPARE = 64
# A term counts as so many steps of an evaluation, with more bits as more.
_STEPS, _BITS_A_STEP = 7, 400
# Beyond so many terms nothing is summed; by how many powers of k the terms of a long sum may fall.
_FAR, _SLOW = 10**12, (2, 8)
_K = fmpq_poly([0, 1])


def infinite_sum(fold: Fold, evaluator: Evaluator) -> Value:
    """The value of a sum without end. Raises Undefined where it diverges, TooMuch where it is not known."""
    if fold.kind != "Sum" or evaluator.arithmetic.name != "real":
        raise TooMuch
    if is_infinite(fold.low):
        return sum((infinite_sum(part, evaluator) for part in _upwards(fold)), start=fmpq(0))
    if fold.high != _INFINITY:
        return _long_sum(fold, evaluator)
    low = evaluator.value(fold.low)
    if not (type(low) is fmpq and low.q == 1):
        raise Undefined
    return Series(fold.index, evaluator).total(_body(fold, low), int(low.p))


def _body(fold: Fold, low: Value) -> Tree:
    """The terms, without the absolute value of an index that is never below 0."""
    index = Name(fold.index)
    sizes = Call("abs", (index,)), Call("abs", (Negate(index),))
    return mapped(fold.body, lambda part: index if part in sizes else part) if low >= 0 else fold.body


@lru_cache(maxsize=256)
def _upwards(fold: Fold) -> tuple[Fold, ...]:
    """A sum that begins at -oo as one or two that end at oo. Raises Undefined for other beginnings and ends."""
    turned = substituted(fold.body, {fold.index: Negate(Name(fold.index))})
    if fold.low != Negate(_INFINITY) or (is_infinite(fold.high) and fold.high != _INFINITY):
        raise Undefined
    if fold.high == _INFINITY:
        halves = (fold.body, Number(Fraction(0))), (turned, Number(Fraction(1)))
        return tuple(Fold("Sum", body, fold.index, start, _INFINITY) for body, start in halves)
    return (Fold("Sum", turned, fold.index, Negate(fold.high), _INFINITY),)


def _long_sum(fold: Fold, evaluator: Evaluator) -> Value:
    """A sum of many terms in names, term by term; of very many numbers what lies beyond is taken from the sum without
    end.

    Only of numbers that fall slowly: of others what lies beyond is too small to be seen, and two sums that differ in it
    would look the same. Fewer numbers are added exactly, and not here.
    """
    low, high = evaluator.value(fold.low), evaluator.value(fold.high)
    if high - low <= limits.TERMS:
        if not names(fold):
            raise TooMuch
        return _term_by_term(fold, evaluator, int(low.p), int(high.p))
    fractions = None if names(fold) else Series(fold.index, evaluator).rational(fold.body)
    if (
        fractions is None
        or not high < _FAR
        or not _SLOW[0] <= fractions[1].degree() - fractions[0].degree() <= _SLOW[1]
    ):
        raise TooMuch
    try:
        whole, beyond_it = (rational_total(*fractions, int(start.p)) for start in (low, high + 1))
    except Undefined as problem:
        raise TooMuch from problem
    return whole - beyond_it


def _term_by_term(fold: Fold, evaluator: Evaluator, first: int, last: int) -> Value:
    """Each term from the one before, or by itself where that is zero below the line."""
    series = Series(fold.index, evaluator)
    try:
        over, under, scale = with_whole_coefficients(series.ratio(fold.body))
    except Undefined as problem:  # 0^(5 - k) has a value for k up to 5, but 0^-1 has none
        raise TooMuch from problem
    term = total = arb(series.term(fold.body, first))
    evaluator.steps -= last - first
    for place in range(first, last):
        if below := under(place):
            term = term * over(place) / below * (1 if scale is None else scale)
        else:
            term = arb(series.term(fold.body, place + 1))
        total += term
    return total


def diverges_to(fold: Fold, evaluator: Evaluator) -> int | None:
    """1 or -1 for a sum that grows beyond all bounds, as 1 + 1/2 + 1/3 + ... does; None where this is not known."""
    if is_infinite(fold.low):
        return _diverges_upwards(fold, evaluator)
    try:
        low = evaluator.value(fold.low)
        series, body = Series(fold.index, evaluator), _body(fold, low)
        ratio = series.ratio(body)
        limit = limit_of(ratio)
        if limit is not None and limit < 1:
            return None
        first = max(int(low.p), beyond(ratio.over), beyond(ratio.under))
    except (TooMuch, Undefined):
        return None
    try:
        infinite_sum(fold, evaluator)
    except TooMuch:
        return None
    except Undefined:
        # From some place on all terms have one sign; before it they must have values.
        try:
            term = [series.term(body, place) for place in range(int(low.p), min(first, _TERMS) + 1)][-1]
        except (Undefined, TooMuch):
            return None
        return None if not ratio.scale > 0 else 1 if term > 0 else -1
    return None


def _diverges_upwards(fold: Fold, evaluator: Evaluator) -> int | None:
    """The same for a sum that begins at -oo, of which no part may diverge to the other side."""
    signs = set[int]()
    try:
        for part in _upwards(fold):
            sign = diverges_to(part, evaluator)
            signs.add(sign or 0)
            if sign is None:
                infinite_sum(part, evaluator)
    except (Undefined, TooMuch):
        return None
    return next(iter(signs - {0})) if len(signs - {0}) == 1 else None


@dataclass
class Series:
    index: str
    evaluator: Evaluator

    def total(self, body: Tree, start: int) -> Value:
        rational = self.rational(body)
        if rational is not None:
            return rational_total(*rational, start)
        if isinstance(body, Add):
            return sum((self.total(term, start) for term in body.terms), fmpq(0))
        if isinstance(body, Negate):
            return -self.total(body.inner, start)
        return self.geometric(body, start)

    def geometric(self, body: Tree, start: int) -> Value:
        ratio = self.ratio(body)
        over, under = ratio.over, ratio.under
        if type(ratio.scale) is fmpq and not ratio.scale:
            # 0^k: only the first terms can be anything else
            return sum((self.term(body, place) for place in range(start, start + DEGREE)), fmpq(0))
        limit = limit_of(ratio)
        if limit is None or limit > 1:
            return self.ends(body, start, ratio)
        if not limit < 1:
            return self.alternating(body, start, ratio)
        # Zeros of p and q could hide in the first terms: they are evaluated one by one.
        first = max(start, beyond(over), beyond(under))
        if first - start > limits.TERMS:
            raise TooMuch
        total = sum((self.term(body, place) for place in range(start, first)), fmpq(0))
        if ratio.polynomial is not None:
            return total + power_series(ratio.polynomial, ratio.scale, first, self.term(body, first))
        return total + self.rest(ratio, first, self.term(body, first))

    def rest(self, ratio: Ratio, first: int, term: Value) -> Value:
        """The sum from `first` on, whose term is given; what comes after is bounded by a geometric series."""
        if type(term) is fmpq and not term:
            return fmpq(0)
        over, under, scale = with_whole_coefficients(ratio)
        term, total, cost = arb(term), arb(0), max(_STEPS, ctx.prec // _BITS_A_STEP)
        # Until a term is as small as this, the rest need not be bounded.
        small, shift = arb(2) ** (_SPARE - ctx.prec), arb(2) ** ctx.prec
        for place in range(first, first + _TERMS):
            total += term
            bound = None
            if place % _CHECKED == 0 and term.abs_lower() <= total.abs_upper() * small:
                bound = bound_after(ratio, place)
            if bound is not None:
                left_out = (abs(term) * bound / (1 - bound)).abs_upper()
                if left_out * shift <= abs(total).abs_upper():
                    return total + arb(0, left_out)
            term = term * over(place) / under(place)
            if scale is not None:
                term *= scale
            self.evaluator.steps -= cost
            if self.evaluator.steps < 0:
                break
        raise TooMuch

    def ends(self, body: Tree, start: int, ratio: Ratio) -> Value:
        """Terms that grow have no sum, unless they are all 0 from some place on."""
        first = max(start, beyond(ratio.over), beyond(ratio.under))
        if first - start > limits.TERMS or self.term(body, first) == 0:
            raise TooMuch
        raise Undefined

    def alternating(self, body: Tree, start: int, ratio: Ratio) -> Value:
        """(-1)^k R(k), as the sum of R(2j) - R(2j + 1)."""
        if ratio.scale != -1:
            raise TooMuch
        plain = self.rational(body, signs=True)
        if plain is None:
            raise TooMuch
        over, under = plain
        if over.degree() >= under.degree():
            raise Undefined
        even, odd = 2 * _K + start, 2 * _K + start + 1
        difference = over(even) * under(odd) - over(odd) * under(even)
        # The sign of the first term, which (-1)^(k + 1) and the like were read without.
        first = self.term(body, start) * under(fmpq(start))
        if first not in (over(fmpq(start)), -over(fmpq(start))) or not first:
            raise TooMuch
        found = rational_total(difference, under(even) * under(odd), 0)
        return found if first == over(fmpq(start)) else -found

    def term(self, body: Tree, place: int) -> Value:
        point, outer = self.evaluator.point, self.evaluator.point.get(self.index)
        point[self.index] = fmpq(place)
        try:
            return self.evaluator.value(body)
        finally:
            if outer is not None:
                point[self.index] = outer

    def constant(self, tree: Tree) -> Value:
        return self.evaluator.value(tree)

    def rational(self, tree: Tree, *, signs: bool = False) -> tuple[fmpq_poly, fmpq_poly] | None:
        """The term as a quotient of polynomials in k with rational coefficients. signs: (-1)^k counts as 1."""

        def read(part: Tree) -> tuple[fmpq_poly, fmpq_poly] | None:
            return self.rational(part, signs=signs)

        match tree:
            case Name(name) if name == self.index:
                return _K, ONE
            case Negate(inner):
                found = read(inner)
                return None if found is None else (-found[0], found[1])
            case Add(parts) | Multiply(parts):
                return _folded(tree, [read(part) for part in parts])
            case Divide(over, under):
                return _folded(tree, [read(over), _powered(read(under), -1)])
            case Power(base, exponent) if is_whole(exponent):
                return _powered(read(base), int(self.constant(exponent).p))
            case Call("binomial", (upper, Number(value))) if value.denominator == 1 and value <= DEGREE:
                return _binomial(read(upper), int(value))
            case Power(base, exponent) if signs and self.index in names(exponent) and self.is_sign(base, exponent):
                return ONE, ONE
        if self.index in names(tree):
            return None
        value = self.constant(tree)
        return (fmpq_poly([value]), ONE) if type(value) is fmpq else None

    def is_sign(self, base: Tree, exponent: Tree) -> bool:
        """Whether this is (-1)^k, (-1)^(k + 2) and the like."""
        slope, start = self.line(exponent)
        odd = slope.q == 1 and slope.p % 2 == 1 and start.q == 1
        return odd and not names(base) and bool(self.constant(base) == -1)

    def line(self, tree: Tree) -> tuple[fmpq, fmpq]:
        """Slope and start of an expression that is linear in k."""
        found = self.rational(tree)
        if found is None or found[1].degree() > 0 or found[0].degree() > 1:
            raise TooMuch
        return found[0][1] / found[1][0], found[0][0] / found[1][0]

    def ratio(self, tree: Tree) -> Ratio:
        if self.index not in names(tree):
            return SAME
        rational = self.rational(tree)
        if rational is not None:
            top, bottom = rational
            plain = top if bottom.degree() == 0 else None
            return Ratio(held(top(_K + 1) * bottom), held(bottom(_K + 1) * top), fmpq(1), plain)
        match tree:
            case Negate(inner):
                return self.ratio(inner)
            case Multiply(factors):
                found = SAME
                for factor in factors:
                    found = found.times(self.ratio(factor))
                return found
            case Divide(over, under):
                return self.ratio(over).times(self.ratio(under).inverse())
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call("exp", (inner,)):
                return self.power(Constant("e"), inner)
            case Call("factorial" | "gamma" as function, (inner,)):
                return self.factorial(inner, -1 if function == "gamma" else 0)
            case Call("binomial", (upper, lower)):
                below = self.factorial(lower).times(self.factorial(Add((upper, Negate(lower)))))
                return self.factorial(upper).times(below.inverse())
        raise TooMuch

    def power(self, base: Tree, exponent: Tree) -> Ratio:
        if self.index not in names(base):
            slope, _start = self.line(exponent)
            return Ratio(ONE, ONE, self.evaluator.arithmetic.power(self.constant(base), slope), ONE)
        if self.index in names(exponent) or not is_whole(exponent):
            raise TooMuch
        whole, found, one = int(self.constant(exponent).p), SAME, self.ratio(base)
        for _factor in range(min(abs(whole), DEGREE + 1)):
            found = found.times(one)
        return found if whole > 0 else found.inverse()

    def factorial(self, inner: Tree, shift: int = 0) -> Ratio:
        slope, start = self.line(inner)
        if slope.q != 1 or abs(slope) > _SLOPE:
            raise TooMuch
        found = ONE
        for step in range(1, abs(int(slope.p)) + 1):
            # (s k + a + 1) ... (s k + a + s), and for falling ones the factors that are lost
            found = found * (slope * _K + start + shift + (step if slope > 0 else 1 - step))
        return Ratio(found, ONE, fmpq(1)) if slope >= 0 else Ratio(ONE, found, fmpq(1))


def _folded(tree: Tree, parts: list[tuple[fmpq_poly, fmpq_poly] | None]) -> tuple[fmpq_poly, fmpq_poly] | None:
    """The sum or the product of quotients."""
    over, under = (fmpq_poly([0]), ONE) if isinstance(tree, Add) else (ONE, ONE)
    for part in parts:
        if part is None:
            return None
        over = over * part[1] + part[0] * under if isinstance(tree, Add) else over * part[0]
        over, under = held(over), held(under * part[1])
    return over, under


def _powered(found: tuple[fmpq_poly, fmpq_poly] | None, power: int) -> tuple[fmpq_poly, fmpq_poly] | None:
    if found is None:
        return None
    if abs(power) > DEGREE:
        raise TooMuch
    over, under = found if power >= 0 else found[::-1]
    if not under:
        raise Undefined
    return held(over ** abs(power)), held(under ** abs(power))


def _binomial(upper: tuple[fmpq_poly, fmpq_poly] | None, lower: int) -> tuple[fmpq_poly, fmpq_poly] | None:
    """u (u - 1) ... (u - m + 1) / m!, for a polynomial u that is never negative."""
    if upper is None or upper[1].degree() > 0 or lower < 0:
        return None
    found = ONE
    for step in range(lower):
        found = found * (upper[0] / upper[1][0] - step) / (step + 1)
    return held(found), ONE

"""Between which numbers all entries of a part lie, as far as its operations tell: which cases never hold.

`np.clip(sigmoid(z), 0, 1)` is `sigmoid(z)`, for no entry lies below 0 or above 1.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import fmpq

from grading.maths.conditions import HOLDS
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Logic, Name, Relation, Tree


@dataclass(frozen=True)
class Range:
    """low, high: bounds, None for none; is_open: whether neither bound is reached."""

    low: Fraction | None = None
    high: Fraction | None = None
    is_open: bool = False


_ALL = Range()
_ZERO, _ONE = Fraction(0), Fraction(1)
_NOT_NEGATIVE, _POSITIVE = Range(_ZERO), Range(_ZERO, is_open=True)
_WITHIN_ONE = Range(-_ONE, _ONE)
_OF_FUNCTIONS = {
    **dict.fromkeys(("abs", "sqrt"), _NOT_NEGATIVE),
    **dict.fromkeys(("exp", "softplus"), _POSITIVE),
    **dict.fromkeys(("sin", "cos", "sign"), _WITHIN_ONE),
    "sigmoid": Range(_ZERO, _ONE, is_open=True),
    "tanh": Range(-_ONE, _ONE, is_open=True),
}
_OF_OPERATIONS = {
    "norm": _NOT_NEGATIVE,
    "ones": Range(_ONE, _ONE),
    "eye": Range(_ZERO, _ONE),
    "zeros": Range(_ZERO, _ZERO),
}


def range_of(part: Typed) -> Range:
    """Bounds of all entries, whatever the names stand for; where nothing is known there are none."""
    if part.op == "number" and isinstance(part.data, fmpq):
        value = Fraction(int(part.data.p), int(part.data.q))
        return Range(value, value)
    if part.op in ("entrywise", "function"):
        if part.data == "relu":
            return _cut_at_zero(range_of(part.parts[0]))
        return _OF_FUNCTIONS.get(part.data, _ALL) if len(part.parts) == 1 else _ALL
    if part.op == "negate":
        return _negated(range_of(part.parts[0]))
    if part.op == "hadamard" and len(part.parts) == 2 and part.parts[0] == part.parts[1]:
        return _NOT_NEGATIVE
    if part.op == "where":
        return _of_cases(part)
    return _OF_OPERATIONS.get(part.op, _ALL)


def _cut_at_zero(found: Range) -> Range:
    if found.low is not None and found.low >= 0:
        return found
    return Range(_ZERO, None if found.high is None else max(found.high, _ZERO))


def _negated(found: Range) -> Range:
    low, high = (None if bound is None else -bound for bound in (found.high, found.low))
    return Range(low, high, found.is_open)


def _of_cases(part: Typed) -> Range:
    """The values of all cases; the larger of two is not below either, though both may be."""
    condition, count = part.data
    values = part.parts[count:]
    found = [range_of(value) for value in values]
    lows, highs = [each.low for each in found], [each.high for each in found]
    known_low, known_high = [low for low in lows if low is not None], [high for high in highs if high is not None]
    is_open = all(each.is_open for each in found)
    low = min(known_low) if len(known_low) == len(lows) else None
    high = max(known_high) if len(known_high) == len(highs) else None
    if isinstance(condition, Relation) and values == part.parts[:count]:
        low = max(known_low, default=None) if condition.signs[0] in (">", ">=") else low
        high = min(known_high, default=None) if condition.signs[0] in ("<", "<=") else high
    return Range(low, high, is_open)


def signs_between(one: Typed, other: Typed) -> set[int]:
    """Which signs an entry of one side less that of the other may have."""
    if one == other:
        return {0}
    first, second = range_of(one), range_of(other)
    apart = first.is_open or second.is_open
    found = {-1, 0, 1}
    if first.low is not None and second.high is not None and first.low >= second.high:
        found -= {-1, 0} if apart or first.low > second.high else {-1}
    if first.high is not None and second.low is not None and first.high <= second.low:
        found -= {1, 0} if apart or first.high < second.low else {1}
    return found


def outcomes(condition: Tree, part: Typed) -> set[bool]:
    """What a condition of a part by cases may be worth at some entry."""
    if isinstance(condition, Logic):
        found = [outcomes(inner, part) for inner in condition.parts]
        if condition.word == "not":
            return {not each for each in found[0]}
        return _joined(found, decides=condition.word == "or")
    assert isinstance(condition, Relation)
    places = [int(term.name) for term in condition.terms if isinstance(term, Name)]
    pairs = [signs_between(part.parts[first], part.parts[second]) for first, second in pairwise(places)]
    held = [{sign in HOLDS[asked] for sign in signs} for signs, asked in zip(pairs, condition.signs, strict=True)]
    return _joined(held, decides=False)


def _joined(found: list[set[bool]], *, decides: bool) -> set[bool]:
    """What several may be worth together, where one that is worth `decides` decides."""
    every = {not decides} if all((not decides) in each for each in found) else set[bool]()
    return every | ({decides} if any(decides in each for each in found) else set())

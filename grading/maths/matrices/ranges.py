"""Between which numbers all entries of a part lie, as far as its operations tell: which cases never hold.

`np.clip(sigmoid(z), 0, 1)` is `sigmoid(z)`, for no entry lies below 0 or above 1.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import partial, reduce
from itertools import pairwise

from flint import fmpq

from grading.maths.bounds import (
    ALL,
    NOT_NEGATIVE,
    OF_CONSTANTS,
    POSITIVE,
    Range,
    of_domain,
    of_function,
    of_power,
    product_of,
)
from grading.maths.conditions import HOLDS, outcomes_joined
from grading.maths.matrices.building import RECIPROCAL
from grading.maths.matrices.definite import Definite
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Logic, Name, Relation, Tree

_ZERO, _ONE = Fraction(0), Fraction(1)
_OF_OPERATIONS = {
    "norm": NOT_NEGATIVE,
    "ones": Range(_ONE, _ONE),
    "eye": Range(_ZERO, _ONE),
    "zeros": Range(_ZERO, _ZERO),
    "softmax": Range(_ZERO, _ONE, open_low=True),
}
_OF_STRUCTURES = {
    "positive": POSITIVE,
    "simplex": Range(_ZERO, _ONE),
    "ones": Range(_ONE, _ONE),
    "orthogonal": Range(-_ONE, _ONE),
}
_SIZE = Range(_ONE)
# Operations that choose or arrange entries, and those that are not negative where no entry is.
_ARRANGING = frozenset({"transpose", "row", "entry", "vec", "diagonal", "mean"})
_SUMMING = frozenset({"sum", "tr", "dot", "product"})


def range_of(part: Typed, symbols: Symbols) -> Range:
    """Bounds of all entries, whatever the names stand for; symbols: what is known of these."""
    bounds = partial(range_of, symbols=symbols)
    if not part.parts:
        return _of_leaf(part, symbols)
    match part.op:
        case "negate":
            return -bounds(part.parts[0])
        case "add":
            return reduce(Range.__add__, map(bounds, part.parts))
        case "scale" | "hadamard":
            return product_of(part.parts, bounds)
        case "divide":
            return bounds(part.parts[0]) * bounds(part.parts[1]).inverse()
        case "scalar_power" if isinstance(part.parts[1].data, fmpq):
            return of_power(bounds(part.parts[0]), Fraction(int(part.parts[1].data.p), int(part.parts[1].data.q)))
        case "entrywise" | "function":
            return of_function(part.data, [bounds(inner) for inner in part.parts])
        case "where" | "slopes":
            return _of_formula(part, symbols)
    if part.op in _ARRANGING:
        return bounds(part.parts[0])
    if part.op in _SUMMING:
        found = Definite(symbols, bounds).range_of_sum(part)
        no_negative = found == ALL and all(bounds(inner).low >= 0 for inner in part.parts)
        return NOT_NEGATIVE if no_negative else found
    if part.op == "det":
        return Definite(symbols, bounds).range_of_form(part.parts[0])
    return _OF_OPERATIONS.get(part.op, ALL)


def _of_leaf(part: Typed, symbols: Symbols) -> Range:
    match part.op:
        case "number" if isinstance(part.data, fmpq):
            value = Fraction(int(part.data.p), int(part.data.q))
            return Range(value, value)
        case "constant":
            return OF_CONSTANTS.get(part.data, ALL)
        case "name":
            if (shaped := symbols.shaped.get(part.data)) is not None:
                return _OF_STRUCTURES.get(shaped.structure, ALL)
            return _SIZE if part.data in symbols.sizes else of_domain(symbols.scalars.get(part.data))
    return _OF_OPERATIONS.get(part.op, ALL)


def _of_formula(part: Typed, symbols: Symbols) -> Range:
    if part.op == "where":
        return _of_cases(part, symbols)
    return range_of(part.parts[0], symbols).inverse() if part.data == RECIPROCAL else ALL


def _of_cases(part: Typed, symbols: Symbols) -> Range:
    """The values of all cases; the larger of two is not below either, though both may be."""
    condition = part.data.condition
    found = [range_of(part.parts[place], symbols) for place in part.data.values]
    if isinstance(condition, Relation) and len(part.parts) == len(found):
        return of_function("max" if condition.signs[0] in (">", ">=") else "min", found)
    return of_function("where", found)


def signs_between(one: Typed, other: Typed, symbols: Symbols) -> set[int]:
    """Which signs an entry of one side less that of the other may have."""
    if one == other:
        return {0}
    counted = Counter[Typed]()
    for part, sign in (*_terms(one, 1), *_terms(other, -1)):
        counted[part] += sign
    ranges = (range_of(part, symbols) * Range(Fraction(times), Fraction(times)) for part, times in counted.items())
    return reduce(Range.__add__, ranges).signs()


def _terms(part: Typed, sign: int) -> Iterator[tuple[Typed, int]]:
    """The terms of a sum, each with its sign."""
    if part.op == "add":
        yield from (term for inner in part.parts for term in _terms(inner, sign))
    elif part.op == "negate":
        yield from _terms(part.parts[0], -sign)
    else:
        yield part, sign


def outcomes(condition: Tree, part: Typed, symbols: Symbols) -> set[bool]:
    """What a condition of a part by cases may be worth at some entry."""
    if isinstance(condition, Logic):
        found = [outcomes(inner, part, symbols) for inner in condition.parts]
        if condition.word == "not":
            return {not each for each in found[0]}
        return outcomes_joined(found, decides=condition.word == "or")
    assert isinstance(condition, Relation)
    places = [int(term.name) for term in condition.terms if isinstance(term, Name)]
    pairs = [signs_between(part.parts[first], part.parts[second], symbols) for first, second in pairwise(places)]
    held = [{sign in HOLDS[asked] for sign in signs} for signs, asked in zip(pairs, condition.signs, strict=True)]
    return outcomes_joined(held, decides=False)

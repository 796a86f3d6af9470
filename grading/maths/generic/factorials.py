"""Factorials and the gamma function: those of arguments that differ by a whole number are multiples of each other."""

from fractions import Fraction

from flint import fmpq

from grading.maths.generic.letters import Exact, Unfit, is_short, value_of
from grading.maths.generic.logarithms import logarithm
from grading.maths.generic.side import Rule, Side, held, product
from grading.maths.tree import Add, Call, Name, Number, Tree

_ONE = Number(Fraction(1))
# So far arguments may lie from one another, and so few are chosen.
_FAR = 20


def _gamma(side: Side, tree: Tree) -> Exact:
    """By the first one that was met whose argument differs by a whole number."""
    value = side.value(tree)
    if is_short(value) and value.q == 1:
        return _of_number(value)
    is_above = side.is_above(tree)
    if not is_above:
        side.need("gamma", value)
    start = _start(side, value)
    # Where a sign was chosen, what is above 0 may be so in this case only.
    is_unit = is_above and value == start and not side.letters.signs
    found = (side.letters.unit if is_unit else side.letter)("gamma", start)
    return held(_rising(start, value) * found if value >= start else found / _rising(value, start))


def _of_number(value: Exact) -> Exact:
    if not 0 < value <= _FAR:
        raise Unfit
    return _rising(fmpq(1), value)


def _start(side: Side, value: Exact) -> Exact:
    met = (value_of(key[1]) for key in side.letters.values if key[0] == "gamma")
    return next((start for start in met if (start - value).q == 1 and abs(start - value) <= _FAR), value)


def _rising(low: Exact, high: Exact) -> Exact:
    return product([fmpq(1), *(low + step for step in range(int(high - low)))])


def _factorial(side: Side, tree: Tree) -> Exact:
    return _gamma(side, Add((tree, _ONE)))


def _log_gamma(side: Side, tree: Tree) -> Exact:
    """Of what is below 0 it is another function."""
    if side.is_above(tree):
        return logarithm(side, Call("gamma", (tree,)))
    return side.function("loggamma", (tree,))


def _binomial(side: Side, upper: Tree, lower: Tree) -> Exact:
    if not (isinstance(lower, Number) and lower.value.denominator == 1 and 0 <= lower.value <= _FAR):
        is_total = all(_is_of_numbers(side, tree) for tree in (upper, lower))
        return (side.letter if is_total else side.partial)("binomial", side.value(upper), side.value(lower))
    value, few = side.value(upper), int(lower.value)
    if not side.is_above(Add((upper, _ONE))):
        side.need("binomial", value, few)
    return product([fmpq(1), *((value - step) / (step + 1) for step in range(few))])


def _is_of_numbers(side: Side, tree: Tree) -> bool:
    """Whether it is a name of whole numbers that are not negative."""
    domain = side.domains.get(tree.name) if isinstance(tree, Name) else None
    return domain is not None and not domain.is_continuous and side.is_not_below(tree)


FACTORIALS: dict[str, Rule] = {
    "gamma": _gamma,
    "factorial": _factorial,
    "loggamma": _log_gamma,
    "binomial": _binomial,
}

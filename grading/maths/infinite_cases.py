"""Formulas that are infinite in some of their cases: `where(a > 1, a/(a - 1), oo)`, `exp(where(j <= i, s, -oo))`.

Their cases are brought to the outside, where each is finite or infinite as a whole; two such formulas are equal where
they are infinite at the same places with the same signs, and equal where they are finite.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.infinity import holds_infinity, infinite_sign, settled
from grading.maths.reals import REAL
from grading.maths.sampling import Point, small_point
from grading.maths.tree import Call, Fold, Logic, Negate, Number, Tree, children, is_where, nodes
from grading.maths.trees import mapped
from grading.maths.used import used_domains
from grading.maths.values import Evaluator, Undefined, Unsure

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
# So many cases may stand inside each other once they are outside.
_DEEP = 4


def has_infinite_cases(tree: Tree) -> bool:
    return _infinite_case(tree) is not None


def compare_infinite(
    answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy, compare: Callable[..., Decision]
) -> Decision:
    """First where they are infinite, then what they are elsewhere. compare: decides where there is no infinity."""
    found, wanted = with_cases_outside(answer, domains), with_cases_outside(reference, domains)
    if found is None or wanted is None:
        return Decision(Outcome.UNDECIDED)
    mine, right = finite_part(found), finite_part(wanted)
    decision = compare(at_infinity(found), at_infinity(wanted), domains, replace(policy, up_to="none"))
    if decision.equal and mine is not None and right is not None:
        decision = compare(mine, right, domains, policy)
    elif not decision.equal and policy.up_to == "scale":
        return Decision(Outcome.UNDECIDED)
    if decision.point is None:
        return decision
    rest = small_point(used_domains(answer, reference, domains)) or {}
    return replace(decision, point={**rest, **decision.point})


def value_at(tree: Tree, point: Point) -> Tree:
    """The value of the case that holds at the point, with cases outside. Raises Undefined, Unsure or TooMuch."""
    while is_where(tree):
        condition, *values = tree.arguments
        holds = Evaluator(REAL, point).value(Call("where", (condition, _ONE, _ZERO)))
        if not holds and len(values) == 1:
            raise Undefined
        tree = values[0] if holds else values[-1]
    return tree


def with_cases_outside(tree: Tree, domains: Mapping[str, Domain], deep: int = _DEEP) -> Tree | None:
    """The formula with its infinite cases outside, each worked out; None where there are too many, or it is not known
    what infinity makes of it.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(with_cases_outside(parse("exp(where(x > 0, x, -oo))", ("x",)), {}))
    'where(x > 0, exp(x), 0)'
    """
    # The cases of a condition come first: where(where(x > 0, oo, 1) > 5, 1, 0).
    case = (_infinite_case(tree.arguments[0]) or tree) if is_where(tree) else _infinite_case(tree)
    if case is None:
        try:
            return settled(tree, domains)
        except Unsure:
            case = next((node for node in nodes(tree) if is_where(node)), None)
    if not deep or not isinstance(case, Call):
        return None
    condition, *values = case.arguments
    each = [with_cases_outside(_with(tree, case, value), domains, deep - 1) for value in values]
    found = [value for value in each if value is not None]
    return Call("where", (condition, *found)) if len(found) == len(each) else None


def at_infinity(tree: Tree) -> Tree:
    """Where the formula is infinite, with cases outside: 1 or -1 there, and 0 elsewhere."""
    if is_where(tree):
        condition, *values = tree.arguments
        return Call("where", (condition, *map(at_infinity, values)))
    sign = infinite_sign(tree)
    return _ZERO if sign is None else _ONE if sign > 0 else Negate(_ONE)


def finite_part(tree: Tree) -> Tree | None:
    """The formula without its infinite cases, where it has no value then; None where it is infinite everywhere."""
    if not is_where(tree):
        return tree if infinite_sign(tree) is None else None
    condition, *values = tree.arguments
    found = [finite_part(value) for value in values]
    held, other = found[0], found[1] if len(found) > 1 else None
    if held is None:
        return other if other is None else Call("where", (Logic("not", (condition,)), other))
    return Call("where", (condition, held) if other is None else (condition, held, other))


def _infinite_case(tree: Tree) -> Tree | None:
    """A formula by cases in it with an infinite value; the terms of sums have their own."""
    if is_where(tree) and any(map(holds_infinity, tree.arguments[1:])):
        return tree
    inner = () if isinstance(tree, Fold) else children(tree)
    return next((found for part in inner if (found := _infinite_case(part)) is not None), None)


def _with(tree: Tree, case: Tree, value: Tree) -> Tree:
    return mapped(tree, lambda node: value if node == case else node)

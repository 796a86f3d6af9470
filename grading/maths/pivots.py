"""Answers that decide nothing, wherever one has looked: in `(x^2 + y^2 <= 1) (x + y > 1.41)` each comparison is true
somewhere and false somewhere, but perhaps never are both true.

A question stands between pieces of a formula: a comparison, the sign in `abs`, the largest in `max`. Each answer to it
is turned round by itself; where that changes the value of the whole, the answer decides. One that decides nowhere must
be impossible, given what holds around it, or its piece may lie where nobody has looked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, cycle, islice, repeat, zip_longest
from typing import Any

from grading.maths.boundary import Boundary, sign_or_zero
from grading.maths.comparisons import unchained
from grading.maths.conditions import holds
from grading.maths.contradictions import cannot_hold, examples
from grading.maths.domains import Domain
from grading.maths.opaque import Letters
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.tree import (
    ALWAYS,
    NEVER,
    Call,
    Divide,
    Fold,
    Logic,
    Multiply,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    is_value,
    is_where,
    names,
    nodes,
    with_children,
)
from grading.maths.values import TooMuch, Undefined, Unsure

Somewhere = Mapping[str, Any]
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
_ABOVE = {"max": ">", "min": "<"}
_ASKING = frozenset({"abs", "relu", "sign", "max", "min", "where"})
# So many points are looked at for one answer.
_MOST_POINTS = 300
# Of those that decide so many, for both formulas may have a value at few of them.
_TRIES = 5
_PAIR = 2
# Of so many parts around a question it is shown that both answers come to the same.
_MOST_PAIRS = 4
_UNKNOWN = object()


@dataclass(frozen=True)
class Answer:
    """One answer to one question in a formula.

    turned: the formula with the other answer wherever this one is given. given: what holds where this answer decides.
    both: each part around the question with the one answer everywhere, and with the other.
    """

    turned: Tree
    given: tuple[Tree, ...]
    both: tuple[tuple[Tree, Tree], ...]


def has_idle(
    trees: tuple[Tree, ...],
    points: Sequence[Somewhere],
    domains: Mapping[str, Domain],
    others: Callable[[], Iterator[Point]],
    agree: Callable[[Point], bool],
) -> bool:
    """Whether an answer decides at none of the points, though it may do so elsewhere.

    others: points to look for one at which it does. agree: whether both formulas are the same there.
    """
    for tree in trees:
        for answer in _idle(tree, points, domains):
            more = islice(_in_turn(_crossed(answer, points), others()), _MOST_POINTS)
            found = (point for point in chain(examples(answer.given, domains), more) if _decides(answer, tree, point))
            if not any(map(agree, islice(found, _TRIES))):
                return True
    return False


def _crossed(answer: Answer, points: Sequence[Somewhere]) -> Iterator[Point]:
    """Points with the names of the question as they are where the answer is given."""
    asked = names(answer.given[0])
    given = [point for point in points if _truth(answer.given[0], point) is True]
    for one, other in zip(cycle(points), chain.from_iterable(repeat(point, len(points)) for point in given)):
        yield {**one, **{name: other[name] for name in asked}}


def _in_turn(*several: Iterator[Point]) -> Iterator[Point]:
    for together in zip_longest(*several):
        yield from (point for point in together if point is not None)


def _idle(tree: Tree, points: Sequence[Somewhere], domains: Mapping[str, Domain]) -> Iterator[Answer]:
    """Those that decide at none of the points, one after the other: what excuses them takes its time."""
    found = list(answers(tree))
    if len(found) <= _PAIR:
        return
    value = _value if is_value(tree) else _truth
    for point in points[:_MOST_POINTS]:
        mine = value(tree, point)
        found = [answer for answer in found if not _differ(mine, value(answer.turned, point))]
        if not found:
            break
    always = needed_by(tree)
    for answer in found:
        turned = needed_by(answer.turned)
        if not _is_excused(answer, [each for each in always if each in turned], domains):
            yield answer


def needed_by(tree: Tree) -> dict[Tree, None]:
    """What holds wherever the formula has a value, but for its sums and what it is in some cases only."""
    found, waiting = dict[Tree, None](), [tree] if is_value(tree) else []
    for node in waiting:
        match node:
            case Call("log", (inner, *_base)):
                found[Relation((inner, _ZERO), (">",))] = None
            case Call("sqrt", (inner,)):
                found[Relation((inner, _ZERO), (">=",))] = None
            case Call("where") if (conditions := _conditions_of_all(node)) is not None:
                found[conditions[0] if len(conditions) == 1 else Logic("or", conditions)] = None
            case Divide(_, under):
                found[Relation((under, _ZERO), ("!=",))] = None
        if not (isinstance(node, Fold) or is_where(node)):
            waiting += children(node)
    return found


def _conditions_of_all(tree: Tree) -> tuple[Tree, ...] | None:
    """The conditions of cases one after the other; None where there is one for all else."""
    found = list[Tree]()
    while isinstance(tree, Call) and is_where(tree):
        condition, _value, *rest = tree.arguments
        found.append(condition)
        if not rest:
            return tuple(found)
        tree = rest[0]
    return None


def answers(tree: Tree) -> Iterator[Answer]:
    """Each answer to each question, but for those inside of conditions and of sums."""
    if isinstance(tree, Fold):
        return
    if isinstance(tree, Relation):
        yield from _of_relation(tree)
        return
    yield from _of_call(tree) if isinstance(tree, Call) else ()
    parts = children(tree)
    for place, part in enumerate(parts):
        if any(_asks(node) for node in nodes(part)):
            around = _around(tree, place)
            yield from (_inside(tree, place, inner, around) for inner in answers(part))


def _asks(node: Tree) -> bool:
    return isinstance(node, Relation) or (isinstance(node, Call) and node.function in _ASKING)


def _of_relation(relation: Relation) -> Iterator[Answer]:
    if len(relation.signs) > 1:
        yield from answers(unchained(relation))
        return
    yield Answer(NEVER, (relation,), ((ALWAYS, NEVER),))
    yield Answer(ALWAYS, (Logic("not", (relation,)),), ((NEVER, ALWAYS),))


def _of_call(call: Call) -> Iterator[Answer]:
    match call:
        case Call("abs", (inner,)):
            yield from _of_sign(inner, inner, Negate(inner))
        case Call("relu", (inner,)):
            yield from _of_sign(inner, inner, _ZERO)
        case Call("sign", (inner,)):
            yield from _of_sign(inner, _ONE, Negate(_ONE))
        case Call("max" | "min" as function, parts) if len(parts) > 1:
            for place, part in enumerate(parts):
                others = (*parts[:place], *parts[place + 1 :])
                given = tuple(Relation((part, other), (_ABOVE[function],)) for other in others)
                without = Call(function, others) if len(others) > 1 else others[0]
                yield Answer(without, given, ((part, without),))


def _of_sign(inner: Tree, above: Tree, below: Tree) -> Iterator[Answer]:
    yield Answer(below, (Relation((inner, _ZERO), (">",)),), ((above, below),))
    yield Answer(above, (Relation((inner, _ZERO), ("<",)),), ((below, above),))


def _inside(tree: Tree, place: int, inner: Answer, around: tuple[Tree, ...]) -> Answer:
    """The same answer as one in a larger formula."""
    one, other = (_with(tree, place, part) for part in inner.both[-1])
    return Answer(_with(tree, place, inner.turned), (*inner.given, *around), (*inner.both, (one, other)))


def _with(tree: Tree, place: int, part: Tree) -> Tree:
    parts = children(tree)
    made = with_children(tree, (*parts[:place], part, *parts[place + 1 :]))
    match made:
        case Call("where", (condition, value, *_rest)) if condition == ALWAYS:
            return value
        case Call("where", (condition, _value, otherwise)) if condition == NEVER:
            return otherwise
    return made


def _around(tree: Tree, place: int) -> tuple[Tree, ...]:
    """What holds wherever this part of the formula decides anything."""
    match tree:
        case Call("where", (condition, *_values)) if place:
            return (condition,) if place == 1 else (Logic("not", (condition,)),)
        case Logic("and", parts):
            return (*parts[:place], *parts[place + 1 :])
        case Logic("or", parts):
            return tuple(Logic("not", (part,)) for part in (*parts[:place], *parts[place + 1 :]))
        case Multiply(parts):
            others = (*parts[:place], *parts[place + 1 :])
            return tuple(each for part in others for each in where_not_zero(part))
    return ()


def where_not_zero(tree: Tree) -> tuple[Tree, ...]:
    """What holds where this is not 0, as far as a question in it tells."""
    match tree:
        case Call("relu", (inner,)):
            return (Relation((inner, _ZERO), (">",)),)
        case Call("max" | "min" as function, parts) if len(parts) == _PAIR and _ZERO in parts:
            inner = parts[1 - parts.index(_ZERO)]
            return (Relation((inner, _ZERO), (_ABOVE[function],)),)
        case Call("where", (condition, value, otherwise)) if otherwise == _ZERO:
            return (condition, *where_not_zero(value))
        case Call("where", (condition, value, otherwise)) if value == _ZERO:
            return (Logic("not", (condition,)), *where_not_zero(otherwise))
        case Multiply(parts):
            return tuple(each for part in parts for each in where_not_zero(part))
        case Power(inner, Number(exponent)) if exponent:
            return where_not_zero(inner)
        case Negate(inner) | Divide(inner, _) | Call("abs" | "sqrt" | "sign", (inner,)):
            return where_not_zero(inner)
    return ()


def _is_excused(answer: Answer, needed: Sequence[Tree], domains: Mapping[str, Domain]) -> bool:
    """Whether it can decide nowhere: it is never given, or both answers come to the same, as in `abs(x)^2`.

    needed: what must hold for the formula to have a value at all.
    """
    given = (*answer.given, *needed)
    if cannot_hold(given, domains):
        return True
    pairs = [(one, other) for one, other in answer.both if is_value(one) and is_value(other)]
    return any(_are_same(*pair) for pair in pairs) or any(
        cannot_hold((*given, Relation(pair, ("!=",))), domains) for pair in pairs[:_MOST_PAIRS]
    )


def _are_same(one: Tree, other: Tree) -> bool:
    letters = Letters.of(one, other)
    first, second = letters.quotient(one), letters.quotient(other)
    return first is not None and second is not None and bool(first[0] * second[1] == second[0] * first[1])


def _decides(answer: Answer, tree: Tree, point: Somewhere) -> bool:
    """Whether the value of the whole is another one at the point where the answer is turned."""
    value = _value if is_value(tree) else _truth
    return _differ(value(tree, point), value(answer.turned, point))


def _value(tree: Tree, point: Somewhere) -> Any:
    """The value, None where there is none."""
    try:
        return Boundary(REAL, point).value(tree)
    except Undefined:
        return None
    except (Unsure, TooMuch):
        return _UNKNOWN


def _truth(tree: Tree, point: Somewhere) -> Any:
    try:
        return holds(tree, Boundary(REAL, point).chain)
    except (Unsure, TooMuch):
        return _UNKNOWN


def _differ(one: Any, other: Any) -> bool:
    if _UNKNOWN in (one, other):
        return False
    if None in (one, other) or isinstance(one, bool):
        return one is not other
    return sign_or_zero(one - other) in (1, -1)

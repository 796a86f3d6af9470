"""Sets, tuples and intervals: equal part by part; sets of real numbers and relations: equal by their members."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import chain, islice, product

from flint import acb, arb, fmpq

from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.ends import said_of_pieces
from grading.maths.membership import as_relation
from grading.maths.printing import to_latex
from grading.maths.reals import centre
from grading.maths.relations import compare_relations, holds
from grading.maths.relations.look import belongs
from grading.maths.rounded import said_of_rounded
from grading.maths.sampling import Point
from grading.maths.signs import signs_of_gap
from grading.maths.telling import place, show_near
from grading.maths.tree import NEVER, Call, Interval, Items, Multiply, Name, Number, Tree, is_value, names, sort
from grading.maths.turns import share_of_pi, simple_turns
from grading.maths.used import needs_complex
from grading.maths.values import TooMuch, Undefined, Unsure, Value
from grading.maths.witness import of_hole
from grading.messages import Message, _, say

# (answer, reference) -> are these two values equal?
Compare = Callable[[Tree, Tree], Decision]
_EQUAL, _DIFFERENT, _UNDECIDED = (
    Decision(outcome) for outcome in (Outcome.AGREED, Outcome.DIFFERENT, Outcome.UNDECIDED)
)


def compare_collections(
    answer: Tree, reference: Tree, compare: Compare, domains: Mapping[str, Domain] | None = None
) -> Decision:
    """Whether two sets, tuples, intervals or unions are equal.

    An answer is read as the reference is: a bare list for a set, `(1, 2)` for an open interval, one value for a set.
    domains: those of the names, as far as they are known.
    """
    if is_value(answer) and is_value(reference):
        return compare(answer, reference)
    if isinstance(reference, Interval | Call):
        return _as_real_sets(answer, reference) or _as_pieces(_pieces(answer), _pieces(reference), compare)
    if not isinstance(reference, Items):
        return _UNDECIDED
    if reference.kind == "tuple":
        if isinstance(answer, Interval | Call):
            return _as_real_sets(answer, reference) or _as_open_interval(answer, reference, compare, domains or {})
        if not isinstance(answer, Items) or answer.kind != "tuple" or len(answer.items) != len(reference.items):
            return _DIFFERENT
        return _all(
            [_same_part(found, wanted, compare) for found, wanted in zip(answer.items, reference.items, strict=True)]
        )
    if isinstance(answer, Interval | Call):
        return _as_real_sets(answer, reference) or _as_pieces(_pieces(answer), reference.items, compare)
    return _as_pieces(_members(answer, reference), reference.items, compare)


def _as_open_interval(answer: Tree, reference: Items, compare: Compare, domains: Mapping[str, Domain]) -> Decision:
    """`]0, b[` for (0, b): with names as ends only the answer tells that no pair is meant."""
    wanted = _open_interval(reference)
    if wanted is None or not isinstance(answer, Interval) or 1 not in signs_of_gap(wanted.high, wanted.low, domains):
        return _DIFFERENT
    return _same_piece(answer, wanted, compare)


def _open_interval(reference: Items) -> Interval | None:
    """The interval that a pair with names may stand for."""
    pieces = _pieces(reference) if names(reference) and not reference.bare else []
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Interval) else None


def compare_up_to_factor(answer: Tree, reference: Tree, scaled: Compare, compare: Compare) -> Decision:
    """Whether two tuples are equal but for one factor; of sets of tuples each member has a factor of its own.

    scaled: whether two values are equal up to a factor; compare: whether they are equal.
    """
    if isinstance(reference, Items) and reference.kind == "set":
        members = _members(answer, reference)
        return _matched(members, reference.items, partial(compare_up_to_factor, scaled=scaled, compare=compare))
    found = compare_collections(answer, reference, scaled)
    return _with_one_factor(_values(answer), _values(reference), compare) if found.equal else found


def is_of_tuples(tree: Tree) -> bool:
    """Whether it may be right up to a factor: values, tuples of them, and sets of such tuples."""
    if isinstance(tree, Items):
        return all(isinstance(item, Items) or tree.kind == "tuple" for item in tree.items) and all(
            is_of_tuples(item) and not (isinstance(item, Items) and item.kind == "set") for item in tree.items
        )
    return is_value(tree)


def _values(tree: Tree) -> list[Tree]:
    return [value for item in tree.items for value in _values(item)] if isinstance(tree, Items) else [tree]


def _with_one_factor(answer: Sequence[Tree], reference: Sequence[Tree], compare: Compare) -> Decision:
    """Whether it is one factor for all of two lists whose values are equal up to a factor each."""
    pairs = list(zip(answer, reference, strict=True))
    first = next((pair for pair in pairs if not compare(pair[1], _ZERO).equal), None)
    if first is None:
        return _EQUAL
    (mine, right), rest = first, [pair for pair in pairs if pair is not first]
    return _all([compare(Multiply((found, right)), Multiply((mine, wanted))) for found, wanted in rest])


# Sets and tuples with more parts than this are not compared part by part for what is said of them.
_MOST_PARTS = 8
# Up to so many names small numbers are tried together; numbers up to a size, and parts of 1, that are easily read.
_PLANE, _SHORT, _PARTS = 2, 20, 12
_SMALL = tuple(map(fmpq, (0, 1, -1, 2, -2, 5, -5)))
_SMALL_COMPLEX = (*map(acb, (0, 1, -1, 2, -2, 3, -3)), *(acb(0, height) for height in (1, -1, 2, -2)), acb(1, 1))
# Those of more names, and how many such points are tried.
_FEW, _MOST_SMALL = tuple(fmpq(p, q) for p, q in ((1, 1), (1, 2), (2, 1), (0, 1), (-1, 1))), 64
_ANY = Domain()
_ZERO = Number(Fraction(0))
# A name that nobody can declare, for the members of sets.
_MEMBER = ""


def compare_in_unknown(
    answer: Tree, reference: Tree, unknown: str | None, domains: Mapping[str, Domain], policy: Policy
) -> Decision:
    """Whether two relations have the same solutions; a set stands for a relation in the one unknown."""
    mine, right = (as_relation(tree, Name(unknown or _MEMBER)) for tree in (answer, reference))
    if mine is None or right is None:
        return _UNDECIDED
    if sort(reference) == "collection" and unknown is not None and domains[unknown].sort != "complex":
        domains = {**domains, unknown: Domain()}  # the set says itself which numbers are meant
    return compare_relations(mine, right, domains, policy)


def _as_real_sets(answer: Tree, reference: Tree) -> Decision | None:
    """`(0, 1] ∪ (1, 2)` is `(0, 2)`. None where names or complex numbers are written, or nothing is decided."""
    if names(answer) or names(reference) or needs_complex(answer, reference, {}):
        return None
    member = Name(_MEMBER)
    mine, right = as_relation(answer, member), as_relation(reference, member)
    if mine is None or right is None:
        return None
    decision = compare_relations(mine, right, {_MEMBER: Domain()})
    if decision.equal and isinstance(reference, Items) and _is_empty(right):
        return None  # `(3, -1)` is a pair, which no empty interval is
    if decision.point == {}:
        decision = replace(decision, point={_MEMBER: fmpq(0)})  # all numbers, or none
    return None if decision.outcome is Outcome.UNDECIDED else decision


def _is_empty(relation: Tree) -> bool:
    return relation != NEVER and compare_relations(relation, NEVER, {_MEMBER: Domain()}).equal


def said_of_point(answer: Tree, reference: Tree, decision: Decision, domains: Mapping[str, Domain]) -> Message | None:
    """What is said of a point that solves one of two relations, or lies in one of two sets, and not in the other."""
    if decision.point is None:
        return None
    unknown = Name(next(iter(decision.point), _MEMBER))
    sides = tuple(as_relation(tree, unknown) or tree for tree in (answer, reference))
    if (said := said_of_rounded(*sides)) is not None:
        return said
    point = next((humane for humane in _humaner(decision.point, domains) if _differ(sides, humane)), decision.point)
    try:
        found, inside = (holds(side, point) for side in sides)
    except (Unsure, TooMuch):  # log(x) <= -1/2 or floor(x) = 2, where the edge is known as a ball only
        return None
    if _MEMBER in point:
        template = _("$%(value)s$ is missing.") if inside else _("$%(value)s$ does not belong to it.")
        return say(template, value=show_near(point[_MEMBER]))
    if not point:
        return say(_("This never holds, but it should.")) if inside else say(_("This always holds, but it should not."))
    if found is None:
        return of_hole(point, in_answer=True)
    if inside is None:
        text = _("At $%(point)s$ this holds, but it should not: the right answer has no value there.")
        return say(text, point=place(point))
    if inside:
        return say(_("At $%(point)s$ this does not hold, but it should."), point=place(point))
    return say(_("At $%(point)s$ this holds, but it should not."), point=place(point))


def _humaner(point: Point, domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Points that are easier to check, of which one may do as well: 0 for a ball around it, small whole numbers."""
    if all(map(_is_short, point.values())):
        return
    for easier in chain(_nearer(point), _small_points(point, domains)):
        if all(belongs(value, domains.get(name, _ANY)) for name, value in easier.items()):
            yield easier


def _nearer(point: Point) -> Iterator[Point]:
    """Parts of 1, or of pi, in the place of such numbers."""
    if not {type(value) for value in point.values()} <= {arb, fmpq}:
        return
    if len(point) == 1:
        yield from ({name: turn} for name, value in point.items() if share_of_pi(value) for turn in simple_turns())
    nearest = {name: _nearest(value) for name, value in point.items()}
    yield nearest
    if len(point) == 1:
        yield from ({name: value + fmpq(step, _PARTS)} for name, value in nearest.items() for step in (1, -1))


def _small_points(point: Point, domains: Mapping[str, Domain]) -> Iterator[Point]:
    sorts = {type(value) for value in point.values()}
    if sorts == {acb} or (sorts <= {arb, fmpq} and 1 < len(point) <= _PLANE):
        small: tuple[Value, ...] = _SMALL_COMPLEX if sorts == {acb} else _SMALL
        yield from (dict(zip(point, values, strict=True)) for values in product(small, repeat=len(point)))
    elif sorts <= {arb, fmpq} and len(point) > _PLANE:
        allowed = [filter(domains.get(name, _ANY).contains, _FEW) for name in point]
        yield from (dict(zip(point, values, strict=True)) for values in islice(product(*allowed), _MOST_SMALL))


def _is_short(value: Value) -> bool:
    if type(value) is acb:
        return bool(value.is_exact()) and all(_is_short(centre(part)) for part in (value.real, value.imag))
    return type(value) is fmpq and max(abs(value.p), value.q) <= _SHORT


def _nearest(value: Value) -> fmpq:
    """The nearest of the fractions with small denominators."""
    return fmpq((centre(value) * _PARTS + fmpq(1, 2)).floor(), _PARTS)


def _differ(sides: tuple[Tree, ...], point: Point) -> bool:
    """Whether both relations have values at the point, and only one of them holds."""
    try:
        found = [holds(side, point) for side in sides]
    except (Undefined, Unsure, TooMuch):
        return False
    return None not in found and found[0] != found[1]


def said_of_parts(answer: Tree, reference: Tree, compare: Compare) -> Message | None:
    """Which entry of a tuple, member of a set or end of an interval is wrong; None where that cannot be said."""
    if isinstance(reference, Interval | Call) or isinstance(answer, Interval):
        return said_of_pieces(_pieces(answer), _pieces(reference), compare)
    if isinstance(reference, Items) and reference.kind == "set" and is_value(answer):
        answer = Items("set", (answer,))
    if not (isinstance(reference, Items) and isinstance(answer, Items)):
        return None
    if max(len(answer.items), len(reference.items)) > _MOST_PARTS:
        return None

    def same(found: Tree, wanted: Tree) -> Decision:
        return _same_part(found, wanted, compare)

    if reference.kind == "set":
        return _said_of_members(answer, reference, same)
    if answer.kind == "set":
        return say(_("Braces hold a set, in any order. Here the order counts: write round brackets, as in `(1, 2)`."))
    return _said_of_entries(answer, reference, same)


def _said_of_members(answer: Items, reference: Items, compare: Compare) -> Message | None:
    members = _members(answer, reference)
    if not members and reference.items:
        return say(_("The set is not empty."))
    for found in members:
        if all(compare(found, wanted).outcome is Outcome.DIFFERENT for wanted in reference.items):
            return say(_("$%(value)s$ does not belong to it."), value=to_latex(found))
    for wanted in reference.items:
        if all(compare(found, wanted).outcome is Outcome.DIFFERENT for found in members):
            return say(_("What is there is right, but the set is not complete."))
    return None


def _said_of_entries(answer: Items, reference: Items, compare: Compare) -> Message | None:
    if len(answer.items) != len(reference.items):
        return say(
            _("%(count)d values are asked; these are %(have)d."), count=len(reference.items), have=len(answer.items)
        )
    table = [[compare(found, wanted).outcome for wanted in reference.items] for found in answer.items]
    wrong = [place for place, row in enumerate(table) if row[place] is Outcome.DIFFERENT]
    if len(wrong) < len(table):
        return say(_("Entry %(place)d is not right."), place=wrong[0] + 1) if wrong else None
    if all(any(cell is not Outcome.DIFFERENT for cell in line) for line in (*table, *zip(*table, strict=True))):
        return say(_("The values are right, but in another order."))
    return say(_("No entry is right."))


def _members(answer: Tree, reference: Items) -> Sequence[Tree]:
    """The parts of a set or list; `(1, 0)` alone is one point where a set of points is asked."""
    if not isinstance(answer, Items):
        return (answer,)
    is_point = answer.kind == "tuple" and not answer.bare and all(map(is_value, answer.items))
    asks_points = any(isinstance(part, Items) and part.kind == "tuple" for part in reference.items)
    return (answer,) if is_point and asks_points else answer.items


def _pieces(tree: Tree) -> list[Tree]:
    """The parts of a union: intervals, and the members of finite sets."""
    match tree:
        case Call("union", parts):
            return [piece for part in parts for piece in _pieces(part)]
        case Items("tuple", (low, high)) if is_value(low) and is_value(high):
            return [Interval(low, high, closed_low=False, closed_high=False)]
        case Items("set", items):
            return list(items)
    return [tree]


def _as_pieces(answer: Sequence[Tree], reference: Sequence[Tree], compare: Compare) -> Decision:
    """Each piece of one side must be a piece of the other; their order and repetitions do not matter."""
    if any(isinstance(piece, Call) for piece in (*answer, *reference) if not is_value(piece)):
        return _EQUAL if list(answer) == list(reference) else _UNDECIDED
    return _matched(answer, reference, lambda found, wanted: _same_piece(found, wanted, compare))


def _matched(answer: Sequence[Tree], reference: Sequence[Tree], compare: Compare) -> Decision:
    """Whether each of both has a partner among the other."""
    table = [[compare(found, wanted) for wanted in reference] for found in answer]
    forwards = [_any(row) for row in table]
    backwards = [_any([row[place] for row in table]) for place in range(len(reference))]
    return _all([*forwards, *backwards])


def _same_piece(answer: Tree, reference: Tree, compare: Compare) -> Decision:
    if isinstance(answer, Interval) and isinstance(reference, Interval):
        ends = (answer.closed_low, answer.closed_high) == (reference.closed_low, reference.closed_high)
        pairs = [compare(answer.low, reference.low), compare(answer.high, reference.high)]
        return _all(pairs) if ends else _DIFFERENT
    if isinstance(answer, Interval) or isinstance(reference, Interval):
        return _DIFFERENT
    return _same_part(answer, reference, compare)


def _same_part(answer: Tree, reference: Tree, compare: Compare) -> Decision:
    """Inside a set or a tuple 1 is not {1}, and (1, 2) is not {1, 2}."""
    if is_value(answer) != is_value(reference):
        return _DIFFERENT
    if isinstance(answer, Items) and isinstance(reference, Items) and answer.kind != reference.kind:
        return _DIFFERENT
    return compare_collections(answer, reference, compare)


def _all(decisions: list[Decision]) -> Decision:
    if any(decision.outcome is Outcome.DIFFERENT for decision in decisions):
        return _DIFFERENT
    return _EQUAL if all(decision.equal for decision in decisions) else _UNDECIDED


def _any(decisions: list[Decision]) -> Decision:
    if any(decision.equal for decision in decisions):
        return _EQUAL
    return _DIFFERENT if all(decision.outcome is Outcome.DIFFERENT for decision in decisions) else _UNDECIDED

"""Sets, tuples and intervals: equal part by part."""

from collections.abc import Callable, Sequence

from grading.maths.equivalence import Decision, Outcome
from grading.maths.tree import Call, Interval, Items, Tree, is_value

# (answer, reference) -> are these two values equal?
Compare = Callable[[Tree, Tree], Decision]
_EQUAL, _DIFFERENT, _UNDECIDED = (
    Decision(outcome) for outcome in (Outcome.AGREED, Outcome.DIFFERENT, Outcome.UNDECIDED)
)


def compare_collections(answer: Tree, reference: Tree, compare: Compare) -> Decision:
    """Whether two sets, tuples, intervals or unions are equal.

    An answer is read as the reference is: a bare list for a set, `(1, 2)` for an open interval, one value for a set.
    """
    if is_value(answer) and is_value(reference):
        return compare(answer, reference)
    if isinstance(reference, Interval) or (isinstance(reference, Call) and reference.function == "union"):
        return _as_pieces(_pieces(answer), _pieces(reference), compare)
    if not isinstance(reference, Items):
        return _UNDECIDED
    if reference.kind == "tuple":
        if not isinstance(answer, Items) or answer.kind != "tuple" or len(answer.items) != len(reference.items):
            return _DIFFERENT
        return _all(
            [
                compare_collections(found, wanted, compare)
                for found, wanted in zip(answer.items, reference.items, strict=True)
            ]
        )
    return _as_pieces(_members(answer), reference.items, compare)


def _members(answer: Tree) -> Sequence[Tree]:
    return answer.items if isinstance(answer, Items) else (answer,)


def _pieces(tree: Tree) -> list[Tree]:
    """The parts of a union: intervals, and the members of finite sets."""
    match tree:
        case Call("union", parts):
            return [piece for part in parts for piece in _pieces(part)]
        case Items("tuple", (low, high)):
            return [Interval(low, high, closed_low=False, closed_high=False)]
        case Items("set", items):
            return list(items)
    return [tree]


def _as_pieces(answer: Sequence[Tree], reference: Sequence[Tree], compare: Compare) -> Decision:
    """Each piece of one side must be a piece of the other; their order and repetitions do not matter."""
    forwards = [_any([_same_piece(found, wanted, compare) for wanted in reference]) for found in answer]
    backwards = [_any([_same_piece(found, wanted, compare) for found in answer]) for wanted in reference]
    return _all([*forwards, *backwards])


def _same_piece(answer: Tree, reference: Tree, compare: Compare) -> Decision:
    if isinstance(answer, Interval) and isinstance(reference, Interval):
        ends = (answer.closed_low, answer.closed_high) == (reference.closed_low, reference.closed_high)
        pairs = [compare(answer.low, reference.low), compare(answer.high, reference.high)]
        return _all(pairs) if ends else _DIFFERENT
    if isinstance(answer, Interval) or isinstance(reference, Interval):
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

"""What is said of intervals and unions of them: which end is wrong, or which bracket."""

from collections.abc import Callable, Sequence

from grading.maths.decisions import Decision, Outcome
from grading.maths.printing import to_latex
from grading.maths.tree import Interval, Tree
from grading.messages import Message, _, say

Compare = Callable[[Tree, Tree], Decision]


def said_of_pieces(answer: Sequence[Tree], reference: Sequence[Tree], compare: Compare) -> Message | None:
    """What is wrong with the pieces of a union, of which one alone is an interval; None where that cannot be said."""
    if len(answer) == len(reference) == 1 and isinstance(answer[0], Interval) and isinstance(reference[0], Interval):
        return _said_of_wrong_end(answer[0], reference[0], compare) or _said_of_bracket(answer[0], reference[0])
    pairs = [(found, _with_same_ends(found, reference, compare)) for found in answer if isinstance(found, Interval)]
    if len(pairs) < len(answer) or any(wanted is None for _found, wanted in pairs):
        return None
    remarks = (_said_of_bracket(found, wanted) for found, wanted in pairs if wanted is not None)
    return next(filter(None, remarks), None)


def _with_same_ends(found: Interval, reference: Sequence[Tree], compare: Compare) -> Interval | None:
    for wanted in reference:
        if isinstance(wanted, Interval) and all(compare(*pair).equal for pair in _ends(found, wanted)):
            return wanted
    return None


def _ends(found: Interval, wanted: Interval) -> tuple[tuple[Tree, Tree], tuple[Tree, Tree]]:
    return (found.low, wanted.low), (found.high, wanted.high)


def _said_of_wrong_end(found: Interval, wanted: Interval, compare: Compare) -> Message | None:
    lower, upper = (compare(*pair).outcome for pair in _ends(found, wanted))
    if lower is Outcome.DIFFERENT:
        return say(_("The lower end is not right."))
    if upper is Outcome.DIFFERENT:
        return say(_("The upper end is not right."))
    return None


def _said_of_bracket(found: Interval, wanted: Interval) -> Message | None:
    """Of the first end that belongs to one of two intervals only."""
    sides = (found.low, found.closed_low, wanted.closed_low), (found.high, found.closed_high, wanted.closed_high)
    for end, has, should in sides:
        if has != should:
            text = _("The ends are right. Look at the brackets: does $%(end)s$ belong to it?")
            return say(text, end=to_latex(end))
    return None

"""What was done to one side of an equation only: `x + 6 = x` behind `sqrt(x + 6) = x`."""

from collections.abc import Callable
from fractions import Fraction

from grading.maths.mutations import Mutant
from grading.maths.tree import Call, Divide, Number, Power, Relation, Tree
from grading.messages import _, say

_TWO, _HALF = Number(Fraction(2)), Number(Fraction(1, 2))
_HALF_WRITTEN = Divide(Number(Fraction(1)), _TWO)
_SQUARED = _("Only one side was squared; the square of the other one got lost.")
_ROOTED = _("The root was taken of one side only.")


def one_sided(before: Tree, line: Tree, same: Callable[[Tree, Tree], bool]) -> Mutant | None:
    """The slip that leads from one equation to the next by a change of one side alone. same: of one form."""
    if not isinstance(before, Relation) or not isinstance(line, Relation):
        return None
    if before.signs != ("=",) or line.signs != ("=",):
        return None
    for changed, kept in (before.terms, before.terms[::-1]):
        name, says, inner = _undone(changed)
        if inner is None:
            continue
        for one, other in (line.terms, line.terms[::-1]):
            if same(inner, one) and same(kept, other):
                return Mutant(name, say(says), line)
    return None


def _undone(side: Tree) -> tuple[str, str, Tree | None]:
    match side:
        case Call("sqrt", (inner,)):
            return "lost-square", _SQUARED, inner
        case Power(inner, exponent) if exponent in (_HALF, _HALF_WRITTEN):
            return "lost-square", _SQUARED, inner
        case Power(inner, exponent) if exponent == _TWO:
            return "one-sided-root", _ROOTED, inner
    return "", "", None

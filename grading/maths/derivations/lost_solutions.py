"""Why a line allows less than the one before: what was cancelled, or the root that was forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grading.maths.derivations.course import Task
from grading.maths.derivations.following import follows
from grading.maths.derivations.judging import is_multiple
from grading.maths.derivations.setting import NOWHERE
from grading.maths.derivations.statements import Statement
from grading.maths.derivations.steps import Answer
from grading.maths.derivations.worlds import worlds
from grading.maths.derivations.zeros import ZERO
from grading.maths.matrices.dims import SCALAR
from grading.maths.piecewise import is_open
from grading.maths.spots import ONE, Product, negated, product_of, terms_of, total
from grading.maths.tree import Call, Constant, Negate, Number, Power, Relation, Tree, is_whole, names, nodes
from grading.maths.trees import mapped, substituted
from grading.messages import _

# Higher powers are not taken apart, and so many factors at most are tried.
_HIGHEST, _MOST = 6, 6

_LOST = "lost-solution"
_DIVIDED = _("A solution got lost on the way. Division is only by what is not 0.")
_CANCELLED = _("A vector, or a matrix without an inverse, cannot be cancelled like a number.")
_ROOT = _("A solution got lost on the way. An even power has a positive and a negative root.")
_LOST_SIGN = _("A solution got lost on the way. An absolute value is that of a positive and of a negative number.")
_LOST_CASE = _("A solution got lost on the way: what stands before allows more than this line.")
_HAS_NO_VALUE = _("A case got lost: there this line has no value. Nothing is divided by 0.")
_NO_CASE_HOLDS = _("A case got lost: where none of its cases holds this line has no value.")


def why_lost(task: Task, before: Tree, said: Statement, *, undefined: bool) -> tuple[str, str]:
    """The name of the slip and its words, as far as the line before shows the cause; undefined: the line has no value.

    A cause is named only where it leads to this very line.
    """
    if undefined:
        return _LOST, _NO_CASE_HOLDS if any(map(is_open, nodes(said))) else _HAS_NO_VALUE
    for rest, text in _divided(task, before):
        if _are_alike(task, rest, said):
            return "cancelled-matrix" if text is _CANCELLED else _LOST, text
    if _forgets_a_root(task, before, said):
        return _LOST, _ROOT
    if any(isinstance(part, Call) and part.function in ("abs", "absolute", "bars") for part in nodes(before)):
        return _LOST, _LOST_SIGN
    return _LOST, _LOST_CASE


def _are_alike(task: Task, rest: Relation, said: Statement) -> bool:
    """Whether each of two statements follows from the other."""
    if is_multiple(task.setting, said, rest):
        return True
    if follows(worlds(task.setting, rest), said, NOWHERE).answer is not Answer.FOLLOWS:
        return False
    return follows(worlds(task.setting, said), rest, NOWHERE).answer is Answer.FOLLOWS


# --- what was cancelled ---


@dataclass(frozen=True)
class _Numbers:
    """Tells numbers from vectors and matrices."""

    task: Task

    def has(self, tree: Tree) -> bool:
        setting = self.task.setting
        return not setting.symbols.shaped or setting.shape_of(tree) == SCALAR


def _divided(task: Task, before: Tree) -> Iterator[tuple[Relation, str]]:
    """The equation without a factor that all of its terms have, and what is said of that."""
    if not isinstance(before, Relation) or before.signs != ("=",):
        return
    left, right = before.terms
    terms = [term for term in (*terms_of(left), *map(negated, terms_of(right))) if term not in (ZERO, Negate(ZERO))]
    numbers, views = _Numbers(task), [_in_factors(term) for term in terms]
    for factor in list(dict.fromkeys(views[0].over))[:_MOST] if views else ():
        if names(factor) and numbers.has(factor) and all(factor in view.over for view in views):
            rest = tuple(view.without(view.over.index(factor)).tree for view in views)
            yield Relation((total(rest), ZERO), ("=",)), _DIVIDED
    for place in (0, -1) if task.setting.symbols.shaped else ():
        yield from ((rest, _CANCELLED) for rest in _cancelled(numbers, views, place))


def _in_factors(term: Tree) -> Product:
    """A term as a product in which a^3 is a a a."""
    view = product_of(term)
    return Product(view.negative, tuple(each for factor in view.over for each in _repeated(factor)), view.under)


def _repeated(factor: Tree) -> tuple[Tree, ...]:
    match factor:
        case Power(base, Number(value) as exponent) if is_whole(exponent) and 1 < value <= _HIGHEST:
            return (base,) * int(value)
    return (factor,)


def _cancelled(numbers: _Numbers, views: list[Product], place: int) -> Iterator[Relation]:
    """Without the first, or the last, vector or matrix of all terms; then without the next one, too."""
    for _turn in range(_MOST):
        shaped = [[at for at, factor in enumerate(view.over) if not numbers.has(factor)] for view in views]
        if not views or not all(shaped):
            return
        ends = [view.over[at[place]] for view, at in zip(views, shaped, strict=True)]
        if len(set(ends)) != 1:
            return
        views = [view.without(at[place]) for view, at in zip(views, shaped, strict=True)]
        left = [view.tree for view in views]
        are_numbers = list(map(numbers.has, left))
        if any(are_numbers) and not all(are_numbers):
            left = [
                Product(False, (tree, Constant("I"))).tree if is_number else tree
                for tree, is_number in zip(left, are_numbers, strict=True)
            ]
        yield Relation((total(tuple(left)), ZERO), ("=",))
        if len(views) == 1:
            yield from _cancelled(numbers, views, -1 - place)


# --- a forgotten root ---


def _forgets_a_root(task: Task, before: Tree, said: Statement) -> bool:
    """Whether the line before holds something in even powers alone, so that -x does what x does, and the line x."""
    bases = dict.fromkeys(node.base for node in nodes(before) if isinstance(node, Power) and _is_even(node))
    return any(
        names(base) & names(said)
        and not names(_without_even(before, base)) & names(base)
        and names(_without_even(said, base)) & names(base)
        and not _is_symmetric(task, base, said)
        for base in bases
        if _Numbers(task).has(base)
    )


def _is_even(power: Power) -> bool:
    exponent = power.exponent
    return isinstance(exponent, Number) and is_whole(exponent) and exponent.value % 2 == Fraction(0)


def _without_even(tree: Tree, base: Tree) -> Tree:
    return mapped(tree, lambda part: ONE if isinstance(part, Power) and part.base == base and _is_even(part) else part)


def _is_symmetric(task: Task, base: Tree, said: Statement) -> bool:
    """Whether the line says the same of -x, as `x = 0` does."""
    used = names(base)
    if len(used) != 1 or base not in nodes(said) or getattr(base, "name", None) not in used:
        return False
    turned = substituted(said, {name: Negate(base) for name in used})
    return follows(worlds(task.setting, said), turned, NOWHERE).answer is Answer.FOLLOWS

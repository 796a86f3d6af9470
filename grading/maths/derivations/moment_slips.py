"""Slips with expectations: the mean of a product split, a variance of a sum, a number before a variance."""

from collections.abc import Callable, Iterator, Set

from grading.maths.mutations import Mutant
from grading.maths.spots import spots
from grading.maths.tree import Add, Call, Multiply, Negate, Tree, names
from grading.messages import _, say

_Change = Callable[[Tree, Set[str]], Tree | None]


def moment_slips(line: Tree, random: Set[str]) -> Iterator[Mutant]:
    """What becomes of a line by one of them. random: the names of random variables."""
    if not random:
        return
    for spot in spots(line):
        for name, says, change in _SLIPS:
            if (changed := change(spot.tree, random)) is not None:
                yield Mutant(name, say(says), spot.put(changed))


def _mean_of_a_product(tree: Tree, random: Set[str]) -> Tree | None:
    match tree:
        case Call("E", (Multiply(factors),)) if sum(bool(names(each) & random) for each in factors) > 1:
            return Multiply(tuple(Call("E", (each,)) if names(each) & random else each for each in factors))
    return None


def _variance_of_a_sum(tree: Tree, _random: Set[str]) -> Tree | None:
    match tree:
        case Call("Var", (Add(terms),)):
            return Add(tuple(Call("Var", (_without_sign(term),)) for term in terms))
    return None


def _variance_of_a_difference(tree: Tree, _random: Set[str]) -> Tree | None:
    match tree:
        case Call("Var", (Add(terms),)) if any(isinstance(term, Negate) for term in terms):
            parts = ((isinstance(term, Negate), Call("Var", (_without_sign(term),))) for term in terms)
            return Add(tuple(Negate(part) if is_negative else part for is_negative, part in parts))
    return None


def _number_before_a_variance(tree: Tree, random: Set[str]) -> Tree | None:
    match tree:
        case Call("Var", (Multiply(factors),)):
            inner = tuple(each for each in factors if names(each) & random)
            before = tuple(each for each in factors if not names(each) & random)
            whole = inner[0] if len(inner) == 1 else Multiply(inner)
            return Multiply((*before, Call("Var", (whole,)))) if before and inner else None
    return None


def _without_sign(tree: Tree) -> Tree:
    return tree.inner if isinstance(tree, Negate) else tree


_SLIPS: tuple[tuple[str, str, _Change], ...] = (
    (
        "mean-of-a-product",
        _("The mean of a product is the product of the means only without covariance, as of independent ones."),
        _mean_of_a_product,
    ),
    (
        "variance-of-a-sum",
        _("The variance of a sum is the sum of the variances only without covariances: these are missing."),
        _variance_of_a_sum,
    ),
    (
        "variance-of-a-difference",
        _("The variances of the parts of a difference are added, and their covariance counts, too."),
        _variance_of_a_difference,
    ),
    (
        "number-before-a-variance",
        _("A number before a random variable comes out of the variance squared."),
        _number_before_a_variance,
    ),
)

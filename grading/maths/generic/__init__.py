"""Are two formulas one by algebra alone? They are looked at once where every part that is no sum, product, fraction or
power has a random value of its own: `log(x + 1)` is a letter beside `x`.

What is equal there is equal wherever both have values: two rational functions of the letters that differ by one with a
numerator of degree d in them agree there with a chance of at most d/2^90 (Schwartz and Zippel); names and exponentials
are squares of letters, sines and cosines fractions of degree 2. The letters are drawn anew in each process, so that no
answer can be written to fit them. Identities that hold for all real numbers are built in: exponents add, sine and
cosine are a point of the unit circle, roots and logarithms of products part. Where something hangs on the sign of a
part, each sign is tried; formulas that must be equal but for a constant or a factor are looked at with two sets of
letters for their names.
"""

from collections.abc import Iterator, Mapping

from grading.maths.domains import Domain
from grading.maths.generic.edges import place_of_zero
from grading.maths.generic.first_looks import begun
from grading.maths.generic.letters import BITS, MOST_EDGES, Exact, NowhereError, Unfit, is_short
from grading.maths.generic.logarithms import logarithm
from grading.maths.generic.side import Side, not_zero
from grading.maths.piecewise import are_by_cases
from grading.maths.tree import Fold, Negate, Tree, names, nodes
from grading.maths.trees import substituted

__all__ = ["BITS", "same_in_letters"]


def same_in_letters(
    answer: Tree,
    reference: Tree,
    domains: Mapping[str, Domain],
    up_to: str = "none",
    moving: tuple[str, ...] = (),
    edges_left: int = MOST_EDGES,
) -> bool:
    """Whether they are equal by algebra, and the answer has a value wherever the reference has one.

    Only for real numbers; of these single ones that are left out do not count. False says nothing.

    up_to: "none", "constant" or "scale", for any numbers that do not hang on the moving names, on no name where there
    are none. edges_left: at how many edges between cases it is looked at most, one less on the edges of edges.
    """
    try:
        first = begun(answer, reference, domains)
        letters = first.letters
        gaps = list(_gaps(answer, reference, first, up_to))
        if up_to != "none":
            gaps += _gaps(answer, reference, first.fresh(letters.moved(moving)), up_to)
    except Unfit:
        return False
    if up_to != "none":
        return bool(gaps) and all(gap == gaps[0] for gap in gaps) and not letters.open_edges
    edges = letters.open_edges.values()
    if len(edges) > edges_left:
        return False
    # All gaps are 0. On an edge the reference may have no value.
    is_same = bool(gaps) or edges_left < MOST_EDGES
    return is_same and all(_same_on_edge(answer, reference, domains, part, edges_left - 1) for part in edges)


def _ratio(found: Side, answer: Tree, wanted: Side, reference: Tree) -> Exact:
    """The ratio of both, or its logarithm: of `exp(x^2 + a)` and `exp(x^2)` that is plain."""
    mine, right = _size(found, answer), _size(wanted, reference)
    if mine and right:
        return logarithm(found, mine) - logarithm(wanted, right)
    ratio = not_zero(found.value(answer)) / not_zero(wanted.value(reference))
    if not is_short(wanted.letters.parted(ratio)[1]):
        raise Unfit  # such as cos(pi/2), which is 0
    return ratio


def _size(side: Side, tree: Tree) -> Tree | None:
    return next((size for size in (tree, Negate(tree)) if side.is_above(size)), None)


def _same_on_edge(answer: Tree, reference: Tree, domains: Mapping[str, Domain], part: Tree, edges_left: int) -> bool:
    """Whether they are equal where the part is 0."""
    place = place_of_zero(part, domains)
    if place is None:
        return False
    taken = {name for value in place.values() for name in names(value)}
    if any(isinstance(node, Fold) and node.index in taken for tree in (answer, reference) for node in nodes(tree)):
        return False
    left = {name: domain for name, domain in domains.items() if name not in place}
    return same_in_letters(substituted(answer, place), substituted(reference, place), left, edges_left=edges_left)


def _gaps(answer: Tree, reference: Tree, wanted: Side, up_to: str) -> Iterator[Exact]:
    """What is between them, for every choice of signs. Raises Unfit, also where the answer lacks a value."""
    letters, also_zero = wanted.letters, are_by_cases(answer, reference)
    while True:
        try:
            gap = _gap(wanted.fresh(), wanted, answer, reference, up_to)
            if gap and up_to == "none":
                raise Unfit
            if gap is not None and (up_to == "none" or letters.are_possible(also_zero=also_zero)):
                yield gap
        except Unfit:
            if letters.are_possible(also_zero=also_zero):
                raise
        if not letters.turn():
            return
        wanted = wanted.fresh()


def _gap(found: Side, wanted: Side, answer: Tree, reference: Tree, up_to: str) -> Exact | None:
    """What is between them for one choice of signs; None where nothing is asked."""
    try:
        right = wanted.value(reference)
    except NowhereError:
        return None
    mine = found.value(answer)
    if not found.needs <= wanted.needs | wanted.sure:
        raise Unfit
    if ("nowhere",) in wanted.needs:
        return None
    return _ratio(found, answer, wanted, reference) if up_to == "scale" else mine - right

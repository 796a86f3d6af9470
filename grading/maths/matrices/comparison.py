"""Are two matrix expressions equal? Decided like scalars, by exact or ball arithmetic, at several sizes at once.

One entry whose ball excludes zero proves the two different. Agreement at the points of all sizes is "equal": each
point has entries drawn from 10 000 values or more, so that two different rational expressions of degree d agree at one
of them with a chance of at most d/10 000 (Schwartz and Zippel), and at the six points that are asked with its sixth
power; values in balls agree to within 2^-100. Where the reference has no value (a singular inverse, the logarithm of a
negative number), nothing is asked of the answer; where only the answer has none, it is not the same expression, unless
what was differentiated has none there either.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from itertools import chain

from flint import arb, arb_mat, ctx, fmpq, fmpq_mat

from grading.maths import equivalence
from grading.maths.decisions import Decision, Outcome
from grading.maths.kept import room
from grading.maths.matrices.algebra import MATRICES, Value, as_number, transposed
from grading.maths.matrices.breakpoints import OutOfReach, corners, edges, has_pieces, pieces
from grading.maths.matrices.cases import has_cases, nodes_of
from grading.maths.matrices.entries import are_same_by_entry
from grading.maths.matrices.evaluation import Met, Point, evaluate, met
from grading.maths.matrices.inference import Reading, infer
from grading.maths.matrices.not_asked import not_asked
from grading.maths.matrices.pivots import has_idle
from grading.maths.matrices.ranges import range_of
from grading.maths.matrices.sampling import LED, Points
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.unmet import has_unmet
from grading.maths.matrices.vocabulary import MATRIX_FUNCTIONS
from grading.maths.matrices.wanted import Wanted, edges_met
from grading.maths.reals import ball
from grading.maths.steps import steps_as_cases
from grading.maths.tree import Tree, constants, functions, names
from grading.maths.values import TooMuch, Undefined, Unsure, bits

_BITS = (256, 1024)
_AGREEMENT = 100
_ZERO = 200
# At how many points the two must agree, and at how few where the reference seldom has a value.
_NEEDED, _FEWEST = 6, 3
_MOST = 24
# Functions that have values for some numbers or matrices only.
_GAPS = frozenset({"log", "sqrt", "logdet"})
# So many points beside one at which there is no value.
_BESIDE = 3
# What has a value for matrices of any rank, and another formula for each.
_OF_ANY_RANK = frozenset({"rank", "pinv"})
# By how much entries at an edge are made smaller and larger, and at how many.
_SIDES, _MOST_SIDES = (fmpq(63, 64), fmpq(65, 64)), 16
_OF_MATRICES = frozenset({"I", "ones"})
# So many points with matrices of any rank.
_SPARSE = 40


class _Sight(Enum):
    SAME = 1
    DIFFERENT = 2
    ANSWER_UNDEFINED = 3
    REFERENCE_UNDEFINED = 4
    UNSURE = 5
    TOO_MUCH = 6
    NOT_ASKED = 7


def compare(answer: Reading, reference: Reading, points: Points, *, turned: bool = False) -> Decision:
    """Decide whether the answer (turned: its transpose) equals the reference for all sizes and values.

    The shapes must be the same (turned: the one that of the transpose).
    """
    if (answer.tree, answer.read) == (reference.tree, reference.read) and not turned:
        return Decision(Outcome.PROVED)
    answer, reference = _with_steps(answer, reference, points), _with_steps(reference, reference, points)
    if all(_is_scalar_formula(each.tree, points.symbols) for each in (answer, reference)):
        return equivalence.compare(answer.tree, reference.tree, points.symbols.scalars)
    return _at_points(answer, reference, points, turned=turned)


def _at_points(answer: Reading, reference: Reading, points: Points, *, turned: bool) -> Decision:
    tried: Iterator[Point]
    agreed, missing = 0, None
    has_extremes = any(map(_has_extremes, (answer, reference)))
    has_gaps = any(_has_gaps(reading, points.symbols) for reading in (answer, reference))
    least = _MOST if has_extremes or has_gaps else 0
    tried = chain(map(points.point, range(_MOST)), map(points.led, range(LED)))
    tried = _also_turned(tried, points) if has_extremes else tried
    for turn, point in enumerate(tried):
        if turn >= max(_MOST, least) and agreed >= _FEWEST:
            break
        sight = _sight(answer, reference, point, turned=turned)
        if sight is _Sight.DIFFERENT:
            return Decision(Outcome.DIFFERENT, dict(point.values))
        if sight is _Sight.TOO_MUCH:
            break
        if sight is _Sight.ANSWER_UNDEFINED:
            missing = missing or point
        if sight is _Sight.NOT_ASKED:
            # few points are left, perhaps all of one size
            least = _MOST + LED
        if sight is _Sight.SAME:
            agreed += 1
        if _is_enough(turn + 1, agreed, least, missing):
            break
    if missing is not None:
        return Decision(Outcome.DIFFERENT, dict(missing.values), undefined=True)
    if agreed < _FEWEST:
        return Decision(Outcome.UNDECIDED, points=agreed)
    return _where_it_changes(answer, reference, points, agreed, turned=turned)


def prepare(reference: Reading, points: Points) -> None:
    """Evaluate a right answer, before any other comes, where each of them will be looked at; kept with the points."""
    plain = replace(reference, kinks=None)
    for point in map(points.point, range(_NEEDED)):
        with bits(_BITS[0]), suppress(Undefined, Unsure, TooMuch):
            room(point)[prepare] = reference.typed, evaluate(plain, point)


def _known(reference: Reading, point: Point) -> Value | None:
    """What is known of its value at a point, at the first look."""
    typed, value = room(point).get(prepare, (None, None)) if ctx.prec == _BITS[0] else (None, None)
    return value if typed is reference.typed else None


def _is_enough(tried: int, agreed: int, least: int, missing: Point | None) -> bool:
    return (agreed >= _NEEDED and tried >= least) or (missing is not None and tried >= _NEEDED)


def _with_steps(reading: Reading, reference: Reading, points: Points) -> Reading:
    """With cases for the signs of numbers, so that it is looked at where they are 0, if anything is asked there."""
    has_signs = any(node.data == "sign" and reading.sizes.is_scalar(node.shape) for node in nodes_of(reading.typed))
    if not has_signs or reference.kinks is not None or reading.open or reading.read is not None:
        return reading
    return infer(steps_as_cases(reading.tree, several=False), points.symbols, reading.places)


def _where_it_changes(answer: Reading, reference: Reading, points: Points, agreed: int, *, turned: bool) -> Decision:
    """Of two that agree at the first points: whether they do where a part changes its formula or a rank falls."""
    both = answer, reference
    other = _at_other_ranks(answer, reference, points, turned=turned) if any(map(_asks_rank, both)) else None
    if other is not None:
        return Decision(Outcome.DIFFERENT, dict(other.values))
    if any(has_cases(each.typed) for each in both):
        return _case_by_case(answer, reference, points, turned=turned)
    if any(has_pieces(each, points) for each in both):
        return _on_all_pieces(answer, reference, points, agreed, turned=turned)
    return Decision(Outcome.AGREED, points=agreed, bound=_AGREEMENT)


def _has_gaps(reading: Reading, symbols: Symbols) -> bool:
    """Whether it may have no value at many points, so that the first ones may all be of one kind."""
    if functions(reading.tree).isdisjoint(_GAPS):
        return False
    inner = [part for node in nodes_of(reading.typed) if (part := _inside_gap(node)) is not None]
    return not inner or any(-1 in range_of(part, symbols).signs() for part in inner)


def _inside_gap(node: Typed) -> Typed | None:
    """What must not be below 0."""
    if node.op == "logdet":
        return Typed("det", node.parts, node.shape)
    return node.parts[0] if node.op in ("function", "entrywise") and node.data in _GAPS else None


def _has_extremes(reading: Reading) -> bool:
    """Whether the largest or smallest entry counts: which one that is must be met with all signs turned, too."""
    return any(node.op in ("largest", "smallest") or node.data == "oo" for node in nodes_of(reading.typed))


def _also_turned(tried: Iterator[Point], points: Points) -> Iterator[Point]:
    """Each point also with all signs turned, and with those of one matrix after the other: `A u` stays in the first."""
    several = points.turned()
    for turn, point in enumerate(tried):
        yield point
        yield points.times(point, fmpq(-1))
        if len(several) > 1:
            yield points.times(point, fmpq(-1), several[turn % len(several)])


def _asks_rank(reading: Reading) -> bool:
    return not functions(reading.tree).isdisjoint(_OF_ANY_RANK)


def _at_other_ranks(answer: Reading, reference: Reading, points: Points, *, turned: bool) -> Point | None:
    """A point at which the two differ among matrices with many zeros; random ones have all the largest rank.

    An inverse, which has no value there, is no pseudo-inverse.
    """
    sparse = (points.sparse(turn) for turn in range(_SPARSE))
    wrong = {_Sight.DIFFERENT, _Sight.ANSWER_UNDEFINED} if _asks_rank(reference) else {_Sight.DIFFERENT}
    found = (point for point in sparse if _sight(answer, reference, point, turned=turned) in wrong)
    return next(found, None)


def _on_all_pieces(answer: Reading, reference: Reading, points: Points, agreed: int, *, turned: bool) -> Decision:
    """Of two that agree at the first points: whether they do for other sizes and magnitudes, too."""
    same = [points.point(turn) for turn in range(agreed)]
    try:
        for point in pieces(answer, reference, points):
            sight = _sight(answer, reference, point, turned=turned)
            undefined = sight is _Sight.ANSWER_UNDEFINED
            # Of a derivative nothing is asked where its loss has no slope, as abs(a^T x) beside a = 0.
            may_be_kink = undefined and reference.kinks is not None
            is_hole = may_be_kink and _is_hole(answer, reference, points, point, turned=turned)
            if sight is _Sight.DIFFERENT or (undefined and not is_hole):
                return Decision(Outcome.DIFFERENT, dict(point.values), undefined=undefined)
            same += [point] if sight is _Sight.SAME else []
    except OutOfReach:
        return Decision(Outcome.UNDECIDED, points=agreed)
    return _agreed(answer, reference, points, same, turned=turned)


def _agreed(answer: Reading, reference: Reading, points: Points, same: list[Point], *, turned: bool) -> Decision:
    """Of two that agree at all these points: whether these, or some more, lie in all the pieces."""
    both = answer, reference
    if _leaves_open(both, same, points):
        for point in (points.point(turn) for turn in range(_NEEDED, _MOST)):
            sight = _sight(answer, reference, point, turned=turned)
            if sight is _Sight.DIFFERENT:
                return Decision(Outcome.DIFFERENT, dict(point.values))
            same += [point] if sight is _Sight.SAME else []
        if _leaves_open(both, same, points):
            return Decision(Outcome.UNDECIDED, points=len(same))
    return Decision(Outcome.AGREED, points=len(same), bound=_AGREEMENT)


def _leaves_open(both: tuple[Reading, Reading], same: list[Point], points: Points) -> bool:
    is_open = has_unmet(both, same, points.symbols) or has_idle(both, same, points.symbols)
    return is_open and not are_same_by_entry(both[0].typed, both[1].typed, points.symbols)


def _case_by_case(answer: Reading, reference: Reading, points: Points, *, turned: bool) -> Decision:
    """Of two that agree at the first points: whether they do in every case and where one case ends."""
    wanted = Wanted([answer.typed, reference.typed], points.symbols)
    seen: set[Met] = set()
    holes: dict[bool, Point] = {}
    same, kinks = list[Point](), list[Point]()
    first = chain((points.point(turn) for turn in range(_MOST)), pieces(answer, reference, points))
    first = first if wanted.only_counts else chain(first, corners(points))
    try:
        every = chain(first, _while_open(wanted, edges(answer, reference, points), seen))
        for point in _with_sides(every, answer, points):
            of_answer, of_reference = set[Met](), set[Met]()
            sight = _sight(answer, reference, point, turned=turned, seen=(of_answer, of_reference))
            undefined = sight is _Sight.ANSWER_UNDEFINED
            is_hole = undefined and _is_hole(answer, reference, points, point, turned=turned)
            if sight is _Sight.DIFFERENT or (undefined and not is_hole):
                return Decision(Outcome.DIFFERENT, dict(point.values), undefined=undefined)
            if is_hole:
                holes.setdefault(bool(edges_met(of_reference)), point)
                seen |= edges_met(of_answer)
            if sight is _Sight.SAME:
                same.append(point)
                seen |= of_answer | of_reference
            if sight is _Sight.REFERENCE_UNDEFINED and reference.kinks is not None:
                # Nothing is asked at a kink of what was differentiated.
                kinks.append(point)
                seen |= met(answer, point) | met(replace(reference, kinks=None), point)
    except OutOfReach:
        return Decision(Outcome.UNDECIDED, points=len(same))
    # A removable hole is no mistake, unless the reference says by a case what stands in it.
    if True in holes and False not in holes:
        return Decision(Outcome.DIFFERENT, dict(holes[True].values), undefined=True)
    is_left = wanted.is_left(seen) and wanted.is_left(seen | not_asked(answer, reference, points))
    if is_left and not are_same_by_entry(answer.typed, reference.typed, points.symbols):
        return Decision(Outcome.UNDECIDED, points=len(same))
    return _agreed(answer, replace(reference, kinks=None), points, same + kinks, turned=turned)


def _is_hole(answer: Reading, reference: Reading, points: Points, point: Point, *, turned: bool) -> bool:
    """Whether the answer has no value at this point only, but has at those beside it."""
    near = (points.beside(point, turn) for turn in range(_BESIDE))
    return all(_sight(answer, reference, each, turned=turned) is not _Sight.ANSWER_UNDEFINED for each in near)


def _while_open(wanted: Wanted, points: Iterator[Point], seen: set[Met]) -> Iterator[Point]:
    """Points on edges, which take time to be found, as long as something has not been seen."""
    while wanted.is_left(seen) and (point := next(points, None)) is not None:
        yield point


def _with_sides(found: Iterator[Point], answer: Reading, points: Points) -> Iterator[Point]:
    """Also on both sides of the first edges of the answer: there `where(x > 1/10^9, 1, 0)` is no slope of `relu(x)`."""
    left = _MOST_SIDES
    for point in found:
        yield point
        if left and edges_met(met(answer, point)):
            left -= 1
            yield from (points.times(point, factor) for factor in _SIDES)


def _is_scalar_formula(tree: Tree, symbols: Symbols) -> bool:
    """Whether nothing in it needs matrices, so that the scalar engine decides."""
    if not names(tree) <= symbols.scalars.keys():
        return False
    return functions(tree).isdisjoint(MATRIX_FUNCTIONS) and constants(tree).isdisjoint(_OF_MATRICES)


def _sight(
    answer: Reading, reference: Reading, point: Point, *, turned: bool, seen: tuple[set[Met], set[Met]] | None = None
) -> _Sight:
    """How the two compare at the point. seen: take what became of the conditions of the answer and of the reference.

    Whether the loss has a kink there takes long to see, and is asked only where the two do not agree.
    """
    plain = reference if reference.kinks is None else replace(reference, kinks=None)
    sight = _Sight.UNSURE
    for count in _BITS:
        with bits(count):
            sight = _sight_now(answer, plain, point, seen, turned=turned)
        if sight is not _Sight.UNSURE:
            break
    if sight is _Sight.ANSWER_UNDEFINED and reference.loss is not None and _has_none(reference.loss, point):
        return _Sight.NOT_ASKED
    if sight in (_Sight.SAME, _Sight.TOO_MUCH) or reference.kinks is None or not reference.kinks(point):
        return sight
    return _Sight.REFERENCE_UNDEFINED


def _has_none(loss: Reading, point: Point) -> bool:
    """Whether what was differentiated has no value there: then its derivative needs none."""
    try:
        evaluate(loss, point)
    except Undefined:
        return True
    except (Unsure, TooMuch):
        return False
    return False


def _sight_now(
    answer: Reading, reference: Reading, point: Point, seen: tuple[set[Met], set[Met]] | None, *, turned: bool
) -> _Sight:
    of_answer, of_reference = seen or (None, None)
    undefined = _Sight.REFERENCE_UNDEFINED
    try:
        wanted = _known(reference, point) if of_reference is None else None
        wanted = evaluate(reference, point, of_reference) if wanted is None else wanted
        undefined = _Sight.ANSWER_UNDEFINED
        found = evaluate(answer, point, of_answer)
    except Undefined:
        return undefined
    except Unsure:
        return _Sight.UNSURE
    except TooMuch:
        return _Sight.TOO_MUCH
    return difference(transposed(found) if turned else found, wanted)


def difference(found: Value, wanted: Value) -> _Sight:
    """SAME, DIFFERENT or UNSURE for two numbers or two matrices of one shape."""
    exact = (fmpq, fmpq_mat)
    if isinstance(found, exact) and isinstance(wanted, exact):
        return _Sight.SAME if found == wanted else _Sight.DIFFERENT
    if isinstance(found, MATRICES) and isinstance(wanted, MATRICES):
        return _entries_difference(arb_mat(found), arb_mat(wanted))
    return _number_difference(ball(found), ball(wanted))


def _entries_difference(found: arb_mat, wanted: arb_mat) -> _Sight:
    sights = [_number_difference(one, other) for one, other in zip(found.entries(), wanted.entries(), strict=True)]
    if _Sight.DIFFERENT in sights:
        return _Sight.DIFFERENT
    return _Sight.UNSURE if _Sight.UNSURE in sights else _Sight.SAME


def _number_difference(found: arb, wanted: arb) -> _Sight:
    gap = found - wanted
    if not gap.contains(0):
        return _Sight.DIFFERENT
    largest = abs(gap).abs_upper()
    size = abs(wanted).abs_lower()
    near = largest * 2**_AGREEMENT <= 1 and largest * 2**_AGREEMENT <= size
    return _Sight.SAME if near or largest * 2**_ZERO <= 1 else _Sight.UNSURE


def differs(found: Value, wanted: Value) -> bool:
    """Whether two values are certainly different."""
    return difference(found, wanted) is _Sight.DIFFERENT


def same(found: Value, wanted: Value) -> bool | None:
    """Whether two values are certainly different (False) or agree (True); None where balls cannot tell."""
    if isinstance(found, MATRICES) != isinstance(wanted, MATRICES):
        found, wanted = as_number(found), as_number(wanted)
    return {_Sight.SAME: True, _Sight.DIFFERENT: False}.get(difference(found, wanted))

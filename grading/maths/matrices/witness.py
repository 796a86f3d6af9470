"""The humanest point at which a wrong answer differs: small shapes, small whole numbers, both values."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, product

from flint import fmpq

from grading.maths.matrices.algebra import MATRICES, Value
from grading.maths.matrices.comparison import differs
from grading.maths.matrices.evaluation import Point, evaluate
from grading.maths.matrices.inference import Reading
from grading.maths.matrices.sampling import Points, drawn_points, small_points
from grading.maths.matrices.symbols import Symbols
from grading.maths.printing import name_to_latex
from grading.maths.telling import show
from grading.maths.tree import names
from grading.maths.values import TooMuch, Undefined, Unsure, bits
from grading.messages import Message, _, say

_BITS = 160
_ROUNDS = 3
# Bits of a number that people can read.
_SHORT = 11
_FACTORS = (fmpq(10), fmpq(100), fmpq(1000), fmpq(1, 10), fmpq(1, 1000))
# Sparse points with few rows and columns.
_SPARSE = (1, 7, 13, 19, 25, 31, 37, 5, 3, 21, 29, 9, 11)
_MORE_SPARSE = range(36, 100)
# More entries than these are not shown, a few more where no other point is known.
_MOST_ENTRIES, _MOST_KNOWN = 9, 16


def message(
    answer: Reading, reference: Reading, symbols: Symbols, known: Mapping[str, Value] | None = None
) -> Message | None:
    """One sentence with the values of the symbols, of the answer and of the reference; None when none is small.

    known: the values of the names at some point where the two differ.
    """
    near = _near(symbols, known) if known else ()
    small = chain(small_points(symbols, _ROUNDS), _scaled_points(symbols), _sparse_points(symbols), near)
    drawn = chain(drawn_points(symbols), _sparse_points(symbols, _MORE_SPARSE), _known(symbols, known))
    first = sorted(small_points(symbols, _ROUNDS), key=lambda point: max(point.sizes.values(), default=0))
    valued = (_at(answer, reference, symbols, point, valued=True) for point in first)
    said = (_at(answer, reference, symbols, point) for point in chain(small, drawn))
    apart = (_at(answer, reference, symbols, point, by_entry=True) for point in small_points(symbols, 1))
    return next((each for each in chain(valued, said, apart) if each is not None), None)


def _known(symbols: Symbols, known: Mapping[str, Value] | None) -> Iterator[Point]:
    """The known point, if its matrices have few entries, however long these are."""
    if known and all(_is_small(value, _MOST_KNOWN) for value in known.values()):
        yield Point({name: int(known[name].p) for name in symbols.sizes}, known)


def _near(symbols: Symbols, known: Mapping[str, Value]) -> Iterator[Point]:
    """Points with the numbers of a known one beside small matrices, and the known one itself."""
    scalars = {name: known[name] for name in symbols.scalars}
    if _is_short(scalars):
        yield from (Point(point.sizes, {**point.values, **scalars}) for point in small_points(symbols, 1))
    if _is_short(known):
        yield Point({name: int(known[name].p) for name in symbols.sizes}, known)


def _is_short(known: Mapping[str, Value]) -> bool:
    """Whether people can read these values."""
    values = list(known.values())
    entries = [entry for value in values for entry in (value.entries() if isinstance(value, MATRICES) else [value])]
    are_short = (type(entry) is fmpq and entry.height_bits() <= _SHORT for entry in entries)
    return all(map(_is_small, values)) and all(are_short)


def _scaled_points(symbols: Symbols) -> Iterator[Point]:
    """Small points times a round number or a small fraction, and with one matrix turned: beyond a far break."""
    points = Points(symbols)
    for factor in _FACTORS:
        for point in small_points(symbols, 1):
            larger = points.times(point, factor)
            yield larger
            yield from (points.times(larger, fmpq(-1), name) for name in points.turned())


def _sparse_points(symbols: Symbols, turns: Iterable[int] = _SPARSE) -> Iterator[Point]:
    """Small points with many zeros, at which ranks differ."""
    points = Points(symbols)
    return (points.sparse(turn) for turn in turns)


def _at(
    answer: Reading,
    reference: Reading,
    symbols: Symbols,
    point: Point,
    *,
    by_entry: bool = False,
    valued: bool = False,
) -> Message | None:
    """What is said of a point at which the two differ. by_entry: show one entry of matrices that are too large.

    valued: only where the answer has a value.
    """
    with bits(_BITS):
        try:
            wanted = evaluate(reference, point)
        except (Undefined, Unsure, TooMuch):
            return None
        place = _place(answer, reference, symbols, point)
        try:
            found = evaluate(answer, point)
        except Undefined:
            template = _("At $%(point)s$ this has no value; the right answer is $%(right)s$ there.")
            is_shown = _is_small(wanted) and not valued
            return say(template, point=place, right=show_value(wanted)) if is_shown else None
        except (Unsure, TooMuch):
            return None
        if by_entry and all(_is_small(value) for value in point.values.values()):
            return _at_entry(found, wanted, place)
        if not (_is_small(found) and _is_small(wanted) and differs(found, wanted)):
            return None
        value, right = show_value(found), show_value(wanted)
    if value == right:
        return None
    return say(
        _("At $%(point)s$ this is $%(value)s$; the right answer is $%(right)s$ there."),
        point=place,
        value=value,
        right=right,
    )


def _at_entry(found: Value, wanted: Value, place: str) -> Message | None:
    """The first entry in which two matrices differ."""
    if not (isinstance(found, MATRICES) and isinstance(wanted, MATRICES)):
        return None
    for row, column in product(range(wanted.nrows()), range(wanted.ncols())):
        value, right = show(found[row, column]), show(wanted[row, column])
        if differs(found[row, column], wanted[row, column]) and value != right:
            text = _(
                "At $%(point)s$ the entry in row %(row)d and column %(column)d is $%(value)s$; "
                "the right answer has $%(right)s$ there."
            )
            return say(text, point=place, row=row + 1, column=column + 1, value=value, right=right)
    return None


def _place(answer: Reading, reference: Reading, symbols: Symbols, point: Point) -> str:
    used = names(answer.tree) | names(reference.tree)
    shown = [name for name in symbols.names if name in used]
    shaped = {size for name in shown if name in symbols.shaped for size in vars(symbols.shaped[name]).values()}
    sizes = [name for name in symbols.sizes if name not in shaped and name in used]
    return r",\; ".join(f"{name_to_latex(name)} = {show_value(point.values[name])}" for name in (*sizes, *shown))


def _is_small(value: Value, most: int = _MOST_ENTRIES) -> bool:
    return not isinstance(value, MATRICES) or value.nrows() * value.ncols() <= most


def show_value(value: Value) -> str:
    r"""A number or matrix in LaTeX; a 1 by 1 matrix is shown as its number."""
    if not isinstance(value, MATRICES):
        return show(value)
    if value.nrows() == value.ncols() == 1:
        return show(value[0, 0])
    rows = (" & ".join(show(value[row, column]) for column in range(value.ncols())) for row in range(value.nrows()))
    return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"

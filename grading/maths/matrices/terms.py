"""The terms of a sum, with a shape for those whose text has none: a number in NumPy's, and 0 beside vectors."""

from collections.abc import Sequence

from grading.maths.matrices.blocks import ZERO
from grading.maths.matrices.dims import ONE, SCALAR, Shape, Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Constant, Negate, Number, Tree, nodes

_BY_ENTRY = frozenset({"entrywise", "hadamard", "slopes", "softmax"})
_KEEPING = frozenset({"negate", "scale", "divide", "add"})
_ZEROS, _OF_ZEROS = (ZERO, Negate(ZERO)), (Number, Negate)


def with_zeros(terms: Sequence[Tree], parts: list[Typed], sizes: Sizes) -> list[Typed]:
    """Beside vectors or matrices 0 is theirs, as in `A x + 0`, where it is printed bold."""
    if not any(type(term) in _OF_ZEROS and term in _ZEROS for term in terms):
        return parts
    shape = next((part.shape for part in parts if sizes.shape(part.shape) != SCALAR), None)
    if shape is None:
        return parts
    zero = Typed("zeros", (), shape)
    return [zero if term in _ZEROS else part for term, part in zip(terms, parts, strict=True)]


def is_by_entry(part: Typed) -> bool:
    """Whether a function of entries stands in it: who writes `1/(1 + exp(-z))` means all of it by entry."""
    return part.shape != SCALAR and (part.op in _BY_ENTRY or any(map(is_by_entry, part.parts)))


def is_pointwise(part: Typed) -> bool:
    """Whether it is nothing but functions by entry, products by entry with these, and their multiples and sums: beside
    such a square matrix a number is no multiple of I.
    """
    if part.op == "hadamard":
        return any(map(is_pointwise, part.parts)) and not any(inner.op == "eye" for inner in part.parts)
    if part.op in _KEEPING:
        return all(is_pointwise(inner) or inner.op == "ones" for inner in part.parts if inner.shape != SCALAR)
    return part.shape != SCALAR and part.op in _BY_ENTRY


def is_of_entries(part: Typed, sizes: Sizes) -> bool:
    """Whether it can only be taken entry by entry, where a function of entries stands in it."""
    rows, columns = sizes.shape(part.shape)
    return is_by_entry(part) and (rows != columns or is_pointwise(part))


def has_level(parts: Sequence[Typed]) -> bool:
    """Whether a number beside vectors is one that all their entries make: who writes `z - logsumexp(z)` takes it off
    each."""
    shapes = {part.shape for part in parts if part.shape[1] == ONE} - {SCALAR}
    return any(_is_level(part, shape) for part in parts for shape in shapes)


def _is_level(part: Typed, shape: Shape) -> bool:
    """Whether it is a number that all entries of a vector of that shape make, or a multiple of one; their sum is none,
    which grows with their count.
    """
    if part.op in ("negate", "divide"):
        return _is_level(part.parts[0], shape)
    if part.op == "scale":
        return any(_is_level(factor, shape) for factor in part.parts)
    if (part.op, part.data) == ("entrywise", "log"):
        return part.parts[0].op == "sum" and part.parts[0].parts[0].shape == shape
    return part.op in ("logsumexp", "mean", "largest", "smallest") and part.parts[0].shape == shape


def spread(parts: list[Typed], sizes: Sizes) -> list[Typed]:
    """In a text of NumPy, and beside functions by entry, a number is added to each entry of a vector or matrix.

    Beside a square matrix it may be a multiple of I, unless functions by entry are all there is; what numbers other
    vectors make may be one term of a loss, where `log(S)` stands for `logdet(S)`.
    """
    large = [shape for part in parts if (shape := sizes.shape(part.shape)) != SCALAR and not _is_open(shape)]
    if not large:
        return parts
    shape = next((each for each in large if each[1] == ONE), large[0])
    if shape[1] != ONE and not all(_fits(part, shape, sizes) for part in parts):
        return parts
    return [_spread_over(part, shape, sizes) for part in parts]


def _is_open(shape: Shape) -> bool:
    return bool(shape[0].unknown or shape[1].unknown)


def _fits(part: Typed, matrix: Shape, sizes: Sizes) -> bool:
    """Whether a term beside a matrix leaves no doubt that numbers are added to its entries."""
    if sizes.is_scalar(part.shape):
        return _is_plain(part) or _is_level(part, matrix)
    return matrix[0] != matrix[1] or is_of_entries(part, sizes) or _is_bare_column(part, sizes)


def _is_plain(number: Typed) -> bool:
    return number.shape == SCALAR and all(map(_is_plain, number.parts))


def _is_bare_column(part: Typed, sizes: Sizes) -> bool:
    """Whether it is a bold 1 without a size."""
    return part.op == "ones" and part.shape[1] == ONE and sizes.settled(part.shape[0]).is_free


def _spread_over(part: Typed, shape: Shape, sizes: Sizes) -> Typed:
    """The part with that shape, where it is a number or, beside a matrix, a bold 1."""
    if sizes.is_scalar(part.shape):
        return Typed("scale", (part, Typed("ones", (), shape)), shape)
    if shape[1] == ONE:
        return part
    if part.op == "negate":
        inner = _spread_over(part.parts[0], shape, sizes)
        return part if inner is part.parts[0] else Typed("negate", (inner,), shape)
    if _is_bare_column(part, sizes) and sizes.same(part.shape[0], shape[0]):
        return Typed("ones", (), shape)
    return part


def spread_number(term: Tree, part: Typed) -> Typed | None:
    """The number that was spread over a vector or matrix; None where ones were written, or there is no number."""
    is_spread = part.op == "scale" and part.parts[1].op == "ones"
    written = (Constant("ones"), "ones", "ones_like")
    holds_ones = any(getattr(node, "function", node) in written for node in nodes(term))
    return part.parts[0] if is_spread and not holds_ones else None

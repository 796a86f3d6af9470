"""The terms of a sum, with a shape for those whose text has none: a number in NumPy's, and 0 beside vectors."""

from collections.abc import Sequence

from grading.maths.matrices.blocks import ZERO
from grading.maths.matrices.dims import ONE, SCALAR, Shape, Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.tree import Negate, Number, Tree

_BY_ENTRY = frozenset({"entrywise", "hadamard", "softmax"})
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


def has_level(parts: Sequence[Typed]) -> bool:
    """Whether a number beside vectors is one that all their entries make: who writes `z - logsumexp(z)` takes it off
    each."""
    shapes = {part.shape for part in parts} - {SCALAR}
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
    """In a text of NumPy, and beside functions by entry, a number is added to each entry of a vector."""
    shapes = [sizes.shape(part.shape) for part in parts]
    vector: Shape | None = next((shape for shape in shapes if shape[1] == ONE != shape[0] and not shape[0].open), None)
    if vector is None:
        return parts
    return [
        Typed("scale", (part, Typed("ones", (), vector)), vector) if shape == SCALAR else part
        for part, shape in zip(parts, shapes, strict=True)
    ]

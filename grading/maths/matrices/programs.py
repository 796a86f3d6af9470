"""How a text is written: by hand, or as a program in NumPy or PyTorch, whose arrays are multiplied entry by entry."""

from typing import TYPE_CHECKING

from grading.maths.indicators import is_indicator
from grading.maths.matrices.places import Marks
from grading.maths.piecewise import chooses
from grading.maths.program_signs import is_of_arrays
from grading.maths.tree import Call, Tree, nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from grading.maths.matrices.parser import MatrixParser
    from grading.maths.tokens import Token

# Methods that SymPy's matrices have, too, whose powers are products.
_OF_SYMPY = frozenset({"transpose", "inv", "inverse", "det", "trace", "tr", "norm", "t"})
_SUMS = frozenset({"sum", "mean", "sum_along", "mean_along"})


def marks(parser: "MatrixParser") -> Marks:
    """How the text was written that the parser has read."""
    parts = tuple(tree for tree, _place in parser.spans.values())
    # A comparison that is a factor with a `*` is how programs are written.
    counts = parser.counts or any(map(is_indicator, parts))
    is_program = any(_is_of_arrays(token, parser.text.plain) for token in parser.tokens)
    summed = _inside_sums(parts)
    functions = {token.text for token in parser.tokens if token.sort == "function"}
    return Marks(
        # what is summed has entries: there `x*y` of two columns is their product by entry in every text
        starred=frozenset(parser.starred if is_program or counts else parser.starred & summed),
        dotted=frozenset(parser.dotted),
        matmul=frozenset(parser.matmul),
        by_entry=frozenset(parser.by_entry | (summed & (parser.starred | parser.doubled)) if is_program else ()),
        summed=summed,
        has_samples=parser.has_samples,
        asks_shapes=parser.asks_shapes,
        is_program=is_program or counts,
        is_numpy=is_program or counts or any(map(chooses, parts)),
        has_axes="axis" in functions,
        keeps_axes="keepdims" in functions,
        parts=parts,
    )


def _is_of_arrays(token: "Token", plain: str) -> bool:
    """Whether a token shows that the text is a program: `@`, `np.sum`, `axis=0`, `A.dot(b)`, `X.sum()`."""
    if token.sort == "sign":
        return token.text == "@"
    if token.sort == "method":
        return token.text not in _OF_SYMPY
    if token.sort == "function" and token.text == "axis":
        return True
    return is_of_arrays(token, plain)


def _inside_sums(parts: "Iterable[Tree]") -> frozenset[int]:
    """The ids of all parts of what is summed.

    There `A**2` and `A*B` of a program are certainly taken by entry, and so is `x^2` of a column in every text.
    """
    sums = {id(part): part for part in parts if isinstance(part, Call) and part.function in _SUMS}
    return frozenset(id(node) for part in sums.values() for node in nodes(part.arguments[0]))

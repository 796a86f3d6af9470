"""What NumPy spreads: `X - X.mean(axis=0)` takes the means off every row, and a quotient divides every row by them.

An array with one index lies along the last axis; one that keeps its axes lies as it is. Only what a sum or a mean
along an axis makes is spread: a declared vector beside a matrix is an error that shapes are there to find.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from grading.errors import AnswerError
from grading.maths.matrices.axes import ALONG, is_down, keeps_axes
from grading.maths.matrices.dims import ONE, Dim, Shape
from grading.maths.matrices.wording import brief
from grading.maths.tree import Add, Call, Divide, Multiply, Negate, Number, Power, Tree
from grading.messages import _, say

_LIES_ALONG_ROWS = _(
    "NumPy lays `%(part)s` along the rows, which have another length. Keep the axis, as in "
    "`X.sum(axis=1, keepdims=True)`."
)
_INVERSE = Negate(Number(Fraction(1)))


@dataclass(frozen=True)
class Spreading:
    """shape_of: the shape of a part; as_tree: a size as it is written, None where it has no short name."""

    shape_of: Callable[[Tree], Shape]
    as_tree: Callable[[Dim], Tree | None]

    def spread(self, typed: Tree, tree: Tree) -> Tree:
        """A sum or quotient with its sums along an axis as large as the matrix beside them.

        typed: as it was written; tree: the same with its sums along an axis written out. Raises AnswerError where
        NumPy could not spread them.
        """
        match typed, tree:
            case Add(terms), Add(made):
                return self.sum(tree, tuple(map(self.along, terms, made)), made)
            case Divide(_, under), Divide(over, divisor):
                return self.quotient(tree, self.along(under, divisor), over, divisor)
        return tree

    def sum(self, tree: Tree, along: tuple[Call | None, ...], terms: tuple[Tree, ...]) -> Tree:
        beside = [term for term, each in zip(terms, along, strict=True) if each is None] if any(along) else []
        matrix = next((shape for shape in map(self.shape_of, beside) if ONE not in shape), None)
        if matrix is None:
            return tree
        spread = [
            self.laid_out(term, each, matrix) if each is not None else term
            for term, each in zip(terms, along, strict=True)
        ]
        return Add(tuple(spread))

    def quotient(self, tree: Tree, along: Call | None, over: Tree, under: Tree) -> Tree:
        """Z/s with the sums s of its rows is inv(diag(s)) Z, with those of its columns Z inv(diag(s))."""
        matrix = self.shape_of(over) if along is not None else (ONE, ONE)
        if along is None or ONE in matrix or ONE not in self.shape_of(under) or self.is_number(under):
            return tree
        inverse = Power(Call("diag", (under,)), _INVERSE)
        is_row = self.is_row(along, under, matrix)
        return Multiply((over, inverse) if is_row else (inverse, over))

    def laid_out(self, term: Tree, along: Call, matrix: Shape) -> Tree:
        """A term with the shape of the matrix."""
        if self.is_number(term):
            return term
        rows, columns = (self.as_tree(size) for size in matrix)
        if rows is None or columns is None:
            return term
        if self.is_row(along, term, matrix):
            row = term if keeps_axes(along) else Call("transpose", (term,))
            return Multiply((Call("ones", (rows,)), row))
        return Multiply((term, Call("transpose", (Call("ones", (columns,)),))))

    def along(self, typed: Tree, tree: Tree) -> Call | None:
        """The sum along an axis of which a part is a multiple."""
        match typed, tree:
            case (Negate(inner), Negate(made)) | (Divide(inner, _), Divide(made, _)):
                return self.along(inner, made)
            case Multiply(factors), Multiply(made):
                found = list(map(self.along, factors, made))
                is_multiple = any(found) and sum(not self.is_number(factor) for factor in made) == 1
                return next(filter(None, found)) if is_multiple else None
            case Call(name), _ if name in ALONG:
                return typed
        return None

    def is_number(self, part: Tree) -> bool:
        return self.shape_of(part) == (ONE, ONE)

    def is_row(self, along: Call, part: Tree, matrix: Shape) -> bool:
        """Whether it is one number for each column. Raises AnswerError where it is as long as no row."""
        if keeps_axes(along):
            return is_down(along)
        if self.shape_of(part)[0] != matrix[1]:
            shown = part.inner if isinstance(part, Negate) else part
            raise AnswerError(say(_LIES_ALONG_ROWS, part=brief(shown)))
        return True

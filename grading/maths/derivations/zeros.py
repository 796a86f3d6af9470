"""What is 0 because a sum of its squares is: `x^T x = 0`, `norm(A) = 0` and `tr(A^T A) = 0` say x = 0 and A = 0."""

from fractions import Fraction

from grading.maths.matrices.symbols import Symbols
from grading.maths.tree import Call, Multiply, Name, Number, Power, Tree

ZERO = Number(Fraction(0))


def of_squares(tree: Tree) -> Tree:
    """What must be 0 where this is; of other expressions that is they themselves. All is real."""
    match tree:
        case Call("norm", (inner, *_order)):
            return of_squares(inner)
        case Power(Call("norm") as size, Number(value)) if value > 0:
            return of_squares(size)
        case Call("tr", (inner,)):
            found = of_squares(inner)
            return tree if found is inner else found
        case Multiply((Call("transpose", (inner,)), other)) | Multiply((other, Call("transpose", (inner,)))):
            return of_squares(inner) if inner == other else tree
        case Call("dot", (inner, other)) if inner == other:
            return of_squares(inner)
    return tree


def is_times_zero(tree: Tree) -> bool:
    """Whether it ends in a zero that may be a vector: `A^T 0`."""
    return isinstance(tree, Multiply) and tree.factors[-1] == ZERO


def zeros_like(name: str, symbols: Symbols) -> Tree | None:
    """The vector or matrix of zeros of the shape of a name; None for a number."""
    said = symbols.shaped.get(name)
    return None if said is None else Call("zeros", (_size(said.rows), _size(said.columns)))


def _size(written: int | str) -> Tree:
    return Name(written) if isinstance(written, str) and not written.isdigit() else Number(Fraction(written))

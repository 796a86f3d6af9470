"""What is 0 because a sum of its squares is: `x^T x = 0`, `norm(A) = 0` and `tr(A^T A) = 0` say x = 0 and A = 0.

So does a power of a symmetric matrix, and `x^T S x = 0` for a positive definite S.
"""

from fractions import Fraction

from grading.maths.matrices.symbols import Symbols
from grading.maths.tree import Call, Multiply, Name, Number, Power, Tree

ZERO = Number(Fraction(0))
# Such matrices are 0 where a power of them is.
_NORMAL = frozenset({"symmetric", "skew", "diagonal", "projection"})
_PAIR = 2


def of_squares(tree: Tree, symbols: Symbols) -> Tree:
    """What must be 0 where this is; of other expressions that is they themselves. All is real."""
    match tree:
        case Call("norm", (inner, *_order)):
            return of_squares(inner, symbols)
        case Power(Call("norm") as size, Number(value)) if value > 0:
            return of_squares(size, symbols)
        case Call("tr", (inner,)):
            found = of_squares(inner, symbols)
            return tree if found is inner or _is_odd(inner) else found
        case Multiply((Call("transpose", (inner,)), other)) | Multiply((other, Call("transpose", (inner,)))):
            return of_squares(inner, symbols) if inner == other else tree
        case Multiply((Call("transpose", (inner,)), Name(name), other)) if inner == other:
            return of_squares(inner, symbols) if _structure(name, symbols) == "positive_definite" else tree
        case Call("dot", (inner, other)) if inner == other:
            return of_squares(inner, symbols)
        case Power(Name(name) as base, Number(value)) if value >= 1 and value.denominator == 1:
            return base if _structure(name, symbols) in _NORMAL else tree
        case Multiply((Name(name) as base, *others)) if all(other == base for other in others):
            return base if _structure(name, symbols) in _NORMAL else tree
    return tree


def _structure(name: str, symbols: Symbols) -> str:
    return symbols.shaped[name].structure if name in symbols.shaped else ""


def _is_odd(tree: Tree) -> bool:
    """Whether it is an odd power, whose trace may be 0 elsewhere."""
    match tree:
        case Power(Name(), Number(value)):
            return value % _PAIR == 1
        case Multiply((Name(), *others)):
            return len(others) % _PAIR == 0
    return False


def is_times_zero(tree: Tree) -> bool:
    """Whether it ends in a zero that may be a vector: `A^T 0`."""
    return isinstance(tree, Multiply) and tree.factors[-1] == ZERO


def zeros_like(name: str, symbols: Symbols) -> Tree | None:
    """The vector or matrix of zeros of the shape of a name; None for a number."""
    said = symbols.shaped.get(name)
    return None if said is None else Call("zeros", (_size(said.rows), _size(said.columns)))


def _size(written: int | str) -> Tree:
    return Name(written) if isinstance(written, str) and not written.isdigit() else Number(Fraction(written))

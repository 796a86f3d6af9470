"""Random expressions in matrices that fit, for Hypothesis: a strategy for each shape."""

from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from grading.maths.matrices.parser import INVERSE
from grading.maths.tree import Add, Call, Divide, Multiply, Name, Negate, Number, Power, Tree

SHAPES = {"A": ("m", "n"), "B": ("n", "n"), "S": ("n", "n"), "x": ("n", 1), "b": ("m", 1), "lam": (1, 1)}
SYMBOLS = {
    "A": {"shape": ["m", "n"]},
    "B": {"shape": ["n", "n"], "is": "invertible"},
    "S": {"shape": ["n", "n"], "is": "positive_definite"},
    "x": {"shape": ["n", 1]},
    "b": {"shape": ["m", 1]},
    "lam": "positive",
}
_SIDES = ("m", "n", 1)
Shape = tuple[object, object]


def turned(tree: Tree) -> Tree:
    return Call("transpose", (tree,))


def number(value: int) -> Tree:
    return Number(Fraction(value))


def leaves(shape: Shape) -> st.SearchStrategy[Tree]:
    """Symbols of the shape, as they are or transposed; else a product of two."""
    found: list[Tree] = [Name(name) for name, has in SHAPES.items() if has == shape]
    found += [turned(Name(name)) for name, (rows, columns) in SHAPES.items() if (columns, rows) == shape != (1, 1)]
    if shape == (1, 1):
        found += [number(2), number(3), Call("tr", (Name("S"),))]
    if not found:
        rows, columns = (turned(Name("A")) if side == "n" else Name("A") for side in shape)
        found = [Multiply((rows, turned(columns) if shape[0] == shape[1] else columns))]
    return st.sampled_from(found)


@cache
def expressions(shape: Shape, depth: int = 3) -> st.SearchStrategy[Tree]:
    """Expressions of a shape, at most so deep; each made once, for Hypothesis takes its time to look at a new one."""
    if depth == 0:
        return leaves(shape)
    same = st.deferred(lambda: expressions(shape, depth - 1))
    parts = [
        leaves(shape),
        st.builds(lambda first, second: Add((first, second)), same, same),
        st.builds(lambda first, second: Add((first, Negate(second))), same, same),
        st.builds(lambda factor, tree: Multiply((number(factor), tree)), st.integers(2, 5), same),
        st.builds(lambda tree: Divide(tree, number(3)), same),
    ]
    if shape != (1, 1):
        other = (shape[1], shape[0])
        parts.append(st.deferred(lambda: expressions(other, depth - 1)).map(turned))
        parts += [_product(shape, side, depth) for side in _SIDES]
        parts.append(st.builds(lambda first, second: Call("hadamard", (first, second)), same, same))
    else:
        parts.append(st.deferred(lambda: expressions(("n", "n"), depth - 1)).map(lambda tree: Call("tr", (tree,))))
        parts.append(st.deferred(lambda: expressions(("n", 1), depth - 1)).map(lambda tree: Call("norm", (tree,))))
    if shape == ("n", "n"):
        parts.append(st.sampled_from(["B", "S"]).map(lambda name: Power(Name(name), INVERSE)))
    return st.one_of(parts)


def _product(shape: Shape, side: object, depth: int) -> st.SearchStrategy[Tree]:
    first = st.deferred(lambda: expressions((shape[0], side), depth - 1))
    second = st.deferred(lambda: expressions((side, shape[1]), depth - 1))
    return st.builds(lambda one, other: Multiply((one, other)), first, second)


shapes = st.sampled_from([("n", 1), ("m", 1), ("n", "n"), ("m", "n"), (1, 1), (1, "n")])
trees = shapes.flatmap(expressions)


def rewritten(tree: Tree) -> Tree:
    """The same value in another form: every part by an identity that always holds."""
    match tree:
        case Call("transpose", (Multiply((first, second)),)):
            return Multiply((turned(rewritten(second)), turned(rewritten(first))))
        case Call("transpose", (Add((first, second)),)):
            return Add((turned(rewritten(second)), turned(rewritten(first))))
        case Call("tr", (inner,)):
            return Call("tr", (turned(rewritten(inner)),))
        case Call("norm", (inner,)):
            again = rewritten(inner)
            return Call("sqrt", (Call("dot", (again, again)),))
        case Call("hadamard", (first, second)):
            return Call("hadamard", (rewritten(second), rewritten(first)))
        case Multiply((first, Add((second, third)))):
            left = rewritten(first)
            return Add((Multiply((left, rewritten(third))), Multiply((left, rewritten(second)))))
        case Multiply((first, second)):
            return turned(Multiply((turned(rewritten(second)), turned(rewritten(first)))))
        case Add((first, second)):
            return Add((rewritten(second), rewritten(first)))
        case Divide(over, under):
            return Multiply((Divide(number(1), under), rewritten(over)))
        case Power(Name("S") as base, exponent):
            return turned(Power(base, exponent))
        case Name("S"):
            return turned(tree)
    return tree

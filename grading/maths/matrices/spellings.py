"""Functions of matrices that are another way to write an operator."""

from fractions import Fraction

from grading.maths.matrices.axes import along
from grading.maths.matrices.blocks import from_call
from grading.maths.tree import Add, Call, Items, Multiply, Negate, Number, Power, Tree

INVERSE = Negate(Number(Fraction(1)))


def simplified(tree: Tree) -> Tree:
    """Functions that are another way to write an operator."""
    match tree:
        case Call("inv", (inner,)):
            return Power(inner, INVERSE)
        case Call("matmul", parts):
            return Multiply(parts)
        case Call("sum" | "mean" | "max" | "softmax" | "logsumexp" | "log_softmax"):
            return _of_entries(tree)
        case Call("var" | "std" | "ptp"):
            return _of_spread(tree)
        case Call("row", (Call("slogdet", (inner,)), Number(value=1))):
            return Call("log", (Call("absolute", (Call("det", (inner,)),)),))
        case Call("solve", (matrix, right)):
            return Multiply((Power(matrix, INVERSE), right))
        case Call("power", (base, exponent)):
            return Power(base, exponent)
        case Call("square", (inner,)):
            return Call("hadamard", (inner, inner))
        case Call("abs", parts):
            return Call("absolute", parts)
        case Call("ones" | "zeros" as name, (Items("tuple", (_rows, _columns) as sizes),)):
            return Call(name, sizes)
        case Call("block" | "hstack" | "vstack" as name, parts):
            return from_call(name, parts)
    return tree


def _of_spread(tree: Call) -> Tree:
    """How far the entries are apart: the mean square from their mean, its root, or the largest less the smallest."""
    (inner,) = tree.arguments
    if tree.function == "ptp":
        return Add((Call("max", (inner,)), Negate(Call("min", (inner,)))))
    apart = Add((inner, Negate(Call("mean", (inner,)))))
    variance = Call("mean", (Call("hadamard", (apart, apart)),))
    return Call("sqrt", (variance,)) if tree.function == "std" else variance


def _of_entries(tree: Call) -> Tree:
    """What is made of all entries, where bars are absolute values: `sum(|x|)`."""
    match tree:
        case Call(name, (Call("bars", inner), *axis)) if name != "max" or not axis:
            return _of_entries(Call(name, (Call("absolute", inner), *axis)))
        case Call("sum" | "mean" as name, (inner, axis, *kept)):
            return along(name, inner, axis, *kept)
        case Call("log_softmax", parts):
            return Call("log", (_of_entries(Call("softmax", parts)),))
    return tree

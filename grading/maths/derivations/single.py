"""What is claimed of vectors and matrices, for those with one row and one column: then it speaks of numbers.

What fails for these fails; they stand on the edge of a bound such as `eta trace(A) <= 2` as well as larger ones.
"""

from fractions import Fraction

from flint import arb, arb_mat, fmpq, fmpq_mat

from grading.maths.derivations.setting import Setting
from grading.maths.domains import Domain
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.symbols import Shaped, Symbols
from grading.maths.matrices.vocabulary import MATRIX_FUNCTIONS
from grading.maths.tree import Call, Constant, Divide, Multiply, Number, Power, Relation, Tree
from grading.maths.trees import mapped, substituted
from grading.maths.values import Value

_ONE, _ZERO = Number(Fraction(1)), Number(Fraction(0))
_DOMAINS = {
    "general": Domain(),
    "symmetric": Domain(),
    "diagonal": Domain(),
    "invertible": Domain(nonzero=True),
    "positive": Domain(low=Fraction(0)),
    "positive_definite": Domain(low=Fraction(0)),
}
_SAME = frozenset({"transpose", "tr", "det", "diag", "vec", "sum", "mean", "logsumexp", "row"})
_SIZES = frozenset({"absolute", "bars", "norm"})
_NUMBERS = {"ones": _ONE, "eye": _ONE, "zeros": _ZERO}
_PRODUCTS = frozenset({"kron", "hadamard", "outer", "dot", "inner", "matmul"})


class _NoNumber(Exception):
    """Something of which nothing is known for one row and one column."""


def of_one(setting: Setting, claim: Tree) -> tuple[Setting, Tree] | None:
    """What is given and a claim in numbers alone, for shapes 1 by 1; None where nothing is known of these.

    claim: a statement in basic symbols.
    """
    basic = setting.basic
    try:
        scalars = {name: _domain(said) for name, said in basic.shaped.items()} | dict(basic.scalars)
        given = tuple(_of_numbers(fact, basic) for fact in setting.facts)
        said = _of_numbers(claim, basic)
    except _NoNumber:
        return None
    return Setting(Symbols({}, scalars), facts=tuple(fact for fact in given if isinstance(fact, Relation))), said


def with_shapes(found: Point, basic: Symbols) -> Point:
    """The point with vectors and matrices of one entry."""
    shaped = {name: _as_matrix(found.values[name]) for name in basic.shaped}
    scalars = {name: found.values[name] for name in basic.scalars}
    sizes = dict.fromkeys(basic.sizes, 1)
    return Point(sizes, {**dict.fromkeys(sizes, fmpq(1)), **scalars, **shaped})


def _domain(said: Shaped) -> Domain:
    found = _DOMAINS.get(said.structure)
    if found is None or any(isinstance(size, int) and size > 1 for size in (said.rows, said.columns)):
        raise _NoNumber
    return found


def _of_numbers(tree: Tree, basic: Symbols) -> Tree:
    """The statement about numbers. Raises _NoNumber."""
    return mapped(substituted(tree, dict.fromkeys(basic.sizes, _ONE)), _as_number)


def _as_number(node: Tree) -> Tree:
    match node:
        case Constant(name) if name.partition("_")[0] in ("I", "ones"):
            return _ONE
        case Power(Call("abs", (inner,)), Number(power)) if power.denominator == 1 and power.numerator % 2 == 0:
            return Power(inner, node.exponent)
        case Call(function, parts) if function in MATRIX_FUNCTIONS:
            return _of_function(function, parts)
    return node


def _of_function(function: str, parts: tuple[Tree, ...]) -> Tree:
    if function in _SAME:
        return parts[0]
    if function in _SIZES:
        return Call("abs", parts[:1])
    if function in _PRODUCTS:
        return Multiply(parts)
    if function == "logdet":
        return Call("log", parts)
    if function == "inv":
        return Divide(_ONE, parts[0])
    if function in _NUMBERS:
        return _NUMBERS[function]
    raise _NoNumber


def _as_matrix(value: Value) -> Value:
    return fmpq_mat(1, 1, [value]) if type(value) is fmpq else arb_mat(1, 1, [arb(value)])

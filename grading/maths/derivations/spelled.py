"""What is only spelled in another way: `eye(n)` for `I`, `dot(x, y)` for `x.T y`, and so on.

`Spelling.plain` joins notations of one thing, which are never a step. `Spelling.result` joins, on top of them,
ways to say one result which may be a step where they are shown, such as `norm(x)^2` and `x.T x`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grading.maths.derivations.shapes import Form, Forms, Scaled
from grading.maths.matrices.dims import ONE, SCALAR, Shape
from grading.maths.tree import Call, Constant, Fold, Multiply, Name, Negate, Number, Power, Tree, is_whole, nodes
from grading.maths.trees import mapped, with_changed

_ZERO, _ONE, _TWO = (Number(Fraction(value)) for value in range(3))
_ONES = Constant("ones")


@dataclass(frozen=True)
class Spelling:
    """shape_of: the shape of an expression, None where it cannot be told. sums: whether sums of columns are alike."""

    shape_of: Callable[[Tree], Shape | None]
    sums: bool = False

    def plain(self, tree: Tree) -> Tree:
        """The same with one notation for each thing."""
        return _without_zeros(mapped(tree, self.plain_part))

    def result(self, tree: Tree) -> Tree:
        """The same with one spelling for each result."""
        return mapped(self.plain(tree), self.result_part)

    def plain_part(self, tree: Tree) -> Tree:
        match tree:
            case Call("eye", (rows, *more)) if all(size == rows for size in more):
                return Constant("I")
            case Call("ones", (_,) | (_, Number(1))):
                return _ONES
            case Call("norm", (inner, Number(2))) if self.is_column(inner):
                return Call("norm", (inner,))
            case Call("dot" | "inner", (one, other)) if self.is_column(one) and self.is_column(other):
                return Multiply((_turned(one), other))
            case Call("outer", (one, other)) if self.is_column(one) and self.is_column(other):
                return Multiply((one, _turned(other)))
            case Call("logdet", arguments):
                return Call("log", (Call("det", arguments),))
            case Multiply(factors):
                return self.opened(tree, factors)
        return tree

    def result_part(self, tree: Tree) -> Tree:
        match tree:
            case Power(Call("norm", (inner,)), Number(value)) if _is_even(value) and self.is_column(inner):
                square = Multiply((self.turned(inner), inner))
                return square if value == _TWO.value else Power(square, Number(value / 2))
            case Call("sqrt", (Multiply((Call("transpose", (one,)), other)),)) if one == other and self.is_column(one):
                return Call("norm", (one,))
            case Call("transpose", (Power(base, exponent),)) if _is_minus_one(exponent):
                return Power(_turned(base), exponent)
            case Call("transpose", (Multiply() as inner,)):
                return self.turned(inner)
            case Call("ones", (_, _)):
                return Multiply((_ONES, _turned(_ONES)))
        return self.sum_part(tree) if self.sums else tree

    def sum_part(self, tree: Tree) -> Tree:
        match tree:
            case Call("sum", (Call("hadamard", (one, other)),)) if self.is_column(one) and self.is_column(other):
                return Multiply((_turned(one), other))
            case Multiply((*numbers, Call("transpose", (one,)), other)) if self.are_numbers(numbers) and _ONES in (
                one,
                other,
            ):
                summed = other if one == _ONES else one
                return Multiply((*numbers, Call("sum", (summed,)))) if self.is_column(summed) else tree
            case Fold("Sum", Call("row" | "entry", (Name() as column, Name(at))), index, Number(1), Name(last)):
                shape = self.shape_of(column)
                if at == index and shape is not None and self.is_column(column) and str(shape[0]) == last:
                    return Call("sum", (column,))
        return tree

    def opened(self, tree: Tree, factors: tuple[Tree, ...]) -> Tree:
        """`2 (x.T y)` as `2 x.T y`: one inner product with numbers before it."""
        *numbers, last = factors
        match last:
            case Multiply((Call("transpose"), *_) as inner) if self.are_numbers(numbers):
                return Multiply((*numbers, *inner))
        return tree

    def turned(self, tree: Tree) -> Tree:
        """The transpose; that of a product factor by factor."""
        if not isinstance(tree, Multiply):
            return tree if self.are_numbers((tree,)) else _turned(tree)
        return Multiply(tuple(map(self.turned, reversed(tree.factors))))

    def are_numbers(self, parts: Sequence[Tree]) -> bool:
        return all(self.shape_of(each) == SCALAR for each in parts)

    def is_column(self, tree: Tree) -> bool:
        shape = None if tree == _ONES else self.shape_of(tree)
        return tree == _ONES or (shape is not None and shape != SCALAR and shape[1] == ONE)


class Alike(Forms):
    """Forms behind a change of spelling."""

    def __init__(self, is_number: Callable[[Tree], bool], change: Callable[[Tree], Tree]) -> None:
        super().__init__(is_number)
        self.change = change

    def same(self, first: Tree, second: Tree) -> bool:
        return super().same(self.change(first), self.change(second))

    def contains(self, tree: Tree, part: Tree) -> bool:
        return super().contains(self.change(tree), self.change(part))


class Results(Alike):
    """Also `x.T A y` and `y.T A.T x` are one."""

    def _product(self, factors: tuple[Tree, ...]) -> Scaled:
        factor, form = super()._product(factors)
        row = form[2]
        if len(row) < 2 or not self.is_number(Multiply(factors)):
            return factor, form
        return factor, ("product", form[1], (("inner", min(row, _turned_row(row), key=repr)),))


def _turned_row(row: tuple[Form, ...]) -> tuple[Form, ...]:
    """A product of matrices read from behind, each of them transposed."""
    turned = list[Form]()
    for form in reversed(row):
        inner = form[1] if form[0] == "transpose" else ("product", (), (("transpose", _row_of(form)),))
        turned += _row_of(inner)[2]
    return tuple(turned)


def _row_of(form: Form) -> Form:
    return form if form[0] == "product" else ("product", (), (form,))


def ways_to_sum(tree: Tree) -> frozenset[str]:
    """How a tree sums entries: a function, a sign, a row of ones."""
    found = {node.function for node in nodes(tree) if isinstance(node, Call)} & {"sum", "ones"}
    found |= {"ones" for node in nodes(tree) if node == _ONES}
    return frozenset(found | {"Sum" for node in nodes(tree) if isinstance(node, Fold)})


def _without_zeros(tree: Tree) -> Tree:
    """With 0 for a matrix of zeros; a product of one is not worked out."""
    if _is_zeros(tree):
        return _ZERO
    if isinstance(tree, Multiply):
        return with_changed(tree, lambda part: part if _is_zeros(part) else _without_zeros(part))
    return with_changed(tree, _without_zeros)


def _is_zeros(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.function == "zeros"


def _is_even(value: Fraction) -> bool:
    return value > 0 and value.denominator == 1 and value % 2 == 0


def _is_minus_one(tree: Tree) -> bool:
    return tree == Negate(_ONE) or (is_whole(tree) and tree == Number(Fraction(-1)))


def _turned(tree: Tree) -> Tree:
    match tree:
        case Call("transpose", (inner,)):
            return inner
    return Call("transpose", (tree,))

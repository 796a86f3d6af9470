"""Derivatives by a number of expressions with matrices, which do not commute: of A^2 it is A A' + A' A."""

from collections.abc import Callable

from grading.errors import DefinitionError
from grading.maths.derivatives import ONE, Differentiation, negated, times
from grading.maths.tree import Call, Multiply, Negate, Number, Power, Tree, names

# Higher powers are not written out.
_HIGHEST = 6
_INVERSE = Negate(ONE)


class MatrixDifferentiation(Differentiation):
    """is_matrix: whether a part is no number.

    Source: Petersen and Pedersen, The Matrix Cookbook, 2012, equations 33 to 41 and 59.
    """

    def __init__(self, name: str, is_matrix: Callable[[Tree], bool]) -> None:
        super().__init__(name)
        self.is_matrix = is_matrix

    def power(self, tree: Power) -> Tree:
        if not self.is_matrix(tree.base):
            return super().power(tree)
        exponent = _whole(tree.exponent)
        if self.name in names(tree.exponent) or exponent is None or not 0 < abs(exponent) <= _HIGHEST:
            raise DefinitionError("only the derivative of a low power of a matrix is known")
        if exponent == -1:
            return negated(times(tree, self.of(tree.base), tree))
        factor = Power(tree.base, _INVERSE) if exponent < 0 else tree.base
        return self.of(Multiply((factor,) * abs(exponent)) if abs(exponent) > 1 else factor)

    def call(self, tree: Call) -> Tree:
        if tree.function in ("transpose", "tr"):
            return Call(tree.function, (self.of(tree.arguments[0]),))
        if any(map(self.is_matrix, tree.arguments)):
            raise DefinitionError("the derivative of this function of matrices is not known")
        return super().call(tree)


def _whole(exponent: Tree) -> int | None:
    if isinstance(exponent, Negate):
        found = _whole(exponent.inner)
        return None if found is None else -found
    return int(exponent.value) if isinstance(exponent, Number) and exponent.value.denominator == 1 else None

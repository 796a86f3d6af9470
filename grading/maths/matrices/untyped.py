"""From an expression with shapes back to a tree that can be printed."""

from collections.abc import Callable
from fractions import Fraction

from grading.maths.matrices.building import RECIPROCAL
from grading.maths.matrices.choice import with_terms
from grading.maths.matrices.dims import ONE, SCALAR, Dim, Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Multiply, Name, Negate, Number, Power, Tree
from grading.maths.trees import rational, substituted


def as_tree(part: Typed, sizes: Sizes) -> Tree:
    """The tree that means this expression."""
    return _Printer(sizes).of(part)


class _Printer:
    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes

    def of(self, part: Typed) -> Tree:
        rule = _RULES.get(part.op)
        if rule is not None:
            return rule(self, part)
        return Call(part.op, tuple(map(self.of, part.parts)))

    def number(self, part: Typed) -> Tree:
        return rational(part.data)

    def product(self, part: Typed) -> Tree:
        factors: list[Tree] = []
        for inner in part.parts:
            made = self.of(inner)
            factors.extend(made.factors if isinstance(made, Multiply) else [made])
        return Multiply(tuple(factors))

    def add(self, part: Typed) -> Tree:
        return Add(tuple(map(self.of, part.parts)))

    def power(self, part: Typed) -> Tree:
        size = Number(Fraction(abs(part.data)))
        return Power(self.of(part.parts[0]), Negate(size) if part.data < 0 else size)

    def named(self, part: Typed) -> Tree:
        name = "absolute" if part.op == "entrywise" and part.data == "abs" else part.data
        return Call(name, tuple(map(self.of, part.parts)))

    def where(self, part: Typed) -> Tree:
        made = list(map(self.of, part.parts))
        values = (made[place] for place in part.data.values)
        return Call("where", (with_terms(part.data.condition, made), *values))

    def formula(self, part: Typed) -> Tree:
        """A formula of numbers, with the parts put in."""
        return substituted(part.data, dict(zip(ARGUMENTS, map(self.of, part.parts), strict=False)))

    def slopes(self, part: Typed) -> Tree:
        """A quotient by entry; of others the formula."""
        if part.data == RECIPROCAL and self.sizes.shape(part.shape) != SCALAR:
            return Call("divide", (Number(Fraction(1)), self.of(part.parts[0])))
        return self.formula(part)

    def norm(self, part: Typed) -> Tree:
        inner = self.of(part.parts[0])
        if part.data == "2":
            return Call("norm", (inner,))
        return Call("norm", (inner, Constant("oo") if part.data == "oo" else Number(Fraction(part.data))))

    def filled(self, part: Typed) -> Tree:
        rows, columns = map(self.size, part.shape)
        if part.op == "eye" or self.sizes.settled(part.shape[1]) == ONE:
            return Call(part.op, (rows,))
        return Call(part.op, (rows, columns))

    def size(self, dim: Dim) -> Tree:
        dim = self.sizes.settled(dim)
        if dim.more:
            return Add(tuple(map(self.size, dim.terms)))
        named: list[Tree] = [Name(name) for name in dim.names]
        factors = ([Number(Fraction(dim.factor))] if dim.factor != 1 or not named else []) + named
        return factors[0] if len(factors) == 1 else Multiply(tuple(factors))

    def fold(self, part: Typed) -> Tree:
        kind, index = part.data
        body, low, high = map(self.of, part.parts)
        return Fold(kind, body, index, low, high)


def _call(name: str) -> Callable[[_Printer, Typed], Tree]:
    return lambda printer, part: Call(name, tuple(map(printer.of, part.parts)))


_RULES: dict[str, Callable[[_Printer, Typed], Tree]] = {
    "number": _Printer.number,
    "name": lambda _printer, part: Name(part.data),
    "constant": lambda _printer, part: Constant(part.data),
    "negate": lambda printer, part: Negate(printer.of(part.parts[0])),
    "add": _Printer.add,
    "scale": _Printer.product,
    "product": _Printer.product,
    "divide": lambda printer, part: Divide(printer.of(part.parts[0]), printer.of(part.parts[1])),
    "scalar_power": lambda printer, part: Power(printer.of(part.parts[0]), printer.of(part.parts[1])),
    "power": _Printer.power,
    "entrywise": _Printer.named,
    "function": _Printer.named,
    "where": _Printer.where,
    "slopes": _Printer.slopes,
    "formula": _Printer.formula,
    "norm": _Printer.norm,
    "eye": _Printer.filled,
    "ones": _Printer.filled,
    "zeros": _Printer.filled,
    "fold": _Printer.fold,
    "entry": _call("row"),
    "largest": _call("max"),
    "smallest": _call("min"),
    "diagonal_matrix": _call("diag"),
    "diagonal": _call("diag"),
}

"""Expressions with shapes, written out for given sizes: a table of formulas in the entries of the symbols."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any

from flint import fmpq

from grading.maths.matrices.dims import Sizes
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree
from grading.maths.trees import rational, substituted

Table = tuple[tuple[Tree, ...], ...]
ZERO, ONE = rational(0), rational(1)
_TWO = rational(2)
# Inverses and determinants of larger matrices, higher powers and longer sums are not written out.
_LARGEST, _HIGHEST, _LONGEST = 2, 4, 4


class NotWritten(Exception):
    """Something that is not written out, or would be too long."""


class Writer:
    """sizes, numbers: what the sizes are. tables: the entries of the symbols with shapes."""

    def __init__(self, sizes: Sizes, numbers: Mapping[str, int], tables: Mapping[str, Table]) -> None:
        self.sizes, self.numbers = sizes, numbers
        self.tables: dict[str, Table] = {**tables, **{name: _single(rational(size)) for name, size in numbers.items()}}

    def table(self, part: Typed) -> Table:
        """The entries, row by row. Raises NotWritten."""
        rule = _RULES.get(part.op)
        if rule is None:
            raise NotWritten
        return rule(self, part)

    def number(self, part: Typed) -> Tree:
        found = self.table(part)
        if len(found) > 1 or len(found[0]) > 1:
            raise NotWritten
        return found[0][0]

    def size(self, part: Typed) -> tuple[int, int]:
        rows, columns = (self.sizes.settled(dim).value(self.numbers) for dim in part.shape)
        return rows, columns

    def name(self, part: Typed) -> Table:
        return self.tables.get(part.data, _single(Name(part.data)))

    def add(self, part: Typed) -> Table:
        return _entrywise(_sum, *map(self.table, part.parts))

    def scale(self, part: Typed) -> Table:
        factor = self.number(part.parts[0])
        return _mapped(lambda entry: _product(factor, entry), self.table(part.parts[1]))

    def product(self, part: Typed) -> Table:
        first, second = map(self.table, part.parts)
        if len(first[0]) == len(second):
            return times(first, second)
        small, large = (first, second) if len(first) == len(first[0]) == 1 else (second, first)
        if len(small) > 1 or len(small[0]) > 1:
            raise NotWritten
        return _mapped(lambda entry: _product(small[0][0], entry), large)

    def divide(self, part: Typed) -> Table:
        under = self.number(part.parts[1])
        return _mapped(lambda entry: entry if entry == ZERO else Divide(entry, under), self.table(part.parts[0]))

    def scalar_power(self, part: Typed) -> Table:
        base, exponent = part.parts
        if base.op == "norm" and base.data == "2" and exponent.op == "number" and exponent.data == 2:
            return _single(_squares(self.table(base.parts[0])))
        if base.op == "constant" and base.data == "e":
            return _single(Call("exp", (self.number(exponent),)))
        return _single(Power(self.number(base), self.number(exponent)))

    def power(self, part: Typed) -> Table:
        base, exponent = self.table(part.parts[0]), int(part.data)
        if len(base) == 1:
            return _single(Divide(ONE, base[0][0]) if exponent == -1 else Power(base[0][0], rational(exponent)))
        if abs(exponent) > _HIGHEST:
            raise NotWritten
        return reduce(times, [_inverse(base) if exponent < 0 else base] * abs(exponent), _eye(len(base)))

    def entrywise(self, part: Typed) -> Table:
        return _mapped(lambda entry: Call(part.data, (entry,)), self.table(part.parts[0]))

    def function(self, part: Typed) -> Table:
        return _single(Call(part.data, tuple(map(self.number, part.parts))))

    def formula(self, part: Typed) -> Table:
        values = dict(zip(ARGUMENTS, map(self.number, part.parts), strict=False))
        return _single(substituted(part.data, values))

    def slopes(self, part: Typed) -> Table:
        return _mapped(lambda entry: substituted(part.data, {ARGUMENTS[0]: entry}), self.table(part.parts[0]))

    def hadamard(self, part: Typed) -> Table:
        return _entrywise(_product, *map(self.table, part.parts))

    def entry(self, part: Typed) -> Table:
        base = self.table(part.parts[0])
        row, column, *_none = [*map(self.index, part.parts[1:]), 1]
        if not (1 <= row <= len(base) and 1 <= column <= len(base[0])):
            raise NotWritten
        return _single(base[row - 1][column - 1])

    def row(self, part: Typed) -> Table:
        base, row = self.table(part.parts[0]), self.index(part.parts[1])
        if not 1 <= row <= len(base):
            raise NotWritten
        return tuple((entry,) for entry in base[row - 1])

    def index(self, part: Typed) -> int:
        """The number that an index or an end of a sum is."""
        found = self.number(part)
        if not isinstance(found, Number) or found.value.denominator != 1:
            raise NotWritten
        return int(found.value)

    def fold(self, part: Typed) -> Table:
        kind, index = part.data
        low, high = map(self.index, part.parts[1:])
        if kind != "Sum" or not low <= high <= low + _LONGEST:
            raise NotWritten
        before = self.tables.get(index)
        terms = []
        for place in range(low, high + 1):
            self.tables[index] = _single(rational(place))
            terms.append(self.table(part.parts[0]))
        if before is None:
            del self.tables[index]
        else:
            self.tables[index] = before
        return _entrywise(_sum, *terms)

    def norm(self, part: Typed) -> Table:
        inner = self.table(part.parts[0])
        if part.data not in ("1", "oo"):
            return _single(Call("sqrt", (_squares(inner),)))
        sizes = [Call("abs", (entry,)) for entry in _entries(inner)]
        return _single(_sum(*sizes) if part.data == "1" else _extreme("max", sizes))

    def softmax(self, part: Typed) -> Table:
        powers = _mapped(_exp, self.table(part.parts[0]))
        under = _sum(*_entries(powers))
        return _mapped(lambda entry: Divide(entry, under), powers)


def times(first: Table, second: Table) -> Table:
    """The product of two tables that fit."""
    columns = list(zip(*second, strict=True))
    return tuple(tuple(_sum(*map(_product, row, column)) for column in columns) for row in first)


def determinant(table: Table) -> Tree:
    """Raises NotWritten where it is too large."""
    if len(table) > _LARGEST:
        raise NotWritten
    if len(table) == 1:
        return table[0][0]
    (a, b), (c, d) = table
    return _sum(_product(a, d), Negate(_product(b, c)))


def _inverse(table: Table) -> Table:
    under = determinant(table)
    (a, b), (c, d) = table
    return _mapped(lambda entry: Divide(entry, under), ((d, Negate(b)), (Negate(c), a)))


def _eye(size: int) -> Table:
    return tuple(tuple(ONE if row == column else ZERO for column in range(size)) for row in range(size))


def _single(tree: Tree) -> Table:
    return ((tree,),)


def _entries(table: Table) -> list[Tree]:
    return list(chain.from_iterable(table))


def _extreme(name: str, entries: Sequence[Tree]) -> Tree:
    """The largest (`max`) or smallest (`min`) of them."""
    return Call(name, tuple(entries)) if len(entries) > 1 else entries[0]


def _mapped(change: Callable[[Tree], Tree], table: Table) -> Table:
    return tuple(tuple(map(change, row)) for row in table)


def _entrywise(join: Callable[..., Tree], *tables: Table) -> Table:
    return tuple(tuple(join(*entries) for entries in zip(*rows, strict=True)) for rows in zip(*tables, strict=True))


def _sum(*terms: Tree) -> Tree:
    kept = tuple(term for term in terms if term not in (ZERO, Negate(ZERO)))
    return Add(kept) if len(kept) > 1 else (kept or (ZERO,))[0]


def _product(*factors: Tree) -> Tree:
    if ZERO in factors:
        return ZERO
    kept = tuple(factor for factor in factors if factor != ONE)
    return Multiply(kept) if len(kept) > 1 else (kept or (ONE,))[0]


def _squares(table: Table) -> Tree:
    return _sum(*(ZERO if entry == ZERO else Power(entry, _TWO) for entry in _entries(table)))


def _exp(entry: Tree) -> Tree:
    return Call("exp", (entry,))


def _turned(table: Table) -> Table:
    return tuple(zip(*table, strict=True))


def _column(entries: list[Tree]) -> Table:
    return tuple((entry,) for entry in entries)


def _diagonal_matrix(table: Table) -> Table:
    entries = _entries(table)
    return tuple(
        tuple(entry if row == column else ZERO for column in range(len(entries))) for row, entry in enumerate(entries)
    )


def _diagonal(table: Table) -> list[Tree]:
    return [row[place] for place, row in enumerate(table)]


def _of_table(function: Callable[[Table], Table]) -> Callable[[Writer, Typed], Table]:
    return lambda writer, part: function(writer.table(part.parts[0]))


def _filled(entry: Tree) -> Callable[[Writer, Typed], Table]:
    def rule(writer: Writer, part: Typed) -> Table:
        rows, columns = writer.size(part)
        return ((entry,) * columns,) * rows

    return rule


_RULES: dict[str, Callable[[Writer, Any], Table]] = {
    "number": lambda _writer, part: _single(rational(fmpq(part.data))),
    "name": Writer.name,
    "constant": lambda _writer, part: _single(Constant(part.data)),
    "negate": _of_table(lambda table: _mapped(lambda entry: ZERO if entry == ZERO else Negate(entry), table)),
    "add": Writer.add,
    "scale": Writer.scale,
    "product": Writer.product,
    "divide": Writer.divide,
    "scalar_power": Writer.scalar_power,
    "power": Writer.power,
    "transpose": _of_table(_turned),
    "entrywise": Writer.entrywise,
    "function": Writer.function,
    "slopes": Writer.slopes,
    "formula": Writer.formula,
    "hadamard": Writer.hadamard,
    "dot": lambda writer, part: _single(_sum(*_entries(writer.hadamard(part)))),
    "eye": lambda writer, part: _eye(writer.size(part)[0]),
    "ones": _filled(ONE),
    "zeros": _filled(ZERO),
    "row": Writer.row,
    "entry": Writer.entry,
    "fold": Writer.fold,
    "norm": Writer.norm,
    "tr": _of_table(lambda table: _single(_sum(*_diagonal(table)))),
    "det": _of_table(lambda table: _single(determinant(table))),
    "logdet": _of_table(lambda table: _single(Call("log", (determinant(table),)))),
    "sum": _of_table(lambda table: _single(_sum(*_entries(table)))),
    "mean": _of_table(lambda table: _single(Divide(_sum(*_entries(table)), rational(len(_entries(table)))))),
    "largest": _of_table(lambda table: _single(_extreme("max", _entries(table)))),
    "smallest": _of_table(lambda table: _single(_extreme("min", _entries(table)))),
    "softmax": Writer.softmax,
    "logsumexp": _of_table(lambda table: _single(Call("log", (_sum(*_entries(_mapped(_exp, table))),)))),
    "vec": _of_table(lambda table: _column(_entries(_turned(table)))),
    "diagonal_matrix": _of_table(_diagonal_matrix),
    "diagonal": _of_table(lambda table: _column(_diagonal(table))),
}

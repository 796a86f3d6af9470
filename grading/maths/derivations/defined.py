"""What definitions ask of a point: that they have values there, of the domain or structure that is declared."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from flint import arb_mat, fmpq_mat

from grading.errors import AnswerError
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.undoing import value_at
from grading.maths.domains import Domain
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.comparison import difference
from grading.maths.matrices.dims import read_dim
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.inference import Reading
from grading.maths.tree import Call, Divide, Logic, Name, Number, Power, Relation, Tree, is_whole, names, nodes, walk
from grading.maths.values import Value

_PARTIAL = frozenset({"log", "sqrt", "inv", "logdet", "arcsin", "arccos", "arcosh", "artanh", "logit", "solve"})


@dataclass(frozen=True)
class Defined:
    """domain: of a number, None for any; structure: of a vector or matrix."""

    reading: Reading
    domain: Domain | None
    structure: str = "general"

    def has_structure(self, point: Point) -> bool:
        """Whether its value has the declared structure, for certain."""
        return self.structure == "general" or has_structure(value_at(self.reading, point), self.structure)

    def statement(self) -> Tree:
        """That it has a value, and one of the domain."""
        tree, domain = self.reading.tree, self.domain
        parts = [Relation((tree, tree), ("=",))]
        for bound, sign in ((domain.low, ">"), (domain.high, "<")) if domain is not None else ():
            if bound is not None and domain is not None:
                parts.append(Relation((tree, Number(bound)), (sign if domain.open_ends else sign + "=",)))
        if domain is not None and domain.nonzero:
            parts.append(Relation((tree, Number(Fraction(0))), ("!=",)))
        return Logic("and", tuple(parts))


def definitions_of(setting: Setting) -> Iterator[Defined]:
    """What names stand for, as far as it may have no value, or none that is declared."""
    for name, tree in setting.definitions.items():
        domain, shaped = setting.symbols.scalars.get(name), setting.symbols.shaped.get(name)
        narrow = domain if domain not in (None, Domain()) else None
        structure = shaped.structure if shaped else "general"
        if narrow is not None or structure != "general" or may_be_undefined(tree):
            with suppress(AnswerError):
                yield Defined(setting.same_shape(tree, tree)[0], narrow, structure)


def may_be_undefined(tree: Tree) -> bool:
    """Whether something stands in it that has no value for some numbers or matrices."""
    return any(map(_is_partial, (node for node, _depth in walk(tree))))


def denominators_of(statements: Iterable[Tree]) -> Iterator[Tree]:
    """That nothing is divided by 0 in them, as statements."""
    for node in (node for statement in statements for node in nodes(statement)):
        if isinstance(node, Divide) and names(node.under):
            yield Relation((node.under, Number(Fraction(0))), ("!=",))


def _is_partial(node: Tree) -> bool:
    match node:
        case Divide(_, under):
            return not (isinstance(under, Number) and under.value)
        case Power(base, exponent):
            return bool(names(base)) and not (isinstance(exponent, Number) and is_whole(exponent))
        case Call(function, _):
            return function in _PARTIAL
    return False


def is_full_rank(setting: Setting, fact: Relation) -> bool:
    """`rank(X) = d` for X with d columns: it binds nothing, since almost all matrices with so many rows have it."""
    for side, size in (fact.terms, fact.terms[::-1]):
        if isinstance(side, Call) and side.function == "rank" and isinstance(size, Name):
            matrix = side.arguments[0]
            said = setting.basic.shaped.get(matrix.name) if isinstance(matrix, Name) else None
            if said is not None and said.structure == "general" and said.shape[1] == read_dim(size.name):
                return True
    return False


def has_structure(value: Value, structure: str) -> bool:
    """Whether a number or matrix certainly has the structure."""
    if not isinstance(value, MATRICES):
        value = fmpq_mat(1, 1, [value]) if not hasattr(value, "rad") else arb_mat(1, 1, [value])
    turned, is_same = value.transpose(), True
    match structure:
        case "symmetric" | "diagonal" | "positive_definite":
            is_same = _same(value, turned)
        case "skew":
            is_same = _same(value, -1 * turned)
        case "projection":
            is_same = _same(value, turned) and _same(value * value, value)
        case "orthogonal" | "orthonormal_columns":
            is_same = _same(turned * value, _identity(value))
    return is_same and _has_numbers(value, structure)


def _has_numbers(value: Value, structure: str) -> bool:
    """What else the entries must be."""
    rows = value.nrows()
    match structure:
        case "diagonal":
            return all(_is_zero(value[i, j]) for i in range(rows) for j in range(rows) if i != j)
        case "positive_definite":
            return _has_positive_pivots(value)
        case "invertible":
            return bool(value.det() != 0)
        case "simplex":
            return all(bool(entry >= 0) for entry in value.entries()) and _is_zero(sum(value.entries()) - 1)
        case "positive":
            return all(bool(entry > 0) for entry in value.entries())
    return True


def _has_positive_pivots(value: Value) -> bool:
    """Whether elimination without changes of rows meets only numbers above 0, as it does in what is positive definite.

    Source: Golub and Van Loan, Matrix Computations, section 4.2.
    """
    rows = value.tolist()
    while rows:
        (pivot, *first), *below = rows
        if not pivot > 0:
            return False
        factors = [row[0] / pivot for row in below]
        rows = [
            row[1:] if factor == 0 else [entry - factor * over for entry, over in zip(row[1:], first, strict=True)]
            for row, factor in zip(below, factors, strict=True)
        ]
    return True


def _identity(value: Value) -> Value:
    size = value.ncols()
    return type(value)(size, size, [int(i == j) for i in range(size) for j in range(size)])


def _same(one: Value, other: Value) -> bool:
    return difference(one, other).name == "SAME"


def _is_zero(value: Value) -> bool:
    return difference(value, value * 0).name == "SAME"

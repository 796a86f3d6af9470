"""What is given and a claim about vectors and matrices of a small size, as statements about their entries.

What fails for these fails: on the edge of a bound such as `eta trace(A) <= 2`, near a corner of a simplex, and where
several equations bind a matrix, which random points hardly meet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from flint import arb, arb_mat, fmpq, fmpq_mat

from grading.maths.derivations.facts import Facts
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.statements import adjacent, relations
from grading.maths.domains import Domain
from grading.maths.matrices.dims import ONE as ONE_ROW
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.symbols import Shaped, Symbols
from grading.maths.matrices.tables import ONE, ZERO, NotWritten, Table, Writer, determinant
from grading.maths.opaque import Letters
from grading.maths.projections import gap_of
from grading.maths.reals import REAL
from grading.maths.tree import Add, Logic, Multiply, Name, Negate, Power, Relation, Tree, names, nodes
from grading.maths.trees import rational
from grading.maths.values import Evaluator, Value, bits

# With more numbers than this one would look for long.
_MOST = 12
# Of entries that are no fractions so many bits are kept.
_BITS = 2560
_TWO = rational(2)
_ANY, _POSITIVE = Domain(), Domain(low=Fraction(0))


@dataclass(frozen=True)
class _Entries:
    """A symbol with a shape. table: its entries. domains: what is known of those that are names; facts: of several."""

    table: Table
    domains: Mapping[str, Domain]
    facts: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class WrittenOut:
    """setting, claim: the same in numbers alone. symbols: what the vectors and matrices in it are."""

    setting: Setting
    claim: Tree
    symbols: Mapping[str, _Entries]
    base: Point

    def point(self, found: Point) -> Point:
        """The point with vectors and matrices, from the numbers that are their entries."""
        with bits(_BITS):
            shaped = {name: _filled(entries.table, found.values) for name, entries in self.symbols.items()}
        scalars = {name: found.values[name] for name in self.setting.basic.scalars if name in self.base.values}
        return Point(self.base.sizes, {**self.base.values, **scalars, **shaped})


def is_hardly_met(facts: Facts) -> bool:
    """Whether equations bind matrices so that random points hardly meet all their solutions: several, of squares, or
    such that only special solutions are found.
    """
    if facts.met_specially:
        return True
    return facts.ties_matrices and (
        len(facts.equations) > 1 or any(_is_twice(fact, facts) for fact in facts.setting.facts)
    )


def _is_twice(fact: Relation, facts: Facts) -> bool:
    """Whether a matrix stands in it more than once, or in a power."""
    used = [node.name for node in nodes(fact) if isinstance(node, Name)]
    used += [node.base.name for node in nodes(fact) if isinstance(node, Power) and isinstance(node.base, Name)]
    return any(ONE_ROW not in said.shape and used.count(name) > 1 for name, said in facts.setting.basic.shaped.items())


def written_out(facts: Facts, statement: Tree, size: int, *, diagonal: bool = False) -> WrittenOut | None:
    """A statement and what is given with all named sizes the same; None where that is too long, or not known.

    diagonal: of the square matrices only those that are diagonal, which have few entries.
    """
    basic = facts.setting.basic
    statement = facts.setting.expanded(statement)
    used = names(statement).union(*map(names, facts.setting.facts))
    sizes = dict.fromkeys(basic.sizes, size)
    try:
        shaped = {name: _as_diagonal(said) if diagonal else said for name, said in basic.shaped.items() if name in used}
        symbols = {name: _entries(name, said, sizes) for name, said in shaped.items()}
        page = _Page(facts.setting, sizes, {name: each.table for name, each in symbols.items()})
        given = [part for fact in facts.setting.facts for part in relations(page.written(fact))]
        claim = page.written(statement)
    except NotWritten:
        return None
    given += [fact for each in symbols.values() for fact in each.facts]
    domains = {name: domain for name, domain in basic.scalars.items() if name in used}
    domains |= dict(chain.from_iterable(each.domains.items() for each in symbols.values()))
    if len(domains) > _MOST:
        return None
    base = facts.source.with_sizes(sizes, 0)
    return WrittenOut(Setting(Symbols({}, domains), facts=tuple(given)), claim, symbols, base)


def _as_diagonal(said: Shaped) -> Shaped:
    is_square = said.rows == said.columns and said.rows != 1
    return replace(said, structure="diagonal") if is_square and said.structure in ("general", "symmetric") else said


@dataclass(frozen=True)
class _Page:
    """sizes: what the named sizes are. tables: the entries of the symbols with shapes."""

    setting: Setting
    sizes: Mapping[str, int]
    tables: Mapping[str, Table]

    def written(self, statement: Tree) -> Tree:
        """The statement about numbers. Raises NotWritten."""
        if isinstance(statement, Logic):
            return Logic(statement.word, tuple(map(self.written, statement.parts)))
        assert isinstance(statement, Relation)
        parts = _different([part for pair in adjacent(statement) for part in self.of_entries(*pair)])
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def of_entries(self, left: Tree, sign: str, right: Tree) -> list[Relation]:
        """What is said of each entry."""
        sides = self.setting.same_shape(left, right)
        one, other = (Writer(side.sizes, self.sizes, self.tables).table(side.typed) for side in sides)
        pairs = list(zip(chain.from_iterable(one), chain.from_iterable(other), strict=True))
        if sign == "!=" and len(pairs) > 1:
            # Vectors differ where the square of their distance is above 0.
            return [Relation((_squares([Add((entry, Negate(their))) for entry, their in pairs]), ZERO), (">",))]
        return [Relation(pair, (sign,)) for pair in pairs]


def _different(said: list[Relation]) -> list[Relation]:
    """Without equations between the same polynomials, and those that say what another says, as `A^T A = I` does."""
    letters = Letters.of(*chain.from_iterable(relation.terms for relation in said))
    found = dict[object, Relation]()
    for relation in said:
        zeros = letters.zeros(gap_of(relation)) if relation.signs == ("=",) else None
        if zeros != "":
            found.setdefault(zeros or relation, relation)
    return list(found.values())


def _entries(name: str, said: Shaped, numbers: Mapping[str, int]) -> _Entries:
    """Raises NotWritten."""
    rows, columns = (size if isinstance(size, int) else numbers[size] for size in (said.rows, said.columns))
    every = tuple(tuple(Name(f"{name} {row},{column}") for column in range(columns)) for row in range(rows))
    match said.structure:
        case "general":
            return _free(every, _ANY)
        case "positive":
            return _free(every, _POSITIVE)
        case "simplex":
            total = Add(tuple(_all(every))) if rows > 1 else every[0][0]
            return _free(every, _POSITIVE, Relation((total, ONE), ("=",)))
        case "orthonormal_columns" if columns == 1:
            return _free(every, _ANY, Relation((_squares(_all(every)), ONE), ("=",)))
        case "invertible":
            return _free(every, _ANY, Relation((determinant(every), ZERO), ("!=",)))
        case "diagonal":
            straight = (
                tuple(entry if row == column else ZERO for column, entry in enumerate(entries))
                for row, entries in enumerate(every)
            )
            return _free(tuple(straight), _ANY)
    if rows > 2:
        raise NotWritten
    a, b = every[0][0], every[0][-1]
    return _of_one(said.structure, a) if rows == columns == 1 else _of_two(said.structure, a, b, every[-1][-1])


def _of_one(structure: str, a: Tree) -> _Entries:
    """A matrix with one row and one column."""
    match structure:
        case "symmetric":
            return _free(((a,),), _ANY)
        case "positive_definite":
            return _free(((a,),), _POSITIVE)
        case "orthogonal" | "orthonormal_columns":
            return _free(((a,),), _ANY, Relation((Power(a, _TWO), ONE), ("=",)))
        case "projection":
            return _free(((a,),), _ANY, Relation((Power(a, _TWO), a), ("=",)))
        case "skew":
            return _free(((ZERO,),), _ANY)
    raise NotWritten


def _of_two(structure: str, a: Tree, b: Tree, c: Tree) -> _Entries:
    """A matrix with two rows and two columns; turns and lines stand for all orthogonal matrices and projections."""
    match structure:
        case "symmetric":
            return _free(((a, b), (b, c)), _ANY)
        case "skew":
            return _free(((ZERO, b), (Negate(b), ZERO)), _ANY)
        case "positive_definite":
            free = _free(((a, b), (b, c)), _POSITIVE, Relation((Multiply((a, c)), Power(b, _TWO)), (">",)))
            return _Entries(free.table, {**free.domains, **_named([b], _ANY)}, free.facts)
        case "orthogonal" | "orthonormal_columns":
            return _free(((a, Negate(b)), (b, a)), _ANY, Relation((_squares([a, b]), ONE), ("=",)))
        case "projection":
            rest = Add((ONE, Negate(a)))
            return _free(((a, b), (b, rest)), _ANY, Relation((Power(b, _TWO), Multiply((a, rest))), ("=",)))
    raise NotWritten


def _free(table: Table, domain: Domain, *facts: Relation) -> _Entries:
    return _Entries(table, _named(_all(table), domain), facts)


def _named(entries: list[Tree], domain: Domain) -> dict[str, Domain]:
    return {entry.name: domain for entry in entries if isinstance(entry, Name)}


def _all(table: Table) -> list[Tree]:
    return list(chain.from_iterable(table))


def _squares(entries: list[Tree]) -> Tree:
    squares: tuple[Tree, ...] = tuple(Power(entry, _TWO) for entry in entries)
    return Add(squares) if len(squares) > 1 else squares[0]


def _filled(table: Table, values: Mapping[str, Value]) -> Value:
    entries = [Evaluator(REAL, values).value(entry) for entry in _all(table)]
    rows, columns = len(table), len(table[0])
    if all(type(entry) is fmpq for entry in entries):
        return fmpq_mat(rows, columns, entries)
    return arb_mat(rows, columns, list(map(arb, entries)))

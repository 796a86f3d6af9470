"""What a field declares: symbols with shapes and structures, and scalar symbols with domains."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grading.errors import DefinitionError
from grading.maths.domains import Domain, read_domains
from grading.maths.matrices.dims import SCALAR, Shape, read_dim
from grading.maths.matrices.vocabulary import NamedShape
from grading.nearest import did_you_mean

STRUCTURES = (
    "general", "symmetric", "skew", "positive_definite", "orthogonal", "orthonormal_columns", "projection", "diagonal",
    "invertible", "simplex", "positive", "ones",
)  # fmt: skip
_SQUARE = frozenset({"symmetric", "skew", "positive_definite", "orthogonal", "projection", "diagonal", "invertible"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LARGEST = 12


@dataclass(frozen=True)
class Shaped:
    """A vector or matrix: rows and columns as declared (a number or the name of a size) and its structure."""

    rows: int | str
    columns: int | str
    structure: str = "general"

    @property
    def shape(self) -> Shape:
        return read_dim(self.rows), read_dim(self.columns)


@dataclass(frozen=True)
class Symbols:
    """The symbols of a field. sizes: the names of sizes in the order in which they were declared.

    kept: names of sizes that are known even where no symbol has them.
    """

    shaped: Mapping[str, Shaped] = field(default_factory=dict)
    scalars: Mapping[str, Domain] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    @cached_property
    def sizes(self) -> tuple[str, ...]:
        said = (size for each in self.shaped.values() for size in (each.rows, each.columns))
        return tuple(dict.fromkeys((*self.kept, *(size for size in said if isinstance(size, str)))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (*self.shaped, *self.scalars)

    @cached_property
    def shapes(self) -> tuple[NamedShape, ...]:
        """The names of vectors and matrices, with rows and columns."""
        return tuple((name, each.rows, each.columns) for name, each in self.shaped.items())

    def shape(self, name: str) -> Shape:
        """The shape of a name; sizes, scalars and indices are scalars."""
        found = self.shaped.get(name)
        return found.shape if found else SCALAR


def read_symbols(symbols: Mapping[str, Any]) -> Symbols:
    """The `symbols` of a field. Raises DefinitionError naming the symbol."""
    shaped = {name: _read(name, said) for name, said in symbols.items() if _has_shape(said)}
    sizes = Symbols(shaped).sizes
    both = [name for name in sizes if name in shaped]
    if both:
        raise DefinitionError(f"`{both[0]}` is a matrix and a size", where=f"symbols.{both[0]}", remedy="Rename one.")
    # A size may be declared as a number, too; the shapes say more about it.
    scalars = {name: said for name, said in symbols.items() if name not in shaped and name not in sizes}
    found = Symbols(shaped, read_domains(scalars))
    complex_one = next((name for name, domain in found.scalars.items() if domain.sort == "complex"), None)
    if complex_one:
        problem = "complex numbers are not read in derivations and beside matrices"
        raise DefinitionError(problem, where=f"symbols.{complex_one}", remedy="Declare it as real.")
    return found


def _has_shape(said: Any) -> bool:
    return isinstance(said, Mapping) and "shape" in said


def _read(name: str, said: Mapping[str, Any]) -> Shaped:
    where = f"symbols.{name}"
    unknown = sorted(set(said) - {"shape", "is"})
    if unknown:
        raise DefinitionError(
            f"there is no key `{unknown[0]}` here", where=where, remedy=did_you_mean(str(unknown[0]), ("shape", "is"))
        )
    structure = said.get("is", "general")
    if structure not in STRUCTURES:
        remedy = did_you_mean(str(structure), STRUCTURES)
        raise DefinitionError(f"`{structure}` is no structure", where=where, remedy=remedy)
    shape = said["shape"]
    if isinstance(shape, list | tuple) and len(shape) == 1:
        shape = [*shape, 1]
    if not isinstance(shape, list | tuple) or len(shape) != 2 or not all(map(_is_size, shape)):
        remedy = "Write [m, n], with names or numbers from 1 to 12."
        raise DefinitionError(f"`{shape}` is no shape", where=where, remedy=remedy)
    rows, columns = shape
    if structure in _SQUARE and rows != columns:
        raise DefinitionError(f"a {structure} matrix is square", where=where, remedy=f"Write [{rows}, {rows}].")
    if structure == "simplex" and columns != 1:
        raise DefinitionError("a simplex vector is a column", where=where, remedy=f"Write [{rows}, 1].")
    return Shaped(rows, columns, structure)


def _is_size(said: Any) -> bool:
    if isinstance(said, bool):
        return False
    if isinstance(said, int):
        return 1 <= said <= _LARGEST
    return isinstance(said, str) and _NAME.fullmatch(said) is not None

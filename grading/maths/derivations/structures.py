"""Equations that say of what structure a matrix is: `A^T = A` is the same as to declare it symmetric."""

from collections.abc import Mapping
from dataclasses import replace

from grading.maths.matrices.symbols import Symbols
from grading.maths.tree import Call, Name, Negate, Tree


def with_structure(symbols: Symbols, left: Tree, sign: str, right: Tree, taken: Mapping[str, Tree]) -> Symbols | None:
    """The symbols with the structure that the equation says; None where it says none.

    taken: names that stand for something else, and have no structure of their own.
    """
    for turned, other in ((left, right), (right, left)):
        match turned, other:
            case Call("transpose", (Name(name),)), (Name(same) | Negate(Name(same))) if sign == "=" and name == same:
                structure = "skew" if isinstance(other, Negate) else "symmetric"
                return None if name in taken else _with(symbols, name, structure)
            case Negate(Call("transpose", (Name(name),))), Name(same) if sign == "=" and name == same:
                return None if name in taken else _with(symbols, name, "skew")
    return None


def _with(symbols: Symbols, name: str, structure: str) -> Symbols | None:
    known = symbols.shaped.get(name)
    if known is None or known.structure != "general" or known.rows != known.columns:
        return None
    return replace(symbols, shaped={**symbols.shaped, name: replace(known, structure=structure)})

"""A tree whose every part has a shape and one unambiguous operation."""

from dataclasses import dataclass
from typing import Any

from grading.maths.matrices.dims import Shape


@dataclass(frozen=True, slots=True)
class Typed:
    """op: an operation of `evaluation.py`; data: what it needs besides its parts (a name, a number, an exponent)."""

    op: str
    parts: tuple["Typed", ...]
    shape: Shape
    data: Any = None

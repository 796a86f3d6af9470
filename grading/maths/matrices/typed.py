"""A tree whose every part has a shape and one unambiguous operation."""

from typing import Any

from grading.maths.matrices.dims import Shape
from grading.records import record


@record
class Typed:
    """op: an operation of `evaluation.py`; data: what it needs besides its parts (a name, a number, an exponent)."""

    op: str
    parts: tuple["Typed", ...]
    shape: Shape
    data: Any = None

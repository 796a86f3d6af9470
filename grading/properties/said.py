"""What an author says of a property, with its names and numbers read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grading.errors import AnswerError
from grading.maths import grid, numbers
from grading.maths.linear import Matrix, Vector, shape, transposed
from grading.maths.values import Value
from grading.messages import Message


class Misfit(Exception):
    """The answer has a shape for which the property makes no sense."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True)
class Finding:
    """Whether a property holds. residual: what is left to the right answer, for the learner; slip: a misconception.

    where: at which values of the names it does not hold, where there are names.
    """

    holds: bool
    residual: Message | None = None
    slip: str = ""
    where: Message | None = None


HOLDS = Finding(True)


def fails(residual: Message, slip: str = "") -> Finding:
    return Finding(False, residual, slip)


@dataclass(frozen=True)
class Said:
    """The keys of one property, such as `spans` and `of`. given: name -> the number or matrix it stands for."""

    keys: Mapping[str, Any]
    given: Mapping[str, Any]
    definitions: Mapping[str, str]

    def __contains__(self, key: str) -> bool:
        return key in self.keys

    def word(self, key: str, *known: str) -> str:
        """One of the known words. Raises ValueError with those."""
        word = str(self.keys[key])
        if known and word not in known:
            raise ValueError(f"{key} is `{word}`; known are {', '.join(known)}")
        return word

    def matrix(self, key: str) -> Matrix:
        """The matrix that stands under the key, or that its name stands for; a flat list is a column."""
        return read_matrix(self._resolved(self.keys[key]), key)

    def vector(self, key: str) -> Vector:
        """The entries of a row or column."""
        found = self.matrix(key)
        return found[0] if len(found) == 1 else transposed(found)[0]

    def vectors(self, key: str) -> Matrix:
        """Several vectors, each as a row: a list of names or of flat lists, or the columns of one matrix."""
        value = self.keys[key]
        if (
            isinstance(value, list | tuple)
            and value
            and all(isinstance(one, str) and one in self.given for one in value)
        ):
            return tuple(row for one in value for row in transposed(read_matrix(self.given[one], key)))
        if isinstance(value, list | tuple) and value and all(isinstance(one, list | tuple) for one in value):
            return read_matrix(value, key)
        return transposed(self.matrix(key))

    def square(self, key: str) -> Matrix:
        found = self.matrix(key)
        if len(found) != len(found[0]):
            raise ValueError(f"{key} is no square matrix: it is {shape(found)[0]} by {shape(found)[1]}")
        return found

    def number(self, key: str) -> Value:
        return self.matrix(key)[0][0]

    def _resolved(self, value: Any) -> Any:
        return self.given[value] if isinstance(value, str) and value in self.given else value


def read_matrix(value: Any, key: str) -> Matrix:
    """Rows of exact values. Raises ValueError when it is no matrix of numbers."""
    if isinstance(value, list | tuple):
        rows = [row if isinstance(row, list | tuple) else [row] for row in value]
        return _read_rows(tuple(tuple(map(str, row)) for row in rows), key)
    try:
        rows_of_text = grid.rows_of(str(value))
    except AnswerError as problem:
        raise ValueError(f"{key} `{value}` cannot be read: {problem}") from problem
    return _read_rows(tuple(map(tuple, rows_of_text)), key)


@lru_cache(maxsize=1024)
def _read_rows(rows: tuple[tuple[str, ...], ...], key: str) -> Matrix:
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise ValueError(f"the rows of {key} differ in length, or there are none")
    try:
        return tuple(tuple(numbers.read_constant(cell).value for cell in row) for row in rows)
    except AnswerError as problem:
        hint = "name it under `given`, or write its numbers"
        raise ValueError(f"{key} `{rows[0][0]}` cannot be read: {problem} ({hint})") from problem

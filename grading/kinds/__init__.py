"""The registry of answer kinds: one line a kind."""

from typing import Any

from grading.kinds import (
    choice,
    choices,
    code,
    derivation,
    matrix,
    matrix_expression,
    number,
    ordering,
    property as any_answer,
    symbolic,
)
from grading.kinds.base import Kind

KINDS: dict[str, Kind[Any, Any]] = {
    kind.name: kind
    for kind in (
        choice.KIND,
        choices.KIND,
        ordering.KIND,
        number.KIND,
        matrix.KIND,
        symbolic.KIND,
        any_answer.KIND,
        matrix_expression.KIND,
        derivation.KIND,
        code.KIND,
    )
}

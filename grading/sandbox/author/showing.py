"""Values as a learner may paste them into Python: `np.array([[1.0, 2.5]])`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from grading.sandbox.author.functions import Call

LONGEST: Final = 600
MOST_ENTRIES: Final = 80


def show(value: Any) -> str:
    """One line of Python that makes the value; long ones are cut with an ellipsis."""
    text = _text(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def show_call(call: Call) -> str:
    """The call as a line of Python."""
    arguments = [_text(value) for value in call.args] + [f"{key}={_text(value)}" for key, value in call.kwargs.items()]
    text = f"{call.function}({', '.join(arguments)})"
    return text if len(text) <= 2 * LONGEST else text[: 2 * LONGEST - 1] + "…"


def show_inputs(call: Call) -> list[dict[str, str]]:
    """The call's arguments: name, value, shape ("" when it is no array)."""
    names = list(call.parameters) + [str(i + 1) for i in range(len(call.parameters), len(call.args))]
    pairs = [*zip(names, call.args, strict=False), *call.kwargs.items()]
    return [{"name": str(name), "value": show(value), "shape": shape(value)} for name, value in pairs]


def shape(value: Any) -> str:
    return str(value.shape) if isinstance(value, np.ndarray) else ""


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return _words(repr(value.item()))
    if isinstance(value, (list, tuple)):
        return _sequence(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_text(item)}" for key, item in list(value.items())[:MOST_ENTRIES]) + "}"
    if callable(value):
        return str(getattr(value, "__name__", "f"))
    try:
        return _words(repr(value)) if isinstance(value, (float, complex)) else repr(value)
    except ValueError:  # an integer of more digits than Python prints
        return "…"


def _sequence(value: Sequence[Any]) -> str:
    items = [_text(item) for item in value[:MOST_ENTRIES]] + ["…"] * (len(value) > MOST_ENTRIES)
    if isinstance(value, tuple):
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"
    return "[" + ", ".join(items) + "]"


def _array(value: Any) -> str:
    if value.size == 0:
        return f"np.zeros({value.shape}{'' if value.dtype == float else f', dtype=np.{value.dtype.name}'})"
    # At both ends of each axis: the more axes, the more entries that is.
    edges = 3 if value.ndim <= 2 else 1
    form: Any = {"float_kind": repr_float, "bool": str, "int": str}
    text = np.array2string(
        value, separator=", ", threshold=MOST_ENTRIES, edgeitems=edges, max_line_width=10**9, formatter=form
    )
    text = re.sub(r"\s+", " ", _words(text)).replace("[ ", "[").replace("...", "…")
    usual = value.dtype in (np.dtype(float), np.dtype(np.int64), np.dtype(bool), np.dtype(complex))
    return f"np.array({text})" if usual else f"np.array({text}, dtype=np.{value.dtype.name})"


def repr_float(value: Any) -> str:
    """The shortest decimal that is this number: 0.5, 2.0, 1e-20."""
    return repr(float(value)) if value.dtype != np.float32 else str(value)


def _words(text: str) -> str:
    """nan and inf by the names they have in NumPy."""
    return re.sub(r"\b(nan|inf)\b", r"np.\1", text)

"""The parameters that a field's properties mention by name, such as A in `{eigenvector_of: A}`."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from exercises.authoring.writing import MARKDOWN_KEYS, plain

_WORD = re.compile(r"[A-Za-z]\w*")
_NO_FORMULAS = MARKDOWN_KEYS | {"name", "answer"}


def with_given(field: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """The field of kind `property` with the numbers and matrices that it mentions under `given`; any other as it is.

    A name that the field itself gives a meaning (an entry, a definition) stands for that.
    """
    if field.get("kind") != "property":
        return dict(field)
    mentioned = set(_words([field.get("properties"), field.get("misconceptions"), field.get("define")]))
    own = {*_words(field.get("entries")), *_words(list(field.get("define", ())))}
    given = {name: plain(params[name]) for name in sorted(mentioned & set(params) - own) if _is_number(params[name])}
    return {**field, "given": {**given, **field.get("given", {})}}


def _words(value: Any) -> Iterator[str]:
    """Every name in the strings of a tree; `A12` mentions A too."""
    if isinstance(value, str):
        for word in _WORD.findall(value):
            yield word
            yield word.rstrip("0123456789")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            if key not in _NO_FORMULAS:
                yield from _words(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _words(entry)


def _is_number(value: Any) -> bool:
    """Whether the value is a number, or rows or a list of numbers."""
    if isinstance(value, sympy.MatrixBase | np.ndarray):
        return all(_is_number(entry) for entry in np.asarray(value, dtype=object).ravel())
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_number(entry) for entry in value)
    if isinstance(value, sympy.Expr):
        return bool(value.is_number and value.is_real)
    return isinstance(value, int | float | Fraction | np.number) and not isinstance(value, bool)

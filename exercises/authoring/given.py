"""The parameters that a field mentions by name: A in `{eigenvector_of: A}`, or in what it expects by follow-through."""

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from exercises.authoring.writing import MARKDOWN_KEYS, plain

_WORD = re.compile(r"[A-Za-z]\w*")
_NO_FORMULAS = MARKDOWN_KEYS | {"name", "answer"}


def with_given(field: Mapping[str, Any], params: Mapping[str, Any], fields: Collection[str] = ()) -> dict[str, Any]:
    """The field with the numbers and matrices that its properties and its `follows` mention under their `given`.

    A name that the field itself gives a meaning (an entry, a definition, a symbol) stands for that; in `follows` the
    names of fields are answers.
    """
    return _for_follows(_for_properties(field, params), params, fields)


def _for_follows(field: dict[str, Any], params: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    follows = field.get("follows")
    if not isinstance(follows, Mapping):
        return field
    own = {*fields, *_list(field.get("symbols"))}
    words = set(_words([follows.get("expects"), follows.get("unless")])) - own
    given = {name: plain(params[name]) for name in sorted(words & set(params)) if _is_number(params[name])}
    return {**field, "follows": {**follows, "given": {**given, **follows.get("given", {})}}}


def _for_properties(field: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    if field.get("kind") != "property":
        return dict(field)
    mentioned = set(_words([field.get("properties"), field.get("misconceptions"), field.get("define")]))
    if any("predicate" in one for one in _list(field.get("properties")) if isinstance(one, Mapping)):
        # what the function asks for is known only where it runs
        mentioned = set(params)
    own = {*_words(field.get("entries")), *_words([_list(field.get(key)) for key in ("define", "symbols")])}
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


def _list(said: Any) -> list[Any]:
    """What an author wrote where a list or a mapping is due; anything else is found out when the field is read."""
    return list(said) if isinstance(said, list | tuple | Mapping) else []

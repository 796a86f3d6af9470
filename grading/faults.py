"""What an author reads of a key with a wrong value: pydantic's findings in plain words, all worded here."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from grading.errors import DefinitionError
from grading.nearest import did_you_mean, nearest

Path = tuple[str | int, ...]
_LONGEST = 60
_SIGNS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
# The first word of an error's type -> what the value is not, and what to write.
_TYPES = {
    "int": ("no whole number", "a whole number, such as 3"),
    "float": ("no number", "a number, such as 0.5"),
    "finite": ("no number", "a number, such as 0.5"),
    "bool": ("neither true nor false", "true or false"),
    "string": ("no text", "a text"),
    "list": ("no list", "a list, such as `[a, b]`"),
    "tuple": ("no list", "a list, such as `[a, b]`"),
    "dict": ("no mapping", "keys with values, such as `key: value`"),
    "mapping": ("no mapping", "keys with values, such as `key: value`"),
    "model": ("no mapping", "keys with values, such as `key: value`"),
    "uuid": ("no uuid", 'what this prints: `python3 -c "import uuid; print(uuid.uuid4())"`'),
    "less": ("too large", "another value"),
    "greater": ("too small", "another value"),
    "literal": ("not known here", "another value"),
}
_OTHERWISE = ("not possible here", "another value")
_PATTERNS = {
    "a-z0-9": "small letters, digits and single hyphens, such as `dot-product`",
    "wrong/": "a name such as `wrong/no_swap.py`",
}


@dataclass(frozen=True)
class Fault:
    """path: where it stands, for the line and for `place`; text: a sentence without its stop."""

    path: Path
    text: str
    remedy: str = ""
    cause: str = ""


def faults(model: type[BaseModel], error: ValidationError, data: Any) -> list[Fault]:
    """One fault for each place of `data` that the model refuses, unknown keys first: they explain missing ones."""
    places: dict[Path, list[ErrorDetails]] = {}
    for problem in error.errors(include_url=False):
        places.setdefault(_in_data(problem, data), []).append(problem)
    # a value that fits one of several types almost is explained where it does not fit
    inner = {path: found for path, found in places.items() if not any(_is_below(other, path) for other in places)}
    told = [_fault(model, path, found) for path, found in inner.items()]
    return sorted(told, key=lambda fault: fault.cause != "extra_forbidden")


def place(path: Iterable[str | int]) -> str:
    """A path in an author's words.

    >>> place(("options", 1, "text"))
    '`options`, entry 2, `text`'
    """
    return ", ".join(f"entry {int(step) + 1}" if str(step).isdigit() else f"`{step}`" for step in path)


def unreadable(what: str, written: Any, problem: Exception, where: str, *, named: bool = False) -> DefinitionError:
    """A formula of the author's that cannot be read. named: the field declares symbols, so a name may be missing."""
    unknown = named and "nknown name" in str(problem)
    remedy = "Declare every name under `symbols`." if unknown else ""
    return DefinitionError(f"{what} `{short(written)}` cannot be read: {problem}", where=where, remedy=remedy)


def short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _in_data(problem: ErrorDetails, data: Any) -> Path:
    """The path of a problem without the names that pydantic gives to the types it tried."""
    path: list[str | int] = []
    steps = problem["loc"]
    for i, step in enumerate(steps):
        is_there = (isinstance(data, Mapping) and step in data) or (
            isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)
        )
        if is_there or (i == len(steps) - 1 and problem["type"] == "missing"):
            path.append(step)
            data = data[step] if is_there else None
    return tuple(path)


def _is_below(path: Path, other: Path) -> bool:
    return len(path) > len(other) and path[: len(other)] == other


def _fault(model: type[BaseModel], path: Path, found: list[ErrorDetails]) -> Fault:
    first = found[0]
    if first["type"] == "missing":
        said = _described(_info(model, path))
        return Fault(path[:-1], f"`{path[-1]}` is missing", f"Write `{path[-1]}: ...` here{said}.", "missing")
    if first["type"] == "extra_forbidden":
        inside = _model(model, path[:-1])
        remedy = did_you_mean(str(path[-1]), inside.model_fields if inside else ())
        return Fault(path, "there is no such key here", remedy, "extra_forbidden")
    if first["type"] == "value_error":
        return Fault(path, str(first["ctx"]["error"]))
    isnt = _isnt(first["type"]) if len(found) == 1 else _OTHERWISE[0]
    return Fault(path, f"{_shown(first['input'])} is {isnt}", _remedy(model, path, found))


def _isnt(kind: str) -> str:
    """What a value with this error is not."""
    for ending in ("too_short", "too_long"):
        if kind.endswith(ending):
            return ending.replace("_", " ")
    if kind == "string_pattern_mismatch":
        return "written otherwise than it must be"
    return _TYPES.get(kind.split("_", maxsplit=1)[0], _OTHERWISE)[0]


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "this list" if value else "an empty list"
    if value is None or value == "":
        return "an empty value"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{short(value)}`"


def _remedy(model: type[BaseModel], path: Path, found: list[ErrorDetails]) -> str:
    words = [word for one in found if one["type"] == "literal_error" for word in _literals(one)]
    close = nearest(str(found[0]["input"]), words) if isinstance(found[0]["input"], str) else ""
    if close:
        return f"Did you mean `{close}`?"
    wanted = list(dict.fromkeys(_wanted(model, path, one) for one in found))
    if any(one.startswith("a number") for one in wanted):
        wanted = [one for one in wanted if not one.startswith("a whole number")]
    return f"Write {', or '.join(wanted)}."


def _wanted(model: type[BaseModel], path: Path, problem: ErrorDetails) -> str:
    """What is wanted here, after "Write "."""
    kind, context, value = problem["type"], problem.get("ctx", {}), problem["input"]
    info = _info(model, path)
    if kind == "literal_error":
        words = _literals(problem)
        return ("one of " if len(words) > 1 else "") + ", ".join(f"`{word}`" for word in words)
    if kind in ("too_short", "too_long"):
        few = kind == "too_short"
        number = context["min_length" if few else "max_length"]
        return f"at {'least' if few else 'most'} {number} {'entry' if number == 1 else 'entries'}"
    if kind == "string_too_short":
        return "a text that is not empty"
    if kind == "string_too_long":
        return f"at most {context['max_length']} characters"
    if kind == "string_pattern_mismatch":
        return next((said for part, said in _PATTERNS.items() if part in context["pattern"]), _OTHERWISE[1])
    family = kind.split("_")[0]
    if family in ("int", "float", "less", "greater") and info is not None and len(path) and _limits(info):
        return f"{'a whole number' if int in _types(info.annotation) else 'a number'} {_limits(info)}"
    if family == "string":
        return _as_text(value)
    inside = _model(model, path)
    if family in ("list", "tuple"):
        return _as_list(value, inside if info is not None else None)
    if family in ("dict", "mapping", "model"):
        return _as_mapping(value, inside)
    return _TYPES.get(family, _OTHERWISE)[1]


def _literals(problem: ErrorDetails) -> list[str]:
    return [word.strip("'") for word in re.split(r", | or ", problem["ctx"]["expected"])]


def _as_text(value: Any) -> str:
    if isinstance(value, int | float):
        return f'a text in quotes: `"{short(value)}"`'
    return "a text, in quotes if it holds `: `" if isinstance(value, Mapping) else "a text"


def _as_mapping(value: Any, inside: type[BaseModel] | None) -> str:
    needed = _needed(inside)
    if needed:
        return f"`{needed}`"
    if inside and inside.model_config.get("extra") == "allow" and isinstance(value, str) and value.isidentifier():
        return f"`{value}: true`"
    known = ", ".join(f"`{key}`" for key in inside.model_fields) if inside else ""
    without = ", without `- `" if isinstance(value, list | tuple) else ""
    return f"keys with values: {known}" if known else f"{_TYPES['mapping'][1]}{without}"


def _needed(inside: type[BaseModel] | None) -> str:
    """The keys that an entry must have, as one writes them."""
    keys = [key for key, info in inside.model_fields.items() if info.is_required()] if inside else []
    return f"{{{', '.join(f'{key}: ...' for key in keys)}}}" if keys else ""


def _as_list(value: Any, inside: type[BaseModel] | None) -> str:
    if needed := _needed(inside):
        return f"a list of entries such as `- {needed}`"
    if isinstance(value, Mapping):
        return "a list: begin each entry with `- `"
    plain = isinstance(value, str | int | float) and not re.search(r"[,:#\[\]{}]", str(value))
    return f"a list, such as `[{short(value)}]`" if plain and value != "" else "a list, such as `[a, b]`"


def _limits(info: FieldInfo) -> str:
    """How large the value of a key may be, in words."""
    found = {key: getattr(one, key) for one in _metadata(info) for key in _SIGNS if getattr(one, key, None) is not None}
    if "ge" in found and "le" in found:
        return f"from {found['ge']:g} to {found['le']:g}"
    return " and ".join(f"{_SIGNS[key]} {limit:g}" for key, limit in found.items())


def _metadata(info: FieldInfo) -> Iterator[Any]:
    """Limits of the key itself, or of its type where that is `Score | None`."""
    yield from info.metadata
    for part in get_args(info.annotation):
        for inner in getattr(part, "__metadata__", ()):
            yield from getattr(inner, "metadata", ())


def _described(info: FieldInfo | None) -> str:
    said = (info.description or "").rstrip(".") if info is not None else ""
    return f" ({said[:1].lower()}{said[1:]})" if said else ""


def _info(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """What the model says of the last key of a path; None for an entry of a list and for a name of the author's."""
    inside = _model(model, path[:-1])
    return inside.model_fields.get(str(path[-1])) if inside and path else None


def _model(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The class of the mapping at this path, None where an author's own names are the keys."""
    inside: type[BaseModel] | None = model
    names_follow = False
    for step in path:
        if inside is None or isinstance(step, int) or names_follow:
            names_follow = False
            continue
        info = inside.model_fields.get(step)
        parts = list(_types(info.annotation)) if info else []
        inside = next((one for one in parts if isinstance(one, type) and issubclass(one, BaseModel)), None)
        names_follow = any(get_origin(one) in (dict, Mapping) for one in parts)
    return None if names_follow else inside


def _types(annotation: Any) -> Iterator[Any]:
    """The types that an annotation is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from _types(part)

"""Fill in `{{ parameters }}`, with Jinja2: as LaTeX in Markdown, as answers' text elsewhere."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exercises.authoring.blame import AuthorError, blame
from exercises.authoring.toolkit import NAMES
from exercises.authoring.writing import MARKDOWN_KEYS, latex, plain, text

Path = tuple[str | int, ...]
EXERCISE_YAML = "exercise.yaml"
_LONE = re.compile(r"\s*\{\{((?:(?!\}\}|\{\{).)*)\}\}\s*", re.DOTALL)


class Renderer:
    """Renders the texts of one exercise. files: name -> text. values: parameters and references, rich objects."""

    def __init__(self, files: Mapping[str, str], values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._markdown = _environment(latex, files)
        self._answers = _environment(text, files)

    def file(self, name: str) -> str:
        """A whole Markdown file; a problem in it is reported with its line."""
        with blame(name, filters=_FILTERS):
            return self._markdown.get_template(name).render(self._values)

    def tree(self, value: Any, path: Path, *, markdown: bool = False) -> Any:
        """Every string inside lists and mappings, filled in. path: where the value stands in exercise.yaml."""
        if isinstance(value, str):
            return self._string(value, path, markdown)
        if isinstance(value, list):
            return [self.tree(entry, (*path, i), markdown=markdown) for i, entry in enumerate(value)]
        if isinstance(value, dict):
            return {key: self.tree(entry, (*path, key), markdown=key in MARKDOWN_KEYS) for key, entry in value.items()}
        return value

    def _string(self, source: str, path: Path, markdown: bool) -> Any:
        if "{{" not in source and "{%" not in source:
            return source
        with blame(EXERCISE_YAML, path, filters=_FILTERS):
            lone = None if markdown else _LONE.fullmatch(source)
            if lone:
                # compile_expression loses StrictUndefined unless told to keep it
                expression = self._answers.compile_expression(lone[1], undefined_to_none=False)
                return plain(_defined(expression(self._values)))
            environment = self._markdown if markdown else self._answers
            return environment.from_string(source).render(self._values)


def _environment(write: Callable[[Any], str], files: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        return (files[name], name, lambda: True) if name in files else None

    def finalize(value: Any) -> str:
        return str(value) if isinstance(value, StrictUndefined) else write(value)

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        # "{#" is ordinary LaTeX
        comment_start_string="{##",
        comment_end_string="##}",
    )
    environment.globals.update(NAMES)
    environment.globals["field"] = _field
    environment.filters.update(filters(write))
    return environment


def _field(name: Any) -> str:
    """The place of a field. In a template its name without quotes is its reference."""
    if not isinstance(name, str):
        raise AuthorError('The name of a field stands in quotes: `{{ field("name") }}`.')
    return f"[[field:{name}]]"


def filters(write: Callable[[Any], str]) -> dict[str, Callable[[Any], str]]:
    """The filters of ours. write: how values are written where the template stands."""
    return {
        "text": text,
        "latex": latex,
        "signed": lambda value: _signed(value, write),
        "paren": lambda value: _paren(value, write),
        "coefficient": lambda value: _coefficient(value, write),
        "vector": lambda value: latex([[entry] for entry in value]),
    }


# Those that are most often meant, for whoever misspells one.
_FILTERS = (*filters(text), "join", "length", "abs", "round", "sum", "first", "last", "int", "float")


def _defined(value: Any) -> Any:
    """The value of an expression. Raises jinja2.UndefinedError where it names what is not there."""
    if isinstance(value, StrictUndefined):
        str(value)
    return value


def _is_negative(value: Any) -> bool:
    if isinstance(value, str):
        raise AuthorError(f"The filters signed, paren and coefficient want a number, not the text {value[:40]!r}.")
    extract = getattr(value, "could_extract_minus_sign", None)
    return bool(extract()) if callable(extract) else bool(value < 0)


def _signed(value: Any, write: Callable[[Any], str]) -> str:
    return f"- {write(-value)}" if _is_negative(value) else f"+ {write(value)}"


def _paren(value: Any, write: Callable[[Any], str]) -> str:
    if not _is_negative(value):
        return write(value)
    return f"({write(value)})" if write is text else rf"\left({write(value)}\right)"


def _coefficient(value: Any, write: Callable[[Any], str]) -> str:
    if value in (1, -1):
        return "-" if value == -1 else ""
    return write(value)

"""Read YAML and remember on which line each key and each entry stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from grading.errors import DefinitionError
from grading.nearest import did_you_mean

KeyPath = tuple[str | int, ...]
MOST_VALUES = 20_000
DEEPEST = 30


@dataclass(frozen=True)
class Located:
    """The plain data of a file and, for each path in it, its line (counted from 1)."""

    file: str
    data: Any
    lines: dict[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of the path, or of the nearest thing around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: KeyPath) -> str:
        """File and line of the path."""
        return f"{self.file}:{self.line(path)}"

    def explain(self, problem: ErrorDetails, known: Iterable[str]) -> DefinitionError:
        """One of pydantic's errors in an author's words. known: the keys that an unknown one may be meant to be."""
        path = problem["loc"]
        where, key = self.where(path), ".".join(map(str, path))
        if problem["type"] == "missing":
            return DefinitionError(f"`{key}` is missing.", where=where)
        if problem["type"] == "extra_forbidden":
            return DefinitionError(f"Unknown key `{path[-1]}`.", where=where, remedy=did_you_mean(str(path[-1]), known))
        if problem["type"] == "value_error":
            return DefinitionError(str(problem["ctx"]["error"]), where=where)
        if not path:
            return DefinitionError("This is no mapping.", where=where, remedy="Begin with lines such as `title: ...`.")
        shown = repr(problem["input"])[:60]
        return DefinitionError(f"`{key}` is {shown}.", where=where, remedy=f"{problem['msg']}.")


def read_yaml(text: str, file: str) -> Located:
    """Mappings, lists, texts, numbers and booleans, nothing else. Raises DefinitionError with file and line."""
    try:
        tree = YAML(typ="rt", pure=True).load(text)
    except DuplicateKeyError as error:
        key = str(error.problem).split('"')[1] if '"' in str(error.problem) else "?"
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError(
            f"The key `{key}` stands here for the second time.", where=f"{file}:{line}", remedy="Keep one of them."
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"This is no YAML: {error.problem or error.context}."
        remedy = "Check the indentation, and put texts with `: `, `#`, braces or brackets in quotes."
        raise DefinitionError(problem, where=f"{file}:{mark.line + 1 if mark else 1}", remedy=remedy) from error
    except (YAMLError, RecursionError, ValueError) as error:
        reason = "It is nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())[:200]
        raise DefinitionError(f"This is no YAML: {reason}.", where=f"{file}:1") from error
    reader = _Reader(file)
    return Located(file, reader.plain(tree, (), 1), reader.lines)


class _Reader:
    def __init__(self, file: str) -> None:
        self.lines: dict[KeyPath, int] = {(): 1}
        self._file = file

    def plain(self, value: Any, path: KeyPath, line: int) -> Any:
        self.lines[path] = line
        # aliases of aliases grow exponentially although the file is small
        if len(self.lines) > MOST_VALUES or len(path) > DEEPEST:
            raise DefinitionError("There are too many values here.", where=f"{self._file}:{line}")
        if isinstance(value, CommentedMap):
            return {key: self.plain(entry, (*path, key), at) for key, entry, at in self._entries(value, line)}
        if isinstance(value, CommentedSeq):
            return [self.plain(entry, (*path, i), value.lc.item(i)[0] + 1) for i, entry in enumerate(value)]
        return self._scalar(value, line)

    def _entries(self, mapping: CommentedMap, line: int) -> Iterator[tuple[str, Any, int]]:
        for key, entry in mapping.items():
            if not isinstance(key, str | int | float):
                raise DefinitionError(
                    "A key must be a word.", where=f"{self._file}:{line}", remedy="Put texts with braces in quotes."
                )
            # keys that a merge (<<) brought in have no line of their own
            yield str(key), entry, mapping.lc.key(key)[0] + 1 if key in (mapping.lc.data or {}) else line

    def _scalar(self, value: Any, line: int) -> Any:
        if value is None or isinstance(value, bool):
            return value
        for kind in (int, float, str):
            if isinstance(value, kind):
                return kind(value)
        if isinstance(value, TaggedScalar):
            raise DefinitionError("Tags such as !!python are not allowed.", where=f"{self._file}:{line}")
        return str(value)

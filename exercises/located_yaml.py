"""Read YAML and remember on which line each key and each entry stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from exercises.yaml_words import worded
from grading.errors import DefinitionError, stopped
from grading.faults import Fault, place

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

    def explain(self, fault: Fault) -> DefinitionError:
        """A key with a wrong value, with its line and its place."""
        if not fault.path and not isinstance(self.data, Mapping):
            remedy = "Begin with lines such as `title: ...`."
            return DefinitionError("This is no mapping.", where=self.where(()), remedy=remedy)
        text = f"{place(fault.path)}: {fault.text}" if fault.path else fault.text
        return DefinitionError(stopped(text), where=self.where(fault.path), remedy=fault.remedy)


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
        problem, remedy, line = worded(error)
        raise DefinitionError(f"This is no YAML: {problem}.", where=f"{file}:{line}", remedy=remedy) from error
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
                remedy = 'Put texts with braces in quotes: `"{{ a }}"`.'
                raise DefinitionError("A key must be a word.", where=f"{self._file}:{line}", remedy=remedy)
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

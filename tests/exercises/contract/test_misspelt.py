"""Every key of exercise.yaml, misspelt, is named with what was meant."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from exercises.bundle import folders
from exercises.content import make
from exercises.definition import EXERCISE_YAML, Definition, read_or_explain
from exercises.located_yaml import KeyPath, read_yaml
from grading.errors import DefinitionError
from tests.exercises.bundles import LIBRARY, bundle

NAMES = [f"{folder.parent.name}/{folder.name}" for folder in folders(LIBRARY)]
# Below these an author's own names are the keys; so are the fields of a sample.
OWN = {"fields", "symbols", "given", "define", "requires", "expects"}
FIXED = {"verdict", "score", "misconception", "says", "each"}


def keys_of(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        is_own = (path and path[-1] in OWN) or (path[:1] == ("samples",) and step not in FIXED)
        if isinstance(step, str) and not is_own:
            yield (*path, step)
        yield from keys_of(entry, (*path, step))


def misspelt(value: Any, path: KeyPath, word: str) -> Any:
    if isinstance(value, list):
        return [misspelt(entry, path[1:], word) if i == path[0] else entry for i, entry in enumerate(value)]
    last = len(path) == 1
    changed = {
        key: entry if last else misspelt(entry, path[1:], word) for key, entry in value.items() if key == path[0]
    }
    return {**value, **changed} if not last else {word if k == path[0] else k: entry for k, entry in value.items()}


def said_of(files: dict[str, str]) -> str:
    """The first thing that its author reads."""
    found = read_or_explain(files)
    if not isinstance(found, Definition):
        return str(found[0])
    with pytest.raises(DefinitionError) as told:
        make(found, 0 if found.fixed else 1)
    return str(told.value)


@pytest.mark.parametrize("name", NAMES)
def test_misspelt_key_is_named_with_the_one_that_was_meant(name):
    files = bundle(name)
    data = read_yaml(files[EXERCISE_YAML], EXERCISE_YAML).data
    for path in keys_of(data):
        key = str(path[-1])
        word = key[:-2] + key[-1] + key[-2] if key[-1] != key[-2] else f"{key}q"
        said = said_of(files | {EXERCISE_YAML: json.dumps(misspelt(data, path, word))})
        assert f"`{word}`" in said, path
        assert f"Did you mean `{key}`?" in said, path

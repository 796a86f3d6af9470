"""Whatever value stands wherever in exercise.yaml, an author reads an explanation, never a traceback."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from exercises import content
from exercises.authoring.variant import make
from exercises.definition import Definition, read_or_explain
from exercises.located_yaml import read_yaml
from grading.errors import DefinitionError
from tests.exercises.bundles import bundle
from tests.exercises.contract.test_contract import TINY

ODD: list[Any] = [None, True, 10**400, "", "{{ nobody }}", "{{ diff }}", [], [[]], {}, "\0"]
# deeper places hold what these hold, and would only cost time
DEEPEST = 5


def paths(value: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in the data, the whole first."""
    yield here
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries if len(here) < DEEPEST else ():
        yield from paths(entry, (*here, key))


def with_odd(data: Any, path: tuple[str | int, ...], odd: Any) -> Any:
    """A copy of the data with another value at the path."""
    if not path:
        return odd
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = with_odd(copy[path[0]], path[1:], odd)
    return copy


def explain(files: dict[str, str]) -> None:
    """Read the exercise and make its variant, as the sandbox would."""
    definition = read_or_explain(files)
    if isinstance(definition, Definition):
        payload = json.loads(json.dumps({**content._payload(definition), "seed": 1}))
        assert content._content(definition, make(payload)).prompt


@pytest.mark.parametrize("name", TINY)
def test_odd_value_is_explained(name):
    files = bundle(name)
    data = read_yaml(files["exercise.yaml"], "exercise.yaml").data
    for path in paths(data):
        for odd in ODD:
            files["exercise.yaml"] = json.dumps(with_odd(data, path, odd))
            try:
                explain(files)
            except DefinitionError:
                continue
            except Exception as error:
                error.add_note(f"{odd!r} at {path}")
                raise

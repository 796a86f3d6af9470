"""YAML is read with line numbers, and every sort of bad YAML is told with its line."""

import pytest

from exercises.located_yaml import MOST_VALUES, read_yaml
from grading.errors import DefinitionError


def test_every_key_and_entry_knows_its_line():
    located = read_yaml("a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n", "f.yaml")
    assert [located.line(path) for path in (("a",), ("b", 0), ("b", 1, "c"), ("b", 1, "d"))] == [1, 3, 4, 5]


def test_unknown_path_has_the_line_of_what_is_around_it():
    assert read_yaml("a:\n  b:\n    c: 1\n", "f.yaml").line(("a", "b", "zzz", 3)) == 2


def test_values_come_out_as_plain_python():
    data = read_yaml("a: 1\nb: 2.50\nc: yes\nd: |\n  text\ne: 2026-01-02\nf: ~\ng: 0x10\n", "f.yaml").data
    assert data == {"a": 1, "b": 2.5, "c": "yes", "d": "text\n", "e": "2026-01-02", "f": None, "g": 16}
    assert {type(value) for value in data.values()} == {int, float, str, type(None)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: one\ntitle: two\n", 2, "second time"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "no YAML"),
        ("a: 1\n  b: 2\n", 2, "no YAML"),
        ("a: 1\n\tb: 2\n", 2, "no YAML"),
        ("a: x: y\n", 1, "no YAML"),
        ('a: 1\nb: "open\n', 2, "no YAML"),
        ("a: 1\nb: *nobody\n", 2, "no YAML"),
        ("a: 1\nb: @x\n", 2, "no YAML"),
        ("a: 1\n---\nb: 2\n", 2, "no YAML"),
        ("a: 1\nb: {{ x }}\n", 2, "key must be a word"),
        ("a: 1\nb: !!python/object:os.system ls\n", 2, "Tags"),
        ("a: \x07\n", 1, "no YAML"),
        ("- " * 2000 + "x\n", 1, ""),
        ("[" * 5000, 1, ""),
    ],
)
def test_bad_yaml_is_told_with_its_line(text, line, words):
    with pytest.raises(DefinitionError) as caught:
        read_yaml(text, "exercise.yaml")
    assert caught.value.where == f"exercise.yaml:{line}"
    assert words in caught.value.problem


def test_aliases_of_aliases_do_not_fill_the_memory():
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))
    with pytest.raises(DefinitionError, match="too many values"):
        read_yaml(f"a0: &a0 [x]\n{levels}", "exercise.yaml")
    assert MOST_VALUES < 9**11


def test_alias_of_itself_is_refused():
    with pytest.raises(DefinitionError, match="too many values"):
        read_yaml("&a\nb: *a\n", "exercise.yaml")

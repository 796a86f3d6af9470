"""The setting that a field declares: symbols, which of them are random and independent, and what is given."""

from collections.abc import Iterable, Mapping
from typing import Any

from grading.errors import DefinitionError
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.setting import Setting, make_setting
from grading.maths.matrices.symbols import read_symbols
from grading.maths.tree import Relation


def read_setting(symbols: Mapping[str, Any], independent: Iterable[Any], given: Iterable[str]) -> Setting:
    """The setting of a field. Raises DefinitionError, and AnswerError at a given that cannot be read."""
    plain, random = _read_random(symbols)
    setting = Setting(read_symbols(plain), _groups(random, list(independent)))
    relations = []
    for text in given:
        tree, _places = read_statement(text, setting.vocabulary)
        if not isinstance(tree, Relation):
            raise DefinitionError(f"`{text}` is no relation", where="given", remedy="Write it as `name = ...`.")
        relations.append(tree)
    return make_setting(setting, relations)


def _read_random(symbols: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The symbols with `random` taken for real or general, and the names of the random ones."""
    plain, random = {}, []
    for name, said in symbols.items():
        word = said.get("is") if isinstance(said, Mapping) else said
        if word != "random":
            plain[name] = said
            continue
        random.append(name)
        plain[name] = {"shape": said["shape"]} if isinstance(said, Mapping) and "shape" in said else "real"
    return plain, random


def _groups(random: list[str], independent: list[Any]) -> tuple[tuple[str, ...], ...]:
    groups = [(item,) if isinstance(item, str) else tuple(item) for item in independent]
    listed = [name for group in groups for name in group]
    unknown = [name for name in listed if name not in random]
    if unknown:
        raise DefinitionError(f"`{unknown[0]}` is not random", where="independent", remedy="Declare it `random`.")
    if len(listed) != len(set(listed)):
        raise DefinitionError("a name stands there twice", where="independent")
    rest = tuple(name for name in random if name not in listed)
    return (*groups, rest) if rest else tuple(groups)

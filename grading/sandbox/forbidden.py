"""What an exercise forbids, taken away at run time: an alias, getattr or a second name does not bring it back.

The libraries themselves go on using it: np.median may sort where the learner may not.
"""

import builtins
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

from grading.sandbox.failure import is_own
from grading.sandbox.source import STATEMENTS, full


class Forbidden(Exception):
    """A forbidden function was called."""


def take_away(forbid: Sequence[str], used: list[str]) -> dict[str, Any]:
    """Replace what the names mean in every loaded module; whoever calls it anyway is noted in `used`.

    Returns the builtins that the learner's module is to have.
    """
    names = [name for name in forbid if name not in STATEMENTS]
    for name in names:
        if not hasattr(builtins, name):
            _replace(name, used)
    own = ModuleType("builtins")
    blocked = {name: _block(name, getattr(builtins, name), set(), used) for name in names if hasattr(builtins, name)}
    vars(own).update(vars(builtins) | blocked)
    if blocked:
        sys.modules["builtins"] = own
    return vars(own)


def _replace(name: str, used: list[str]) -> None:
    originals = {id(value): value for value in _values(full(name))}
    places = [
        (module, attribute, value)
        for module in list(sys.modules.values())
        if isinstance(module, ModuleType)
        for attribute, value in list(vars(module).items())
        if id(value) in originals
    ]
    homes = {id(vars(module)) for module, _, _ in places}
    blocks = {key: _block(name, value, homes, used) for key, value in originals.items()}
    for module, attribute, value in places:
        setattr(module, attribute, blocks[id(value)])


def _values(name: str) -> Iterator[Any]:
    """The callables that a dotted name stands for: itself, or all that a module and its submodules define."""
    found = _find(name)
    if not isinstance(found, ModuleType):
        if callable(found):
            yield found
        return
    for key, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and (key == name or key.startswith(name + ".")):
            yield from (value for value in vars(module).values() if _belongs(value, name))


def _belongs(value: Any, name: str) -> bool:
    # np.linalg holds helpers of other parts of NumPy too; those stay. A ufunc tells no module.
    home = getattr(value, "__module__", None) or name
    return callable(value) and not isinstance(value, type) and str(home).startswith(name)


def _find(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    try:
        return importlib.import_module(name)
    except ImportError:
        return getattr(_find(module), attribute, None) if module else None


def _block(name: str, original: Callable[..., Any], homes: set[int], used: list[str]) -> Callable[..., Any]:
    """A stand-in that only the library's own modules get through. homes: ids of their namespaces."""

    def forbidden(*arguments: Any, **options: Any) -> Any:
        caller = sys._getframe(1)
        if id(caller.f_globals) in homes and not is_own(caller.f_code.co_filename):
            return original(*arguments, **options)
        used.append(name)
        raise Forbidden(f"{name} is not allowed in this exercise")

    return forbidden

"""What an exercise forbids, taken away at run time: an alias, getattr or a second name does not bring it back."""

import builtins
import importlib
import sys
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, NoReturn

from grading.sandbox.source import STATEMENTS, full


class Forbidden(Exception):
    """A forbidden function was called."""


def take_away(forbid: Sequence[str], used: list[str]) -> None:
    """Replace what the dotted names mean in every loaded module; whoever calls it anyway is noted in `used`."""
    blocks: dict[int, Any] = {}
    for name in forbid:
        if name not in STATEMENTS:
            blocks |= {id(value): (value, _block(name, used)) for value in _values(full(name))}
    if not blocks:
        return
    for module in list(sys.modules.values()):
        for attribute, value in list(vars(module).items()) if isinstance(module, ModuleType) else ():
            if id(value) in blocks:
                setattr(module, attribute, blocks[id(value)][1])


def _values(name: str) -> Iterator[Any]:
    """The callables that a dotted name stands for: itself, or all that a module and its submodules define."""
    found = _find(name)
    if not isinstance(found, ModuleType):
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
    if hasattr(builtins, name):
        return getattr(builtins, name)
    module, _, attribute = name.rpartition(".")
    try:
        return importlib.import_module(name)
    except ImportError:
        return getattr(_find(module), attribute, None) if module else None


def _block(name: str, used: list[str]) -> Callable[..., NoReturn]:
    def forbidden(*arguments: Any, **options: Any) -> NoReturn:
        used.append(name)
        raise Forbidden(f"{name} is not allowed in this exercise")

    return forbidden

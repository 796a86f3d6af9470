"""What an exercise forbids, taken away at run time: an alias, getattr or a second name does not bring it back.

The libraries themselves go on using it: np.median may sort where the learner may not. This is a hint, not a wall: the
learner's code shares its process with all of this, and who knows Python's inside well enough finds a way around. No
secret and no verdict hangs on it, only whether a detour is noticed.
"""

import builtins
import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType, ModuleType
from typing import Any, Final

from grading.sandbox.failure import is_own
from grading.sandbox.learner.source import BY_TEXT, STATEMENTS, full, implied

# Events of sys.addaudithook: ways to find what was hidden, or to make code out of bytes.
DETOURS: Final = ("gc.get_", "ctypes.", "code.__new__", "function.__new__", "marshal.", "sys.settrace")
# Files of the standard library that make code of their own; ast.parse gives a tree, which does not run.
MAKERS: Final = ("/dataclasses.py", "/collections/__init__.py", "/ast.py")
# Files of the standard library that import what they are told, for whoever asks.
_MACHINERY: Final = ("<frozen importlib", "<frozen runpy", importlib.__file__, pkgutil.__file__)
_SEEKERS: Final = ("/pydoc.py", "/runpy.py")


class Forbidden(Exception):
    """A forbidden function was called."""


def take_away(forbid: Sequence[str], used: list[str]) -> dict[str, Any]:
    """Replace what the names mean in every loaded module; whoever calls it anyway is noted in `used`.

    Returns the builtins that the learner's module is to have.
    """
    names = [name for name in implied(forbid) if name not in STATEMENTS]
    for name in names:
        if full(name).partition(".")[0] in sys.modules and name != "importlib":
            _replace(name, used)
    if names:
        sys.meta_path.insert(0, Gate([*map(full, names)], used))
    own = ModuleType("builtins")
    blocked = {name: _block(name, getattr(builtins, name), set(), used) for name in names if hasattr(builtins, name)}
    vars(own).update(vars(builtins) | blocked)
    if blocked:
        sys.modules["builtins"] = own
    return vars(own)


class Gate:
    """Stands before all imports: the learner's file loads nothing that is forbidden; libraries load what they need."""

    def __init__(self, names: Sequence[str], used: list[str]) -> None:
        self._names = names
        self._used = used

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        if any(f"{name}.".startswith(f"{each}.") for each in self._names) and is_own(_importer()):
            self._used.append(name)
            raise Forbidden(f"{name} is not allowed in this exercise")


def _importer() -> str:
    """The file whose code imports, behind the machinery of imports."""
    frame: FrameType | None = sys._getframe(2)
    while frame and _is_machinery(frame.f_code):
        frame = frame.f_back
    return frame.f_code.co_filename if frame else ""


def _is_machinery(code: CodeType) -> bool:
    """Whether it imports on behalf of its caller, as a package does that loads its parts when they are asked for."""
    if is_own(code.co_filename):
        return False
    named = code.co_filename.startswith(_MACHINERY) or code.co_filename.endswith(_SEEKERS)
    return named or code.co_name == "__getattr__"


def guard(forbid: Sequence[str], used: list[str], codes: Sequence[CodeType | None]) -> None:
    """From now on, also note detours: asking the interpreter for what was hidden, or running text as code.

    codes: what is about to run: the learner's own file, and lines typed beside it.
    """
    texts = any(name in STATEMENTS for name in forbid)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if texts and event in ("compile", "exec"):
            detour = not any(arguments[0] is code for code in codes) and _runs_text(sys._getframe(1).f_code.co_filename)
        elif event == "object.__getattr__":
            detour = getattr(arguments[0], "__module__", "") == __name__
        else:
            detour = event.startswith(DETOURS) and is_own(sys._getframe(1).f_code.co_filename)
        if detour:
            word = "exec" if event in BY_TEXT else str(arguments[1]) if event == "object.__getattr__" else event
            used.append(word)
            raise Forbidden(f"{word} is not allowed in this exercise")

    if forbid:
        sys.addaudithook(hook)


def _runs_text(caller: str) -> bool:
    """Whether it is not the import of a module, nor a class that the standard library writes."""
    return not (caller.startswith("<frozen importlib") or (caller.startswith("/") and caller.endswith(MAKERS)))


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

    # A default, unlike a closure, is asked for under the eyes of the hook; and no traceback may keep it.
    def forbidden(*arguments: Any, _kept: Any = (original, homes, used), **options: Any) -> Any:
        caller = sys._getframe(1)
        if id(caller.f_globals) in _kept[1] and not is_own(caller.f_code.co_filename):
            try:
                return _kept[0](*arguments, **options)
            except BaseException:
                del _kept
                raise
        _kept[2].append(name)
        del _kept
        raise Forbidden(f"{name} is not allowed in this exercise")

    return forbidden

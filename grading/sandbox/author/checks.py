"""What tests.py may state about a result. A check that fails says how: reason, got, expected, where they differ."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grading.sandbox.author.functions import Function, LearnerRaised

Kinds = type[BaseException] | tuple[type[BaseException], ...]


class Failed(AssertionError):
    """A check did not hold. reason: one word or two of the list in report.py."""

    def __init__(self, reason: str, *, got: Any = None, expected: Any = None, says: str = "", **more: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.got = got
        self.expected = expected
        self.says = says
        self.more = more


def close(got: Any, want: Any, rtol: float = 1e-7, atol: float = 1e-9, says: str = "") -> None:
    """got has want's shape and, entry by entry, its value up to atol + rtol * |want|. NaN is never close to anything.

    Lists, tuples and dicts are compared item by item.
    """
    _something(got, want, says)
    if isinstance(want, dict):
        _same_keys(got, want, says)
        for key in want:
            close(got[key], want[key], rtol, atol, says)
    elif isinstance(want, (list, tuple)) and not _is_table(want):
        _same_length(got, want, says)
        for mine, theirs in zip(got, want, strict=True):
            close(mine, theirs, rtol, atol, says)
    else:
        _close_arrays(got, want, rtol, atol, says)


def equal(got: Any, want: Any, says: str = "") -> None:
    """got is exactly want: shape, values, keys, text."""
    _something(got, want, says)
    if isinstance(want, (np.ndarray, np.generic)) or isinstance(got, (np.ndarray, np.generic)):
        same_shape(got, want, says)
        differ = np.asarray(got) != np.asarray(want)
        if np.any(differ):
            raise Failed("wrong value", got=got, expected=want, says=says, **_where(differ))
    elif not _same_kind(got, want) or got != want:
        raise Failed("wrong value", got=got, expected=want, says=says)


def same_shape(got: Any, want: Any, says: str = "") -> None:
    """got is an array, or nested lists, of want's shape."""
    _something(got, want, says)
    have, need = _shape(got), _shape(want)
    if have != need:
        raise Failed("wrong shape", got=got, expected=want, says=says, have=str(have), need=str(need))


def finite(got: Any, says: str = "") -> None:
    """No NaN and no infinity."""
    bad = ~np.isfinite(_numbers(got, got))
    if np.any(bad):
        raise Failed("not finite", got=got, says=says, **_where(bad))


def check(condition: Any, says: str = "") -> None:
    """The condition is true; `says` states it for the learner."""
    if not condition:
        raise Failed("law", says=says)


def raises(kind: Kinds, function: Callable[..., Any], *arguments: Any, says: str = "", **options: Any) -> None:
    """Calling the function with these arguments raises one of the kinds of exception."""
    names = [each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,))]
    try:
        value = function(*arguments, **options)
    except LearnerRaised as raised:
        if any(name in raised.bases for name in names):
            return
        have = f"{raised.type}: {raised.message}".rstrip(": ")
        raise Failed("wrong exception", says=says, have=have, need=" or ".join(names)) from raised
    raise Failed("not raised", got=value, says=says, need=" or ".join(names))


def unchanged(function: Any, *arguments: Any, says: str = "", **options: Any) -> Any:
    """Calling the function leaves its arguments as they were; gives the result, which must be one."""
    reply = _learners("unchanged", function).watched("arguments", *arguments, **options)
    if reply.changed:
        raise Failed("mutated", says=says, function=function.name, argument=_argument(function, reply.changed[0]))
    _something(reply.value, "a result", says)
    return reply.value


def fresh(function: Any, *arguments: Any, says: str = "", **options: Any) -> Any:
    """As unchanged; besides, the result is an array of its own: to write into it changes no argument."""
    value = unchanged(function, *arguments, says=says, **options)
    reply = function.watched("arguments", *arguments, **options)
    if reply.shared:
        raise Failed("view", says=says, function=function.name, argument=_argument(function, reply.shared[0]))
    return value


def vectorised(function: Any, few: tuple[Any, ...], many: tuple[Any, ...], says: str = "") -> None:
    """Calling the function with many rows runs hardly more lines of its Python than calling it with few.

    few, many: the arguments of the two calls. Lines are counted, not seconds: no machine is too slow for it.
    """
    learner = _learners("vectorised", function)
    least, most = (learner.watched("lines", *arguments).lines for arguments in (few, many))
    more = sum(map(np.size, many)) - sum(map(np.size, few))
    rows = max(1, min(more, max(np.shape(each)[0] if np.ndim(each) else 1 for each in many)))
    if most - least > rows / 4:
        raise Failed("loops", says=says, function=function.name, few=str(least), many=str(most))


def accurate(got: Any, want: Any, digits: float = 9, says: str = "") -> None:
    """got has so many of want's digits, entry by entry; want comes from a computation of higher precision.

    For functions that may be right on paper and lose digits on a machine: what fails here is called unstable.
    """
    same_shape(got, want, says)
    have, wanted = _numbers(got, want), _numbers(want, want)
    with np.errstate(all="ignore"):
        error = np.abs(have - wanted) / np.where(wanted == 0, 1, np.abs(wanted))
        lost = ~((error <= 10.0**-digits) | (have == wanted))
    if np.any(lost):
        left = max(0.0, -np.log10(np.max(np.where(np.isfinite(error), error, 1.0)) + 1e-300))
        found = {"digits": str(int(left)), "need": f"{digits:g}"} | _where(lost)
        raise Failed("unstable", got=got, expected=want, says=says, **found)


def _learners(word: str, function: Any) -> Function:
    if not isinstance(function, Function):
        raise TypeError(f"{word}(learner.f, ...) needs one of the learner's functions")
    return function


def _argument(function: Function, position: int) -> str:
    """How the signature calls an argument."""
    return function.parameters[position] if position < len(function.parameters) else str(position + 1)


def is_close(got: Any, want: Any, rtol: float = 1e-7, atol: float = 1e-9) -> bool:
    """Whether close(got, want) holds; never raises for odd values."""
    try:
        close(got, want, rtol, atol)
    except (Failed, TypeError, ValueError):
        return False
    return True


def _something(got: Any, want: Any, says: str) -> None:
    """A function without return gives None; it must not pass for one that did nothing wrong."""
    if got is None and want is not None:
        raise Failed("no result", says=says)


def _close_arrays(got: Any, want: Any, rtol: float, atol: float, says: str) -> None:
    same_shape(got, want, says)
    have, wanted = _numbers(got, want), _numbers(want, want)
    with np.errstate(all="ignore"):
        near = (np.abs(have - wanted) <= atol + rtol * np.abs(wanted)) & np.isfinite(wanted)
        differ = ~(near | (have == wanted))
        if not differ.any():
            return
        strange = np.isnan(have) & ~np.isnan(wanted)
        if strange.any():
            raise Failed("nan", got=got, expected=want, says=says, **_where(strange))
        largest = np.max(np.abs(np.where(np.isfinite(have), have, np.inf) - np.where(np.isfinite(wanted), wanted, 0)))
    raise Failed("wrong value", got=got, expected=want, says=says, largest=f"{float(largest):.3g}", **_where(differ))


def _numbers(value: Any, want: Any) -> Any:
    """A value as an array of floats or complex numbers: differences of unsigned and boolean entries would be wrong."""
    try:
        array = np.asarray(value)
        if array.dtype.kind in "biufc":
            return array.astype(np.result_type(array.dtype, np.float64), copy=False)
        if array.dtype == object and all(isinstance(entry, int) for entry in array.flat):
            return array.astype(float)  # integers beyond 64 bits
    except (ValueError, OverflowError):
        pass
    raise Failed("not numbers", got=value, expected=want)


def _shape(value: Any) -> tuple[int, ...]:
    try:
        return np.shape(value)
    except ValueError:
        raise Failed("not numbers", got=value) from None


def _where(differ: Any) -> dict[str, str]:
    """The first index that differs, as it is written in Python; nothing for a single number."""
    if not np.ndim(differ):
        return {}
    index = ", ".join(str(int(i)) for i in np.argwhere(differ)[0])
    return {"index": f"[{index}]"}


def _is_table(value: Any) -> bool:
    """Nested lists of numbers, all rows equally long."""
    try:
        return np.asarray(value).dtype.kind in "biufc"
    except ValueError:
        return False


def _same_kind(got: Any, want: Any) -> bool:
    """Two values of one type, two numbers, or two sets: those of a learner cross as frozen ones."""
    sets = (set, frozenset)
    return type(got) is type(want) or all(map(_is_number, (got, want))) or (type(got) in sets and type(want) in sets)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, complex, np.number)) and not isinstance(value, bool)


def _same_length(got: Any, want: Any, says: str) -> None:
    if not isinstance(got, (list, tuple)) and not np.ndim(got):
        raise Failed("wrong type", got=got, expected=want, says=says, have=type(got).__name__, need=type(want).__name__)
    if len(got) != len(want):
        raise Failed("wrong length", got=got, expected=want, says=says, have=str(len(got)), need=str(len(want)))


def _same_keys(got: Any, want: dict[Any, Any], says: str) -> None:
    if not isinstance(got, dict) or got.keys() != want.keys():
        raise Failed("wrong keys", got=got, expected=want, says=says, need=", ".join(map(str, want)))

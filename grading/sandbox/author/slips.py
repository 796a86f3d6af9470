"""Slips that no author has to foresee: read off from what a function gave and what the reference gives.

A slip is named only when it explains every input on which the two differ, and at least two such inputs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np

MOST_SEEN: Final = 60
FEWEST: Final = 2

Again = Callable[..., Any]


@dataclass(frozen=True)
class Seen:
    """One call: its arguments, what the learner's function gave, and what the reference gives.

    again: the reference's function, for asking what it gives for other arguments. Raises whatever it raises.
    """

    args: tuple[Any, ...]
    got: Any
    expected: Any
    again: Again

    @property
    def lengths(self) -> set[int]:
        """The lengths of the array arguments along each axis, those that say something."""
        return {length for value in self.args for length in np.shape(_plain(value)) if length > 1}


@dataclass(frozen=True)
class Slip:
    """name: stable, for the class page. says: in the learner's words. holds: whether it explains a difference.

    always: it would show in every result that is not 0, so one that is right speaks against it.
    """

    name: str
    says: str
    holds: Callable[[Seen], bool]
    always: bool = False


def named(seen: Sequence[Seen]) -> Slip | None:
    """The slip that explains all that differs, None when there is none or too little differs to tell."""
    parts: dict[int, list[Seen]] = {}
    for whole in seen[:MOST_SEEN]:
        for place, item in enumerate(_items(whole)):
            parts.setdefault(place, []).extend(_readable(item))
    telling = {place: part for place, part in parts.items() if any(_differs(one) for one in part)}
    slips = (slip for slip in SLIPS if telling and all(_explains(slip, part) for part in telling.values()))
    slip = next(slips, None)
    return replace(slip, says=f"{slip.says}{_which([*telling], len(parts))}") if slip else None


def _which(places: Sequence[int], items: int) -> str:
    """Which items of the result it is about, where others are right."""
    if len(places) == items:
        return ""
    numbers = " and ".join(str(place + 1) for place in places)
    return f" This is about item {numbers} of what is returned."


def _explains(slip: Slip, part: Sequence[Seen]) -> bool:
    """Whether the slip explains at least a few differences, and nothing speaks against it."""
    differing = [one for one in part if _differs(one)]
    return len(differing) >= FEWEST and all(_holds(slip, one) for one in (part if slip.always else differing))


def _holds(slip: Slip, seen: Seen) -> bool:
    with np.errstate(all="ignore"):
        try:
            return bool(slip.holds(seen))
        except Exception:  # the reference refuses what this slip would give it
            return False


def _readable(one: Seen) -> Iterator[Seen]:
    """The call, when it gave numbers where numbers are asked."""
    got, expected = _plain(one.got), _plain(one.expected)
    if got is not None and expected is not None and expected.size:
        yield Seen(one.args, got, expected, one.again)


def _items(whole: Seen) -> Sequence[Seen]:
    """A result of several items (a loss and its gradient) item by item: the slip may be in one of them only."""
    got, expected = whole.got, whole.expected
    if not isinstance(expected, tuple) or not isinstance(got, (tuple, list)) or len(got) != len(expected):
        return [whole]
    return [Seen(whole.args, got[i], expected[i], partial(_item, whole.again, i)) for i in range(len(expected))]


def _item(again: Again, place: int, *args: Any) -> Any:
    return again(*args)[place]


def _plain(value: Any) -> Any:
    """The value as an array of numbers, None when it is none."""
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biufc" else None


def _differs(one: Seen) -> bool:
    return not _same(one.got, one.expected)


def _same(got: Any, expected: Any) -> bool:
    """Equal in shape and up to rounding."""
    return bool(np.shape(got) == np.shape(expected) and np.allclose(got, expected, rtol=1e-7, atol=1e-9))


def _broadcast(seen: Seen) -> bool:
    """A column met a row, and a table came out."""
    return bool(seen.got.ndim == seen.expected.ndim + 1 and seen.got.size == seen.expected.size * seen.got.shape[-1])


def _as_column(seen: Seen) -> bool:
    return bool(seen.got.shape == (*seen.expected.shape, 1))


def _transposed(seen: Seen) -> bool:
    return bool(seen.got.ndim == 2 and _same(seen.got.T, seen.expected))


def _other_axis(seen: Seen) -> bool:
    """What the reference gives when rows are taken for columns."""
    first, *rest = seen.args
    if np.ndim(first) != 2:
        return False
    turned = _plain(seen.again(np.ascontiguousarray(np.asarray(first).T), *rest))
    return turned is not None and (_same(seen.got, turned) or _same(seen.got, turned.T))


def _times(factor: Callable[[int], float]) -> Callable[[Seen], bool]:
    """The reference times a factor that depends on the length of an argument."""
    return lambda seen: any(_same(seen.got, seen.expected * factor(length)) for length in seen.lengths)


def _constant(factor: float) -> Callable[[Seen], bool]:
    return lambda seen: _same(seen.got, seen.expected * factor)


def _truncated(seen: Seen) -> bool:
    return _same(seen.got, np.trunc(seen.expected)) or (
        seen.got.dtype.kind in "iu" and _same(seen.got, np.floor(seen.expected))
    )


SLIPS: Final = (
    Slip("sign", "The result has the opposite sign.", _constant(-1), always=True),
    Slip("transposed-result", "Rows and columns of the result are exchanged.", _transposed),
    Slip(
        "sum-for-mean",
        "The result is too large by the number of terms: a sum, where a mean is asked for.",
        _times(lambda length: length),
    ),
    Slip(
        "mean-for-sum",
        "The result is too small by the number of terms: a mean, where a sum is asked for.",
        _times(lambda length: 1 / length),
    ),
    Slip(
        "population-variance",
        "The sum of squares is divided by n; here it is divided by n - 1 (`ddof=1`).",
        _times(lambda length: (length - 1) / length),
    ),
    Slip(
        "sample-variance",
        "The sum of squares is divided by n - 1; here it is divided by n (`ddof=0`).",
        _times(lambda length: length / (length - 1)),
    ),
    Slip(
        "population-deviation",
        "The mean square is taken over n; here the sum of squares is divided by n - 1 (`ddof=1`).",
        _times(lambda length: float(np.sqrt((length - 1) / length))),
    ),
    Slip(
        "sample-deviation",
        "The sum of squares is divided by n - 1; here it is divided by n (`ddof=0`).",
        _times(lambda length: float(np.sqrt(length / (length - 1)))),
    ),
    Slip("factor-2", "The result is twice as large as it is to be.", _constant(2), always=True),
    Slip("factor-1/2", "The result is half as large as it is to be.", _constant(0.5), always=True),
    Slip(
        "column-for-vector",
        "The result is a column of shape `(n, 1)` where one axis is asked for, shape `(n,)`.",
        _as_column,
    ),
    Slip(
        "silent-broadcasting",
        "Shapes `(n,)` and `(n, 1)` meet and make a table of shape `(n, n)`. Give both the same shape.",
        _broadcast,
    ),
    Slip(
        "other-axis", "The work is done along the other axis: rows are taken for columns. Look at `axis=`.", _other_axis
    ),
    Slip(
        "fractions-cut-off",
        "Fractions are cut off: an array of whole numbers takes no others. Make it of floats (`dtype=float`).",
        _truncated,
    ),
)


def as_data(slip: Slip) -> Mapping[str, str]:
    return {"name": slip.name, "says": slip.says}

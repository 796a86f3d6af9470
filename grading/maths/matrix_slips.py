"""Known slips that a matrix of numbers can show: its sign, a factor 2, its inverse, two rows that changed places."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from flint import fmpq, fmpq_mat

from grading.maths import numbers
from grading.maths.numbers import Tolerance, Typed
from grading.maths.values import Value, bits
from grading.messages import Message, _, say
from grading.slips import Slip

Rows = tuple[tuple[Typed, ...], ...]
Values = tuple[tuple[Value, ...], ...]
_SAYS = {
    "sign": _("The sizes are right, the sign of the whole is not."),
    "factor-2": _("Follow the factors $2$ and $\\tfrac12$ through your computation: one of them is wrong."),
    "lost-inverse": _("This is the inverse of what is asked, or what is asked is the inverse of this."),
    "swapped-rows": _("The rows are right, but two of them have changed places."),
}
_ENTRIES = _("The numbers are right, but two of them have changed places.")
_ZERO = fmpq(0)
# So many rows are inverted at most, and exchanged.
_MOST = 8


def find(answer: Rows, reference: Rows, tolerance: Tolerance) -> Slip | None:
    """The first slip that leads from the reference to a wrong answer of the same shape."""
    if (len(answer), len(answer[0])) != (len(reference), len(reference[0])):
        return None
    with bits(numbers.BITS):
        made = list(_mutants(tuple(tuple(entry.value for entry in row) for row in reference)))
    for name, values in made:
        # A coarse tolerance may take zeros for numbers that became small.
        nothing = tuple(tuple(_ZERO for _value in row) for row in values)
        if _is(answer, reference, values, tolerance) and not _is(answer, reference, nothing, tolerance):
            return Slip(name, _says(name, reference))
    return None


def _is(answer: Rows, reference: Rows, values: Values, tolerance: Tolerance) -> bool:
    """Whether the answer has these values, in the place of those of the reference."""
    return all(
        numbers.is_right(typed, replace(right, value=value), tolerance)
        for row, wanted, line in zip(answer, reference, values, strict=True)
        for typed, right, value in zip(row, wanted, line, strict=True)
    )


def _says(name: str, reference: Rows) -> Message:
    return say(_ENTRIES if name == "swapped-rows" and len(reference[0]) == 1 else _SAYS[name])


def _mutants(values: Values) -> Iterator[tuple[str, Values]]:
    yield "sign", _times(values, fmpq(-1))
    for factor in (fmpq(2), fmpq(1, 2)):
        yield "factor-2", _times(values, factor)
    if (inverse := _inverse(values)) is not None:
        yield "lost-inverse", inverse
    for first, second in combinations(range(min(len(values), _MOST)), 2):
        places = list(range(len(values)))
        places[first], places[second] = second, first
        yield "swapped-rows", tuple(values[place] for place in places)


def _times(values: Values, factor: fmpq) -> Values:
    return tuple(tuple(value * factor for value in row) for row in values)


def _inverse(values: Values) -> Values | None:
    """None where there is none, where it is not exact, and for a single number."""
    size = len(values)
    entries = [value for row in values for value in row]
    if not 1 < size <= _MOST or len(entries) != size * size or any(type(value) is not fmpq for value in entries):
        return None
    try:
        found = fmpq_mat(size, size, entries).inv()
    except ZeroDivisionError:
        return None
    return tuple(tuple(found[row, column] for column in range(size)) for row in range(size))

"""Properties of a list of numbers: mean, median, range, sum; whole and positive entries."""

from functools import cmp_to_key

from flint import fmpq

from grading.maths.values import Value
from grading.messages import _, say
from grading.properties.reading import Reading, shown, shown_apart
from grading.properties.said import HOLDS, Finding, Said, fails


def mean(answer: Reading, said: Said) -> Finding:
    found = sum(answer.entries, fmpq(0)) / len(answer.entries)
    return _compared(answer, found, said.number("mean"), _("The mean is %(found)s, not %(wanted)s."))


def total(answer: Reading, said: Said) -> Finding:
    found = sum(answer.entries, fmpq(0))
    return _compared(answer, found, said.number("sum"), _("The sum is %(found)s, not %(wanted)s."))


def median(answer: Reading, said: Said) -> Finding:
    """The middle value in order, or the mean of the two in the middle."""
    ordered, half = _ordered(answer), len(answer.entries) // 2
    found = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return _compared(answer, found, said.number("median"), _("The median is %(found)s, not %(wanted)s."))


def spread(answer: Reading, said: Said) -> Finding:
    """The largest minus the smallest entry."""
    ordered = _ordered(answer)
    found = ordered[-1] - ordered[0]
    text = _("The largest minus the smallest is %(found)s, not %(wanted)s.")
    return _compared(answer, found, said.number("range"), text)


def integers(answer: Reading, said: Said) -> Finding:
    odd = next((x for x in answer.entries if type(x) is not fmpq or x.q != 1), None)
    return HOLDS if odd is None else fails(say(_("The entry %(entry)s is no whole number."), entry=shown(odd)))


def positive(answer: Reading, said: Said) -> Finding:
    low = next((x for x in answer.entries if answer.sight.sign(x) <= 0), None)
    return HOLDS if low is None else fails(say(_("The entry %(entry)s is not positive."), entry=shown(low)))


def nonnegative(answer: Reading, said: Said) -> Finding:
    low = next((x for x in answer.entries if answer.sight.sign(x) < 0), None)
    return HOLDS if low is None else fails(say(_("The entry %(entry)s is negative."), entry=shown(low)))


def entries_in(answer: Reading, said: Said) -> Finding:
    """Every entry is one of the listed numbers, such as 0 and 1."""
    allowed = said.vector("entries_in")
    odd = next((x for x in answer.entries if not any(answer.sight.same(x, one) for one in allowed)), None)
    if odd is None:
        return HOLDS
    text = _("The entry %(entry)s is none of %(allowed)s.")
    return fails(say(text, entry=shown(odd), allowed=", ".join(map(shown, allowed))))


def _ordered(answer: Reading) -> list[Value]:

    def order(x: Value, y: Value) -> int:
        return answer.sight.sign(x - y)

    return sorted(answer.entries, key=cmp_to_key(order))


def _compared(answer: Reading, found: Value, wanted: Value, text: str) -> Finding:
    if answer.sight.same(found, wanted):
        return HOLDS
    found_text, wanted_text = shown_apart(found, wanted)
    return fails(say(text, found=found_text, wanted=wanted_text))

"""What becomes of all properties in one reading of an answer, or at many points of an answer with names in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grading.maths.values import Undefined, Unsure
from grading.messages import Message, _, say
from grading.properties.declared import Property
from grading.properties.points import shown_point
from grading.properties.reading import Reading
from grading.properties.said import Finding, fails

# id of a property -> what the author's sandbox found for it.
Asked = Mapping[int, Finding]
# Each property is decided at so many points at least, of which two may be whole numbers.
_FEWEST = 5


@dataclass(frozen=True)
class Judged:
    """What became of every property. reading: the reading that decided."""

    reading: Reading
    findings: tuple[tuple[Property, Finding], ...]

    @property
    def score(self) -> float:
        if any(declared.required and not finding.holds for declared, finding in self.findings):
            return 0.0
        earned = sum(declared.credit for declared, finding in self.findings if finding.holds)
        return earned / sum(declared.credit for declared, _finding in self.findings)

    @property
    def all_hold(self) -> bool:
        return all(finding.holds for _declared, finding in self.findings)


def judge(
    properties: Sequence[Property],
    reading: Reading,
    given: Mapping[str, Any],
    definitions: Mapping[str, str],
    asked: Asked,
    exact: Reading | None = None,
) -> Judged:
    """exact: the decimals as they were typed, for properties whose author says himself how near is right."""
    found = (
        asked.get(id(declared))
        or declared.find(reading if exact is None or declared.atol is None else exact, given, definitions)
        for declared in properties
    )
    return Judged(reading, tuple(zip(properties, found, strict=True)))


def judge_everywhere(
    properties: Sequence[Property],
    readings: Iterable[Reading | Message],
    given: Mapping[str, Any],
    definitions: Mapping[str, str],
    asked: Asked,
) -> Judged:
    """A property holds where it holds at every point; the first point at which it does not is told.

    Raises Unsure where a property can be decided at too few points.
    """
    failed: dict[int, Finding] = {}
    last: Reading | None = None
    decided = Counter[int]()
    for reading in readings:
        if isinstance(reading, Message):
            failed |= {id(declared): fails(reading) for declared in properties if id(declared) not in failed}
            break
        last = last or reading
        for declared in properties:
            finding = failed.get(id(declared)) or asked.get(id(declared)) or _at(declared, reading, given, definitions)
            decided[id(declared)] += finding is not None
            if finding is not None and not finding.holds:
                failed.setdefault(id(declared), finding)
                last = reading if len(failed) == 1 else last
    if any(decided[id(declared)] < _FEWEST for declared in properties if id(declared) not in failed):
        raise Unsure
    holds = Finding(True)
    findings = tuple((declared, failed.get(id(declared), holds)) for declared in properties)
    return Judged(last or Reading(((),)), findings)


def _at(
    declared: Property, reading: Reading, given: Mapping[str, Any], definitions: Mapping[str, str]
) -> Finding | None:
    """What becomes of a property at one point; None where the numbers there are too large to tell."""
    try:
        finding = declared.find(reading, given, definitions)
    except Unsure:
        return None
    except Undefined:
        finding = fails(say(_("The answer has no value.")))
    if finding.holds or finding.residual is None:
        return finding
    return replace(finding, where=say(_("That is at %(point)s."), point=shown_point(reading.point)))

"""What a check found wrong with an exercise."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Finding:
    """text: what is wrong, the same words for every seed; detail: what was seen this time; where: file and line."""

    text: str
    where: str = ""
    detail: str = ""
    remedy: str = ""
    seed: int | None = None

    def on(self, seed: int) -> "Finding":
        return replace(self, seed=seed)


def lines(findings: Iterable[Finding]) -> list[str]:
    """The findings as lines of a report; the same finding on several seeds is one line with the first seed's detail."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.where, finding.text), []).append(finding)
    return [_line(group) for group in groups.values()]


def _line(group: list[Finding]) -> str:
    first = group[0]
    seeds = [str(finding.seed) for finding in group if finding.seed]
    shown = ", ".join(seeds[:5]) + (f" and {len(seeds) - 5} more" if len(seeds) > 5 else "")
    parts = (
        f"{first.where}: " if first.where else "",
        f"seed{'s' if len(seeds) > 1 else ''} {shown}: " if seeds else "",
        first.text,
        f" {first.detail}" if first.detail else "",
        f" {first.remedy}" if first.remedy else "",
    )
    return "".join(parts)

"""SECURITY.md promises what the code has: each tier and each wall by its name."""

import re
from pathlib import Path

from grading.sandbox import tiers
from grading.sandbox.author.checks import fresh, unchanged, vectorised
from grading.sandbox.walls import cgroup
from tests.hostile.worlds import worlds

TEXT = (Path(__file__).resolve().parents[2] / "SECURITY.md").read_text()


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose first column is called so."""
    table = TEXT.split(f"\n| {first} |")[1].split("\n\n")[0].splitlines()
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in table]


def test_each_tier_is_the_set_of_walls_that_the_text_says() -> None:
    head, _, *lines = rows("tier")
    walls = [cell for cell in head if cell in tiers.GUARANTEES]
    said = {line[0]: {wall for wall, has in zip(walls, line[1:], strict=False) if has == "yes"} for line in lines}
    assert walls == list(tiers.GUARANTEES)
    assert said == {tier.name: set(tier.walls) for tier in tiers.TIERS}
    assert [line[0] for line in lines] == [tier.name for tier in tiers.TIERS]


def test_each_wall_is_promised() -> None:
    assert {line[0].lower() for line in rows("wall")[2:]} == {*tiers.GUARANTEES, *tiers.BESIDE, "limits"}


def test_the_numbers_of_the_control_group_are_the_codes() -> None:
    said = re.search(r"at most (\d+) processes, (\d+) GB or (three quarters)", TEXT)
    assert said
    assert (int(said[1]), int(said[2]) * 1024, 0.75) == (cgroup.MOST_PROCESSES, cgroup.MOST_MEGABYTES, cgroup.SHARE)


def test_the_minimum_of_the_text_is_the_default() -> None:
    assert re.search(r"`NABLA_SANDBOX_MINIMUM` names\s+\(`(\w+)` unless set\)", TEXT)[1] == tiers.DEFAULT_MINIMUM  # type: ignore[index]


def test_hostile_programs_run_in_each_tier_that_promises_something() -> None:
    assert {world.tier for world in worlds()} == {tier.name for tier in tiers.TIERS if tier.walls}


def test_checks_that_ask_the_learners_process_are_called_hints() -> None:
    assert {check.__name__ for check in (fresh, unchanged, vectorised)} <= {line[0] for line in rows("hint")}

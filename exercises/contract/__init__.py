"""The checks that every exercise must pass before it is published. One check a function, all listed in CHECKS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exercises.content import Content, make, make_many
from exercises.contract.answers import (
    blank_is_explained,
    code_fails_as_stated,
    misconceptions_are_distinct,
    predicates_judge_ordinary_answers,
    references_earn_everything,
    samples_earn_their_verdicts,
    slips_can_be_seen,
)
from exercises.contract.finding import Finding
from exercises.contract.following import what_follows_is_right
from exercises.contract.formulas import formulas_can_be_typeset
from exercises.contract.texts import fields_have_a_place, numbers_are_humane, texts_are_sound
from exercises.definition import Definition, read_or_explain
from exercises.judging import Judge
from grading.errors import DefinitionError, stopped
from grading.kinds import KINDS
from grading.nearest import nearest

# Making the same variant twice costs as much as checking it, so only the first ones are made twice.
TWICE = 3
# When so many variants cannot be made, the others cannot either.
MOST_FAILURES = 3
Check = Callable[[Definition, Content, Judge], Iterator[Finding]]
# Those that read what a learner reads.
READING: tuple[Check, ...] = (fields_have_a_place, texts_are_sound, numbers_are_humane)
# Those that judge answers.
JUDGING: tuple[Check, ...] = (
    references_earn_everything,
    samples_earn_their_verdicts,
    what_follows_is_right,
    blank_is_explained,
    misconceptions_are_distinct,
    slips_can_be_seen,
)
CHECKS: tuple[Check, ...] = (*JUDGING, predicates_judge_ordinary_answers, code_fails_as_stated, *READING)


@dataclass
class Report:
    """What came out for one exercise; `variants` were checked. fixed: it is the same for every seed."""

    findings: list[Finding] = field(default_factory=list)
    variants: int = 0
    fixed: bool = False


def check(files: Mapping[str, str], seeds: Sequence[int], skills: frozenset[str] | None = None) -> Report:
    """Check an exercise on these seeds (a fixed exercise once).

    skills: those that the course knows; None when no course is at hand.
    """
    definition = read_or_explain(files)
    if not isinstance(definition, Definition):
        return Report([_finding(error) for error in definition])
    report = Report(fixed=definition.fixed)
    contents = dict(_contents(definition, [0] if definition.fixed else seeds, report.findings))
    report.findings += _checked(definition, contents, skills, CHECKS)
    report.findings += _sameness(definition, contents)
    report.variants = len(contents)
    return report


def check_before_publishing(
    definition: Definition, contents: Mapping[int, Content], skills: frozenset[str] | None = None
) -> list[Finding]:
    """What is wrong with these variants, as far as it shows in milliseconds; `check` finds the rest.

    No program is run: a machine that is busy for a moment must not keep a good exercise from learners.
    """
    runs_code = any(KINDS[field["kind"]].runs_code(field) for field in definition.fields.values())
    return list(_checked(definition, contents, skills, READING if runs_code else (*READING, *JUDGING)))


def _checked(
    definition: Definition, contents: Mapping[int, Content], skills: frozenset[str] | None, checks: Sequence[Check]
) -> Iterator[Finding]:
    yield from _unknown_skills(definition, skills)
    judge = Judge()
    for seed, content in contents.items():
        yield from (found.on(seed) for one in checks for found in one(definition, content, judge))
    yield from formulas_can_be_typeset(definition, contents)


def _contents(definition: Definition, seeds: Sequence[int], findings: list[Finding]) -> Iterator[tuple[int, Content]]:
    failures = 0
    for seed, made in make_many(definition, seeds):
        if isinstance(made, Content):
            findings += _repeatability(definition, seed, made) if seed in seeds[:TWICE] else ()
            yield seed, made
            continue
        findings.append(_finding(made).on(seed))
        failures += 1
        if failures == MOST_FAILURES:
            return


def _repeatability(definition: Definition, seed: int, content: Content) -> Iterator[Finding]:
    """The same seed alone, in a process of its own, must make the same variant."""
    if make(definition, seed) != content:
        remedy = "Draw from rng only, keep nothing in global variables, and sort sets."
        yield Finding("The same seed made two different variants.", "variant.py", remedy=remedy).on(seed)


def _sameness(definition: Definition, contents: Mapping[int, Content]) -> Iterator[Finding]:
    if definition.fixed or len(contents) < 2:
        return
    if len({str((content.prompt, content.fields)) for content in contents.values()}) == 1:
        yield Finding("Every seed makes the same variant.", "variant.py", remedy="Draw something, or take it out.")


def _unknown_skills(definition: Definition, skills: frozenset[str] | None) -> Iterator[Finding]:
    for i, skill in enumerate(definition.yaml.skills):
        if skills is not None and skill not in skills:
            close = nearest(skill, skills)
            remedy = f"Did you mean `{close}`?" if close else "Add it to a topic's `skills` in course.yaml."
            yield Finding(f"The course knows no skill `{skill}`.", definition.where(("skills", i)), remedy=remedy)


def _finding(error: DefinitionError) -> Finding:
    return Finding(stopped(error.problem), error.where, remedy=error.remedy)

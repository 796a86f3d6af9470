"""What is given with a statement: one world for each case of it, and for each factor that must be zero."""

from grading.maths.comparisons import Case
from grading.maths.constants import without_constants
from grading.maths.derivations.branches import branches
from grading.maths.derivations.cases import given
from grading.maths.derivations.exact import is_contradictory, possible
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.statements import cases_of
from grading.maths.tree import Tree


def worlds(setting: Setting, statement: Tree) -> tuple[Facts, ...]:
    """All that together says that what is given and the statement hold; at least one."""
    parted = given(setting, statement)
    every = cases_of(parted)
    told = [(case, without_constants(case) if parted is not statement else case) for case in every]
    found = [world for case, said in told if said is not None for world in _of_case(setting, said or case)]
    if not found:
        found = [world for case in every for world in _of_case(setting, case)]
    return tuple(found if parted is statement else possible(found))


def _of_case(setting: Setting, case: Case) -> list[Facts]:
    split = [Facts(each) for each in branches(setting, case)]
    # Where no point is found of a factor it may be zero where nobody looks: then nothing can be said of its world.
    if len(split) > 1 and not all(map(is_contradictory, split)):
        return possible(split)
    return split if len(split) == 1 else [Facts(setting.assuming(*case))]

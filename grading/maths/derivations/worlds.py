"""What is given with a statement: one world for each case of it, and for each factor that must be zero."""

from grading.maths.derivations.branches import branches
from grading.maths.derivations.exact import is_contradictory
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.statements import cases_of
from grading.maths.relations.shapes import Case
from grading.maths.tree import Tree


def worlds(setting: Setting, statement: Tree) -> tuple[Facts, ...]:
    """All that together says that what is given and the statement hold; at least one."""
    return tuple(world for case in cases_of(statement) for world in _of_case(setting, case))


def _of_case(setting: Setting, case: Case) -> list[Facts]:
    split = [Facts(each) for each in branches(setting, case)]
    if len(split) > 1:
        possible = [world for world in split if not is_contradictory(world)]
        # Where no point is found of a factor it may be zero where nobody looks: then nothing can be said of its world.
        if possible:
            return possible
    return split if len(split) == 1 else [Facts(setting.assuming(*case))]

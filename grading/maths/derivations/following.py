"""Does a statement follow from all that is given, in each case of the start?"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import cast

from grading.errors import AnswerError
from grading.maths.derivations.cases import in_each_case, is_looked_at
from grading.maths.derivations.discrete import random_names, speaks_of_chances
from grading.maths.derivations.exact import counterexample, is_proved
from grading.maths.derivations.factor_signs import holds_by_factors
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.generalised import generalised
from grading.maths.derivations.ideals import follows_by_ideal
from grading.maths.derivations.outcomes import is_outcome
from grading.maths.derivations.pointwise import pointwise
from grading.maths.derivations.setting import NOWHERE, Setting
from grading.maths.derivations.sparse import alike_points, sparse_points
from grading.maths.derivations.statements import adjacent
from grading.maths.derivations.steps import Answer, Decision, compared_sides, decide, decide_any, fails_at, read_sides
from grading.maths.derivations.structured import structured_points
from grading.maths.derivations.surface import walk_down
from grading.maths.derivations.traces import follows_by_traces
from grading.maths.derivations.words import follows_by_words
from grading.maths.derivations.worlds import worlds
from grading.maths.derivations.written_out import WrittenOut, is_hardly_met, written_out
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.places import Places
from grading.maths.piecewise import are_by_cases
from grading.maths.tree import ALWAYS, Divide, Logic, Name, Relation, Tree, has_order, names
from grading.maths.values import TooMuch

# Vectors and matrices with so many rows are looked at entry by entry.
_SIZES, _THREE = (1, 2), 3
# Points with few entries that are not 0; and of so many vectors and matrices one and two rows tell enough.
_SPARSE, _PAIR = 400, 2
# By cases one looks at so many outcomes of random names.
_FEW = 2


def follows(worlds: tuple[Facts, ...], statement: Tree, places: Places, *, stated: bool = True) -> Decision:
    """Whether a statement follows in each world: from what is given with each case of the start.

    stated: whether it also says that both sides have values. Raises AnswerError where the shapes do not fit.
    """
    if _holds_without_what_is_given(worlds, statement, places, stated=stated):
        return Decision(Answer.FOLLOWS, facts=worlds[0])
    decision = Decision(Answer.FOLLOWS)
    statement = _without_what_holds_for_each_value(worlds, statement)
    try:
        worlds = tuple(_with_few_values(facts, statement) for facts in worlds)
    except TooMuch:
        return _without_what_is_given(worlds, statement, places, stated=stated)
    for facts in worlds:
        for there, part in _claims(facts, statement):
            found = _found(there, part, places, stated=stated)
            if found.answer is Answer.FAILS:
                return found
            decision = found if decision.answer is Answer.FOLLOWS else decision
    failing = _failing_by_weight(worlds, statement, places, stated=stated)
    if failing is None and decision.answer is Answer.UNSURE and _holds_value_by_value(worlds, statement):
        return Decision(Answer.FOLLOWS, facts=worlds[0])
    return failing or decision


def _holds_without_what_is_given(worlds: tuple[Facts, ...], statement: Tree, places: Places, *, stated: bool) -> bool:
    """Whether an equation holds for all values of its names: what is given of them need not be looked at."""
    if not isinstance(statement, Relation) or set(statement.signs) != {"="} or worlds[0].free:
        return False
    every = [_freed(facts) for facts in worlds]
    if not all(facts.free for facts in every):
        return False
    pairs = adjacent(statement)
    found = (decide(there, left, "=", right, places, stated=stated) for there in every for left, _sign, right in pairs)
    return all(each.answer is Answer.FOLLOWS for each in found)


def _freed(facts: Facts) -> Facts:
    """Without what is given; what the case of a world makes of its names stays."""
    setting = facts.setting
    # What a derivative by an intermediate name is taken of is looked up there.
    kept = () if setting.random else tuple(said for said in setting.given if _defines(setting, said))
    return Facts(replace(setting, facts=(), given=kept))


def _defines(setting: Setting, said: Relation) -> bool:
    name = said.terms[0]
    return said.signs == ("=",) and isinstance(name, Name) and name.name in setting.definitions


def _without_what_is_given(worlds: tuple[Facts, ...], statement: Tree, places: Places, *, stated: bool) -> Decision:
    """Where too much is given to look at all of it, what holds without it follows; of the rest nothing is known."""
    every = [_freed(facts) for facts in worlds]
    claims = (claim for facts in every for claim in _claims(facts, statement))
    holds = all(_found(there, part, places, stated=stated).answer is Answer.FOLLOWS for there, part in claims)
    return Decision(Answer.FOLLOWS if holds else Answer.UNSURE, facts=every[0])


def _with_few_values(facts: Facts, statement: Tree) -> Facts:
    """Random names with few values have all their distributions; at single outcomes others are looked at."""
    if not facts.setting.random or not speaks_of_chances(facts.setting, statement):
        return facts
    return facts.discrete(random_names(facts.setting, statement)) or facts


def _without_what_holds_for_each_value(worlds: tuple[Facts, ...], statement: Tree) -> Tree:
    """The statement without inequalities of expectations that follow from those of the values."""
    if not any(facts.setting.random for facts in worlds) or not has_order(statement):
        return statement
    parts = _parts(statement)
    left = [part for part in parts if not all(_holds_for_each_value(facts, part) for facts in worlds)]
    return left[0] if len(left) == 1 else Logic("and", tuple(left))


def _holds_value_by_value(worlds: tuple[Facts, ...], statement: Tree) -> bool:
    """Whether equations of expectations follow from those of the values, as where both count the same cases."""
    if not all(facts.setting.random for facts in worlds) or has_order(statement):
        return False
    return all(_holds_for_each_value(facts, part) for facts in worlds for part in _parts(statement))


def _holds_for_each_value(facts: Facts, part: Tree) -> bool:
    every = pointwise(facts.setting, part)
    return any(follows((Facts(single),), claim, NOWHERE).answer is Answer.FOLLOWS for single, claim in every)


def _failing_by_weight(worlds: tuple[Facts, ...], statement: Tree, places: Places, *, stated: bool) -> Decision | None:
    """Where it fails for random names whose outcomes are not equally likely; equations hold for all or for none."""
    # With weights it may be too long.
    with suppress(AnswerError):
        every = [there for facts in worlds if has_order(statement) or not facts.free for there in facts.reweighted]
        # Cases are many where each of several outcomes has its own.
        few = [there for there in every if there.setting.count == _FEW or not are_by_cases(statement)]
        claims = (claim for facts in few for claim in _claims(facts, statement))
        found = (_by_weight(there, part, places, stated=stated) for there, part in claims)
        return next((each for each in found if each.answer is Answer.FAILS), None)
    return None


def _by_weight(facts: Facts, part: Tree, places: Places, *, stated: bool) -> Decision:
    """Of few outcomes one looks for the worst chances; several are there for what is rare."""
    if facts.setting.basic.shaped and not has_order(part) and _is_shown(facts, part):
        return Decision(Answer.FOLLOWS, facts=facts)
    look = _looked_for if facts.setting.count == _FEW else _part_follows
    return look(facts, part, places, stated=stated)


def _claims(facts: Facts, statement: Tree) -> Iterator[tuple[Facts, Tree]]:
    """What all must follow, and from what: formulas by cases are looked at case by case."""
    for part in (each for whole in _parts(statement) for each in _at_outcomes(facts, whole)):
        if not are_by_cases(part) or _is_compared_whole(facts, part):
            yield facts, part
        else:
            # Each outcome of a random name has a case of its own.
            yield from in_each_case(facts, facts.setting.expanded(part) if facts.setting.random else part)


def _at_outcomes(facts: Facts, part: Tree) -> list[Tree]:
    """A claim of a random name beside its moments, or under such, at each outcome: X = E[X] where Var(X) = 0."""
    setting = facts.setting
    whole = setting.expanded(part) if setting.random else part
    told = (names(whole), *(used for _sides, used in facts.equations))
    is_told = setting.random and any(is_outcome(name) for used in told for name in used)
    return [each for _at, each in setting.outcomes(whole)] if is_told and setting.groups(whole) else [part]


def _is_compared_whole(facts: Facts, part: Tree) -> bool:
    """Whether two expressions are compared wherever they have values: their cases are looked at there."""
    return facts.free and isinstance(part, Relation) and part.signs == ("=",)


def _found(facts: Facts, part: Tree, places: Places, *, stated: bool) -> Decision:
    """The decision on a part, which is asked for again where a slip is looked for."""
    key = part, stated
    if key not in facts.decisions:
        facts.keep(key, _decision(facts, part, places, stated=stated))
    return cast(Decision, facts.decisions[key])


def _decision(facts: Facts, part: Tree, places: Places, *, stated: bool) -> Decision:
    if isinstance(part, Relation) and facts.setting.basic.shaped:
        for left, sign, right in adjacent(part):
            compared_sides(facts, left, sign, right, places)  # words and traces know nothing of shapes
    # It is quick where it says something, and at once through where it does not.
    if _is_shown(facts, part) or _follows_for_all_numbers(facts, part, stated=stated):
        return Decision(Answer.FOLLOWS, facts=facts)
    return _looked_for(facts, part, places, stated=stated)


def _is_shown(facts: Facts, part: Tree) -> bool:
    """Whether there is a proof, by signs or by words."""
    whole = facts.setting.expanded(part)
    if has_order(part):
        return is_proved(facts, whole) or holds_by_factors(facts, whole)
    above = _above_the_bar(whole)
    by_words = follows_by_words(facts.setting, above) or follows_by_traces(facts.setting, above)
    return by_words or follows_by_ideal(facts, whole)


def _above_the_bar(claim: Tree) -> Tree:
    """What stands above a denominator that both sides have."""
    match claim:
        case Relation((Divide(left, under), Divide(right, other)), signs) if under == other:
            return Relation((left, right), signs)
    return claim


def _looked_for(facts: Facts, part: Tree, places: Places, *, stated: bool) -> Decision:
    """Whether it follows; an inequality also where slopes lead to, since few points tell little of it."""
    found = _part_follows(facts, part, places, stated=stated)
    if found.answer is not Answer.FAILS and (has_order(part) or not facts.free):
        basic = facts.setting.basic
        simple = chain(alike_points(basic), sparse_points(basic, _SPARSE), structured_points(facts))
        point = fails_at(facts, part, simple)
        found = found if point is None else replace(found, answer=Answer.FAILS, point=point)
    if found.answer is Answer.FAILS or not (has_order(part) or is_hardly_met(facts)):
        return found
    point = counterexample(facts, facts.setting.expanded(part)) or _of_small_size(facts, part)
    if point is not None:
        return replace(found, answer=Answer.FAILS, point=point)
    return replace(found, answer=Answer.FOLLOWS) if found.agreed and _are_apart(facts, part) else found


def _are_apart(facts: Facts, part: Tree) -> bool:
    """Whether both sides of a strict sign, which held wherever it was looked at, never meet for one row and for two.

    Of more than two vectors and matrices that says too little: three are orthogonal only in more rows.
    """
    one, two = (written_out(facts, part, size) for size in _SIZES)
    if one is None or two is None or not isinstance(two.claim, Relation) or not 0 < len(two.symbols) <= _PAIR:
        return False
    there = Facts(one.setting)
    if _looked_for(there, one.claim, NOWHERE, stated=False).answer is not Answer.FOLLOWS:
        return False
    there, (left, right), (sign,) = Facts(two.setting), two.claim.terms, two.claim.signs
    lowest = walk_down(there, read_sides(there, left, right, NOWHERE), sign)
    return lowest is not None and not lowest.touches


def _of_small_size(facts: Facts, part: Tree) -> Point | None:
    """A point with vectors and matrices of one or two rows at which the claim fails, or with diagonal ones of three."""
    every = (*((size, False) for size in _SIZES), (_THREE, True)) if facts.setting.basic.shaped else ()
    for size, diagonal in every:
        small = written_out(facts, part, size, diagonal=diagonal)
        if small is not None:
            point = fails_at(facts, part, filter(None, map(small.point, _failing(small, size))))
            if point is not None:
                return point
    return None


def _failing(small: WrittenOut, size: int) -> Iterator[Point]:
    """Where it fails among numbers; those for one row are looked at as any numbers are."""
    there = Facts(small.setting)
    if size > 1:
        point = counterexample(there, small.claim)
    else:
        point = _looked_for(there, small.claim, NOWHERE, stated=False).point if has_order(small.claim) else None
    if point is not None:
        yield point


def _follows_for_all_numbers(facts: Facts, part: Tree, *, stated: bool) -> bool:
    """Whether it follows whatever numbers stand for det(A), sin(x) and the like."""
    more = generalised(facts.setting, facts.setting.expanded(part))
    if more is None:
        return False
    setting, claim = more
    return all(_follows_for_numbers(there, claim, stated=stated) for there in worlds(setting, ALWAYS))


def _follows_for_numbers(facts: Facts, claim: Tree, *, stated: bool) -> bool:
    found = follows_by_ideal(facts, claim)
    return found or _looked_for(facts, claim, NOWHERE, stated=stated).answer is Answer.FOLLOWS


def _parts(statement: Tree) -> list[Tree]:
    """What all must follow."""
    if isinstance(statement, Logic) and statement.word == "and":
        return [each for part in statement.parts for each in _parts(part)]
    if isinstance(statement, Relation):
        return [Relation((left, right), (sign,)) for left, sign, right in adjacent(statement)]
    return [statement]


def _part_follows(facts: Facts, part: Tree, places: Places, *, stated: bool) -> Decision:
    if isinstance(part, Relation):
        (left, right), (sign,) = part.terms, part.signs
        found = decide(facts, left, sign, right, places, stated=stated)
    else:
        found = replace(decide_any(facts, part, places), facts=facts)
    if found.answer is Answer.UNSURE and not has_order(part) and is_proved(facts, facts.setting.expanded(part)):
        return replace(found, answer=Answer.FOLLOWS)
    is_sure = not are_by_cases(part) or _is_compared_whole(facts, part) or is_looked_at(facts, found.sides)
    return found if found.answer is not Answer.FOLLOWS or is_sure else replace(found, answer=Answer.UNSURE)

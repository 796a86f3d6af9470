"""Have two relations the same solutions? `y = 2x + 1` and `2x - y + 1 = 0` have, `x^2 = 4` and `x = 2` have not.

With one unknown the number line is cut where either relation may change; both are looked at in every cut and in every
piece. With several unknowns this is done along lines: all unknowns but one get random numbers. Every line must agree,
and every single comparison and every case must have been met on one of them; else nothing is decided. Points that no
line meets, such as the one solution of `x^2 + y^2 = 0`, are looked at by themselves.

A point at which a side has no value is no solution: `(x^2 - 1)/(x - 1) = 0` has only the solution -1. With several
unknowns single points that are left out so, as the origin by `y/x = 1`, count only under the policy `domain: same`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from flint import acb

from grading.maths.boundary import BITS
from grading.maths.comparisons import Case, cases, is_impossible, solved
from grading.maths.complexes import COMPLEX
from grading.maths.conditions import TURNED
from grading.maths.decisions import Decision, Outcome, Policy
from grading.maths.domains import Domain
from grading.maths.equivalence import compare
from grading.maths.far_steps import whole_numbers
from grading.maths.pivots import has_idle
from grading.maths.reals import REAL
from grading.maths.relations.by_cases import by_cases
from grading.maths.relations.cells import agree_in_cells
from grading.maths.relations.cleared import cleared
from grading.maths.relations.complex_parts import NoParts, in_parts, put_together, real_names, speaks_of_parts
from grading.maths.relations.congruences import agree_over_a_period
from grading.maths.relations.counted import counted
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.relations.definite import has_value, is_never_met, parted
from grading.maths.relations.finite import agree_at_solutions
from grading.maths.relations.implications import corners, imply_each_other
from grading.maths.relations.listed import compare_in_each
from grading.maths.relations.logistic import are_same_in_odds, in_odds
from grading.maths.relations.look import Differs, Line, Look
from grading.maths.relations.peeled import peeled, squared
from grading.maths.relations.periodic import without_poles
from grading.maths.relations.pieces import look_in_pieces, through_tops
from grading.maths.relations.reach import narrowed
from grading.maths.relations.same import are_same, difference, have_same_factors, is_multiple
from grading.maths.relations.single import are_short, single_points
from grading.maths.relations.split import split
from grading.maths.relations.truth import truth
from grading.maths.relations.zeros import have_same_zeros
from grading.maths.sampling import Point, generator_for, random_points
from grading.maths.tops import may_have_tops
from grading.maths.tree import Call, Divide, Negate, Relation, Tree, has_order, names
from grading.maths.trees import mapped
from grading.maths.unmet import has_unmet_statement
from grading.maths.values import Arithmetic, TooMuch, Undefined, Unsure, bits

# For each name, lines along which a pair must agree, and how many are tried; for each system of equations.
_LINES, _TRIES, _SYSTEM_LINES, _SYSTEM_TRIES = 4, 12, 1, 6
# With more unknowns than in a plane pairs of comparisons meet in more than points; so many such spaces are looked at.
_PLANE, _MOST_BOUNDARIES = 2, 24
_BOUND = 600
_TOP_LINES = 12
# Lines of a glance.
_GLANCE = 2
_UNDECIDED = Decision(Outcome.UNDECIDED)


def compare_relations(
    answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy | None = None
) -> Decision:
    """Decide whether two relations hold for the same values of the symbols."""
    policy = policy or Policy()
    answer, reference = (by_cases(mapped(tree, _to_base_e)) for tree in (answer, reference))
    used = names(answer) | names(reference)
    domains = {name: domain for name, domain in domains.items() if name in used}
    if answer == reference or are_same(answer, reference):
        return Decision(Outcome.PROVED)
    if (decision := compare_in_each(without_poles(answer), without_poles(reference), domains, policy)) is not None:
        return decision
    complexes = any(domain.sort == "complex" for domain in domains.values())
    if not complexes:
        answer, reference = parted(without_poles(answer)), parted(without_poles(reference))
        if policy.domain == "reference":
            answer, reference = (squared(peeled(counted(tree, domains)), domains) for tree in (answer, reference))
        if answer == reference or is_multiple(answer, reference) or have_same_factors(answer, reference, domains):
            return Decision(Outcome.PROVED)
    plain = answer, reference
    if not complexes and len(domains) > 1:
        plain = cleared(answer, domains), cleared(reference, domains)
        if _are_same_by_algebra(answer, reference, plain, domains, policy):
            return Decision(Outcome.PROVED)
    if complexes and (decision := _in_parts(answer, reference, domains, policy)) is not None:
        return decision
    if not complexes or (len(domains) == 1 and not has_order(answer) and not has_order(reference)):
        looked = _looked(answer, reference, domains, COMPLEX, policy) if complexes else None
        decision = looked or _in_either_form((answer, reference), plain, domains, policy)
        if decision.outcome is Outcome.UNDECIDED and policy.domain == "reference" and not complexes:
            decision = _in_odds(answer, reference, domains, policy)
        if decision.outcome is not Outcome.UNDECIDED:
            return _in_order(decision, domains)
    return _by_sides(answer, reference, domains, policy)


def _are_same_by_algebra(
    answer: Tree, reference: Tree, plain: tuple[Tree, Tree], domains: Mapping[str, Domain], policy: Policy
) -> bool:
    """plain: both without denominators."""
    if have_same_zeros(answer, reference, domains) or are_same(*plain):
        return True
    return policy.domain == "reference" and are_same_in_odds(answer, reference, domains)


def _in_odds(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Decision:
    """Without `sigmoid`, `logit` and logarithms of the same base."""
    odds = in_odds(answer, reference, domains)
    plain = cleared(odds[0], domains), cleared(odds[1], domains)
    return _UNDECIDED if odds == (answer, reference) else _in_either_form(odds, plain, domains, policy)


def _to_base_e(tree: Tree) -> Tree:
    match tree:
        case Call("log", (inner, base)):
            return Divide(Call("log", (inner,)), Call("log", (base,)))
    return tree


def _in_either_form(
    written: tuple[Tree, Tree], plain: tuple[Tree, Tree], domains: Mapping[str, Domain], policy: Policy
) -> Decision:
    """plain: the same without denominators, which comes first where it has values everywhere: so proofs are found."""
    first, second = (plain, written) if _have_values(*plain) else (written, plain)
    decision = _of_real_numbers(*first, domains, policy)
    if decision.outcome is not Outcome.UNDECIDED or first == second:
        return decision
    return _of_real_numbers(*second, domains, policy)


def _of_real_numbers(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Decision:
    """By a proof where that is quicker than looking, or where looking leaves something open."""
    is_space = len(domains) > _PLANE and _have_values(answer, reference)
    if is_space and (point := _at_first_sight(answer, reference, domains)) is not None:
        return Decision(Outcome.DIFFERENT, point)
    if is_space and imply_each_other(answer, reference, domains):
        return Decision(Outcome.PROVED)
    decision = _looked(answer, reference, domains, REAL, policy)
    if decision.outcome is Outcome.UNDECIDED and len(domains) == 1:
        near = narrowed(answer, reference, domains)
        decision = decision if near == domains else _looked(answer, reference, near, REAL, policy)
    if decision.outcome is Outcome.UNDECIDED and len(domains) > 1 and are_short((answer, reference)):
        parts = split(answer), split(reference)
        decision = decision if parts == (answer, reference) else _looked(*parts, domains, REAL, policy)
    if is_space and decision.outcome is not Outcome.DIFFERENT:
        point = next(
            (point for point in corners(answer, reference, domains) if _differ(answer, reference, point)), None
        )
        return decision if point is None else Decision(Outcome.DIFFERENT, point)
    if decision.outcome is Outcome.UNDECIDED and _have_values(answer, reference):
        return Decision(Outcome.PROVED) if imply_each_other(answer, reference, domains) else decision
    return decision


def _at_first_sight(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Point | None:
    """Most wrong answers differ on the first lines with small numbers, which take less than a proof."""
    look = Look(answer, reference, domains, REAL)
    with bits(BITS):
        try:
            look.follow(look.humane_lines({}), tries=_GLANCE, enough=_GLANCE)
        except Differs as found:
            return found.point
    return None


def _have_values(answer: Tree, reference: Tree) -> bool:
    """Whether all sides have one everywhere, and are short enough for a proof."""
    return are_short((answer, reference)) and has_value(answer) and has_value(reference)


def _differ(answer: Tree, reference: Tree, point: Point) -> bool:
    try:
        return holds(answer, point) is not holds(reference, point)
    except (Unsure, TooMuch):
        return False


def _in_parts(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Decision | None:
    """What is decided in real and imaginary parts, where these are spoken of; None where they are not known."""
    several = sum(domain.sort == "complex" for domain in domains.values()) > 1
    if not several and not any(has_order(tree) or speaks_of_parts(tree) for tree in (answer, reference)):
        return None
    try:
        real = [in_parts(tree, domains) for tree in (answer, reference)]
    except NoParts:
        return None
    decision = compare_relations(real[0], real[1], real_names(domains), policy)
    return None if decision.outcome is Outcome.UNDECIDED else put_together(decision, domains)


def _looked(
    answer: Tree, reference: Tree, domains: Mapping[str, Domain], arithmetic: Arithmetic, policy: Policy
) -> Decision:
    look = Look(answer, reference, domains, arithmetic, common=policy.domain == "common")
    with bits(BITS):
        return _decided(look, policy)


def _in_order(decision: Decision, domains: Mapping[str, Domain]) -> Decision:
    """With the names of the point as they were declared."""
    point = decision.point
    return decision if point is None else replace(decision, point={name: point[name] for name in domains})


def holds(tree: Tree, point: Point) -> bool | None:
    """Whether the relation holds at the point; None where it has no value."""
    arithmetic = COMPLEX if any(type(value) is acb for value in point.values()) else REAL
    with bits(BITS):
        return truth(without_poles(tree), point, arithmetic)


def _decided(look: Look, policy: Policy) -> Decision:
    try:
        if len(look.domains) <= 1:
            return _in_one_unknown(look)
        if are_short((look.answer, look.reference)) and _in_all_cells(look, policy):
            return Decision(Outcome.AGREED, points=look.points, bound=_BOUND)
        decision = _in_several_unknowns(look, policy)
        if decision.outcome is Outcome.UNDECIDED:
            _at_single_points(look, policy)
            look.follow(look.humane_lines({}), tries=_LINES, enough=_LINES)
        return decision
    except Differs as found:
        return Decision(Outcome.DIFFERENT, found.point)


def _in_all_cells(look: Look, policy: Policy) -> bool:
    """Raises Differs, with a point that people can check."""
    try:
        return agree_in_cells(look, holes=policy.domain == "same")
    except Differs as found:
        raise Differs(_humane_point(look, [], found.point)) from found


def _in_one_unknown(look: Look) -> Decision:
    name = next(iter(look.domains), None)
    try:
        if agree_over_a_period(look):
            return Decision(Outcome.AGREED, points=look.points, bound=_BOUND)
        _at_far_numbers(look)
        look.along(Line(name, {}, {}))
    except (NotAlgebraic, Unsure, TooMuch, Undefined):
        if name is not None:
            look.at_special_points(name)
        return _UNDECIDED
    outcome = Outcome.PROVED if look.exact else Outcome.AGREED
    return Decision(outcome, points=look.points, bound=0 if look.exact else _BOUND)


def _at_far_numbers(look: Look) -> None:
    for name, value in whole_numbers((look.answer, look.reference), look.domains):
        look.at_single({name: value}, holes=False)


def _in_several_unknowns(look: Look, policy: Policy) -> Decision:
    sides = cases(look.answer), cases(look.reference)
    if sides[0] is None or sides[1] is None:
        return _UNDECIDED
    every = [case for case in (*sides[0], *sides[1]) if not (is_impossible(case) or _is_never(case, look.domains))]
    nonzero = _never_zero(look.domains)
    systems = {case: solved(case, nonzero) for case in every if _is_system(case)}
    boundaries = _boundaries(sides[0], sides[1], len(look.domains), nonzero)
    if boundaries is None or any(_equations(case) - len(known) > 1 for case, known in systems.items()):
        agreed = len(look.domains) == _PLANE and agree_at_solutions(look, every)
        return Decision(Outcome.AGREED, points=look.points, bound=_BOUND) if agreed else _UNDECIDED
    generator, lines = generator_for(look.answer, look.reference, policy.seed), _LINES * len(look.domains)
    try:
        for case, known in systems.items():
            look.wanted = {case}
            look.follow(look.lines(known, generator), tries=_SYSTEM_TRIES, enough=_SYSTEM_LINES)
            if look.wanted:
                return _UNDECIDED
        for known in boundaries:
            if not look.follow(look.lines(known, generator), tries=_SYSTEM_TRIES, enough=_SYSTEM_LINES):
                return _UNDECIDED
        others = [case for case in every if case not in systems]
        parts = {part for case in others for part in case}
        look.wanted = {*others, *(part for part in parts if not is_never_met(part, look.domains))}
        looked = look.follow(look.lines({}, generator), tries=_TRIES * len(look.domains), enough=lines)
        look_in_pieces(look, [{}, *systems.values()])
        _at_single_points(look, policy)
        leaves_open = looked < lines or look.wanted or _may_differ_elsewhere(look, policy)
    except Differs as found:
        return Decision(Outcome.DIFFERENT, _humane_point(look, [*systems.values(), *boundaries], found.point))
    if leaves_open:
        return Decision(Outcome.UNDECIDED, points=look.points)
    return Decision(Outcome.AGREED, points=look.points, bound=_BOUND)


def _may_differ_elsewhere(look: Look, policy: Policy) -> bool:
    """Whether parts of the statements may decide where nobody has looked. Raises Differs."""
    both = look.answer, look.reference
    if has_unmet_statement(both, look.spots, look.domains):
        return True

    def agree(point: Point) -> bool:
        met = look.points
        look.at(point, {})
        return look.points > met

    def others() -> Iterator[Point]:
        return random_points(look.domains, generator_for(*both, policy.seed))

    return has_idle(both, look.spots, look.domains, others, agree)


def _at_single_points(look: Look, policy: Policy) -> None:
    """Raises Differs, with the point."""
    trees = (look.answer, look.reference)
    if not are_short(trees):
        return
    for point in single_points(trees, look.domains, generator_for(*trees, policy.seed)):
        look.at_single(point, holes=policy.domain == "same")
    if may_have_tops(*trees):
        look.follow(through_tops(look), tries=_TOP_LINES, enough=_TOP_LINES)


def _never_zero(domains: Mapping[str, Domain]) -> frozenset[str]:
    return frozenset(name for name, domain in domains.items() if not domain.contains(Fraction(0)))


def _boundaries(
    answer: list[Case], reference: list[Case], unknowns: int, nonzero: frozenset[str]
) -> list[dict[str, Tree]] | None:
    """Where single comparisons have equal sides, in terms of the other names: there, too, both must agree.

    `x = 1 and y > 2` differs from `x = 1 and y >= 2` only at one point, which random lines never meet. None where two
    comparisons of one side cannot be solved, so that such a point cannot be found.
    """
    parts = [{Relation(part.terms, ("=",)): None for case in side for part in case} for side in (answer, reference)]
    if max(map(len, parts)) == 1:
        return []
    if any(sum(not solved((part,), nonzero) for part in side) > 1 for side in parts):
        return None
    distinct = list(parts[0] | parts[1])
    together = combinations(distinct, 2) if unknowns > _PLANE else []
    found = [solved((part,), nonzero) for part in distinct] + [solved(pair, nonzero) for pair in together]
    return [known for known in found if known][:_MOST_BOUNDARIES]


def _is_never(case: Case, domains: Mapping[str, Domain]) -> bool:
    return any(part.signs == ("=",) and is_never_met(part, domains) for part in case)


def _is_system(case: Case) -> bool:
    return _equations(case) > 1


def _equations(case: Case) -> int:
    return sum(part.signs == ("=",) for part in case)


def _humane_point(look: Look, spaces: list[dict[str, Tree]], point: Point) -> Point:
    """Where two relations that differ do so at small numbers, or near the point; else the point."""
    try:
        for known in [{}, *spaces]:
            look.follow(look.humane_lines(known), tries=_TRIES, enough=_TRIES)
        look.follow(look.lines_near(point), tries=_TRIES, enough=_TRIES)
    except Differs as found:
        return found.point
    return point


def _by_sides(answer: Tree, reference: Tree, domains: Mapping[str, Domain], policy: Policy) -> Decision:
    """One comparison each: the same when the differences of their sides are, for equations up to a factor."""
    pairs = difference(answer), difference(reference)
    if pairs[0] is None or pairs[1] is None:
        return _UNDECIDED
    (mine, sign), (right, right_sign) = pairs[0], pairs[1]
    is_equation = sign in ("=", "!=")
    if sign not in (right_sign, TURNED[right_sign]):
        return _UNDECIDED
    turned = Negate(mine) if sign != right_sign else mine
    plain = replace(policy, up_to="scale" if is_equation else "none", variables=(), rtol=None)
    decision = compare(turned, right, domains, plain)
    return decision if decision.equal else _UNDECIDED

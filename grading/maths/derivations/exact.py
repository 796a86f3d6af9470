"""Statements in one unknown, decided without chance: the number line is cut wherever anything may change.

Linear equations that are given are solved first, so that `a + b = 1` leaves one unknown of two.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq

from grading.maths.boundary import BITS, Boundary
from grading.maths.comparisons import solved
from grading.maths.contradictions import cannot_hold, examples
from grading.maths.derivations.combining import linear_sums
from grading.maths.derivations.defined import denominators_of
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.surface import near_points
from grading.maths.derivations.unwrapped import unwrapped
from grading.maths.derivations.windows import bounded, narrowed
from grading.maths.domains import Domain
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.vocabulary import MATRIX_FUNCTIONS
from grading.maths.polynomials import NotRational, as_tree, quotient
from grading.maths.reals import REAL
from grading.maths.relations.critical import NotAlgebraic
from grading.maths.relations.definite import has_value, parted
from grading.maths.relations.one import probes
from grading.maths.relations.periodic import whole_period, window_of, without_poles
from grading.maths.relations.truth import truth
from grading.maths.tree import (
    ALWAYS,
    Add,
    Call,
    Constant,
    Divide,
    Logic,
    Name,
    Negate,
    Number,
    Relation,
    Tree,
    names,
    walk,
)
from grading.maths.trees import mapped, substituted
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

_HUMANE = tuple(fmpq(p, q) for p, q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-2, 1), (3, 1), (4, 1), (1, 2), (1, 3)))
_FAILURES = (NotAlgebraic, Undefined, Unsure, TooMuch)
_LARGE = 10**6
_BARS = frozenset({"bars", "absolute", "norm"})
_ZERO = Number(Fraction(0))
# So often an equation with a coefficient that may be 0 is solved.
_DEEPEST = 3
# Longer equations are not solved one in another.
_LONGEST = 3_000


@dataclass(frozen=True)
class Exactly:
    """What was found: whether the claim holds, else a point at which it fails, and whether it has no value there.

    is_met: whether what is given holds anywhere.
    """

    holds: bool
    point: Point | None = None
    undefined: bool = False
    is_met: bool = True


def decide_exactly(facts: Facts, claim: Tree, having: tuple[Tree, ...] = ()) -> Exactly | None:
    """Whether a claim follows; None where more than one unknown is left or the cuts are not found.

    claim: a statement in basic symbols. having: expressions without a value of which nothing is claimed.
    """
    found = _decided(facts, claim, having)
    return found if found is None or found.is_met else None


def is_proved(facts: Facts, claim: Tree) -> bool:
    """Whether a claim follows because the contrary contradicts what is given (False: not known).

    claim: a statement in basic symbols; both sides must have a value everywhere.
    """
    contrary = _contrary(facts, claim) if has_value(_plain(claim)) else ()
    return bool(contrary) and cannot_hold(contrary, facts.setting.basic.scalars)


def counterexample(facts: Facts, claim: Tree) -> Point | None:
    """A point at which what is given holds and the claim does not, as far as slopes lead to one."""
    contrary = _contrary(facts, claim)
    with bits(BITS):
        for values in examples(contrary, facts.setting.basic.scalars) if contrary else ():
            with suppress(*_FAILURES):
                if _all_hold(list(contrary), values):
                    return _point(values, facts, {})
                if facts.equations and (found := _on_equations(values, facts, contrary[-1])) is not None:
                    return found
    return None


def _on_equations(values: Mapping[str, Value], facts: Facts, contrary: Tree) -> Point | None:
    """A point near these values at which the given equations hold exactly, and the contrary of the claim."""
    place = {name: float(value) for name, value in values.items()}
    for point in near_points(facts, place, facts.source.point(0), 0):
        with suppress(*_FAILURES):
            if truth(contrary, point.values, REAL):
                return point
    return None


def _contrary(facts: Facts, claim: Tree) -> tuple[Tree, ...]:
    """What is given, and that the claim does not hold; nothing where these speak of more than real numbers."""
    claim, premise, scalars = _plain(claim), tuple(map(_plain, facts.premise)), facts.setting.basic.scalars
    if not all(_is_of_numbers(tree, scalars) for tree in (claim, *premise)):
        return ()
    told = dict.fromkeys((*premise, *(unwrapped(fact, scalars) for fact in premise)))
    return (*told, Logic("not", (claim,)))


def is_contradictory(facts: Facts) -> bool:
    """Whether what is given certainly holds nowhere."""
    found = _decided(facts, ALWAYS, ())
    return found is not None and not found.is_met


def holds_nowhere(facts: Facts) -> bool:
    """The same, also where it speaks of several names; at once where a point is known at which it holds."""
    premise, scalars = tuple(map(_plain, facts.premise)), facts.setting.basic.scalars
    if not all(_is_of_numbers(tree, scalars) for tree in premise) or next(facts.points(1), None) is not None:
        return False
    return is_contradictory(facts) or cannot_hold((*premise, *denominators_of(premise)), scalars)


def possible(worlds: list[Facts]) -> list[Facts]:
    """Without those that certainly hold nowhere, where others are left."""
    return [world for world in worlds if not is_contradictory(world)] or worlds


def _decided(facts: Facts, claim: Tree, having: tuple[Tree, ...]) -> Exactly | None:
    claim, having = _plain(claim), tuple(map(_plain, having))
    scalars = facts.setting.basic.scalars
    premise = tuple(part for each in facts.premise for part in _parts(parted(unwrapped(_plain(each), scalars))))
    if any(not _is_of_numbers(tree, scalars) for tree in (claim, *premise, *having)):
        return None
    is_met = False
    for branch in _branches(premise):
        found = _in_branch(branch, claim, having, facts)
        if found is None or not found.holds:
            return found
        is_met = is_met or found.is_met
    return Exactly(holds=True, is_met=is_met)


@dataclass(frozen=True)
class _Branch:
    """known: what some names are, in terms of the others. held: what is left of the premise."""

    known: Mapping[str, Tree]
    held: tuple[Tree, ...]


def _branches(premise: tuple[Tree, ...], depth: int = 0) -> Iterator[_Branch]:
    """The premise with its linear equations solved: for `a x = 1` in `a = 0` and `x = 1/a`."""
    relations = [part for part in premise if isinstance(part, Relation)]
    known = solved((*relations, *linear_sums(relations)))
    held = tuple(substituted(part, known) for part in premise)
    if any(map(_is_long, held)):
        yield _Branch({}, premise)
        return
    alone = next(filter(None, map(_alone, held)), None) if depth < _DEEPEST else None
    if alone is not None:
        for branch in _branches(tuple(substituted(part, alone) for part in held), depth + 1):
            yield _joined(known, alone, branch)
        return
    found = next(filter(None, map(_solved_for, held)), None) if len(set().union(*map(names, held))) > 1 else None
    if found is None or depth >= _DEEPEST:
        yield _Branch(known, held)
        return
    name, slope, value = found
    regular = Relation((slope, _ZERO), ("!=",))
    for branch in _branches((*(substituted(part, {name: value}) for part in held), regular), depth + 1):
        yield _joined(known, {name: value}, branch)
    both = (Relation((slope, _ZERO), ("=",)), Relation((value.over, _ZERO), ("=",)))
    for branch in _branches((*held, *both), depth + 1):
        yield _joined(known, {}, branch)


def _is_long(tree: Tree) -> bool:
    """Not all of it is counted: what was put in several times may be longer than can be."""
    return any(place > _LONGEST for place, _node in enumerate(walk(tree)))


def _alone(part: Tree) -> dict[str, Tree] | None:
    """What a name is by an equation that holds it once, as a term alone: y = exp(x) - 1 by exp(x) - y = 1."""
    if not isinstance(part, Relation) or part.signs != ("=",) or part.terms[0] == part.terms[1]:
        return None
    terms = [*_terms(part.terms[0]), *(Negate(term) for term in _terms(part.terms[1]))]
    for place, term in enumerate(terms):
        inner, sign = _unsigned(term)
        rest = (*terms[:place], *terms[place + 1 :])
        used = set().union(*map(names, rest))
        if isinstance(inner, Name) and used and inner.name not in used:
            value: Tree = Add(rest) if len(rest) > 1 else rest[0]
            return {inner.name: value if sign < 0 else Negate(value)}
    return None


def _terms(tree: Tree) -> tuple[Tree, ...]:
    return tree.terms if isinstance(tree, Add) else (tree,)


def _unsigned(tree: Tree) -> tuple[Tree, int]:
    sign = 1
    while isinstance(tree, Negate):
        tree, sign = tree.inner, -sign
    return tree, sign


def _joined(known: Mapping[str, Tree], also: Mapping[str, Tree], branch: _Branch) -> _Branch:
    first = {name: substituted(substituted(tree, also), branch.known) for name, tree in known.items()}
    second = {name: substituted(tree, branch.known) for name, tree in also.items()}
    return _Branch({**first, **second, **branch.known}, branch.held)


def _solved_for(part: Tree) -> tuple[str, Tree, Divide] | None:
    """Of an equation that is linear in a name: the name, its coefficient, which is no number, and its value."""
    if not isinstance(part, Relation) or part.signs != ("=",) or part.terms[0] == part.terms[1]:
        return None
    symbols = tuple(sorted(names(part)))
    try:
        over, _under = quotient(Add((part.terms[0], Negate(part.terms[1]))), symbols)
    except NotRational:
        return None
    for place, name in enumerate(symbols):
        slope = over.derivative(place)
        if over.degrees()[place] == 1 and not slope.is_constant():
            coefficient = as_tree(slope, symbols)
            rest = substituted(as_tree(over, symbols), {name: _ZERO})
            return name, coefficient, Divide(Negate(rest), coefficient)
    return None


def _in_branch(branch: _Branch, claim: Tree, having: tuple[Tree, ...], facts: Facts) -> Exactly | None:
    scalars, known = facts.setting.basic.scalars, branch.known
    if any(scalars[name].sort == "integer" or scalars[name].values for name in known):
        return None
    domains = (substituted(_domain(name, scalars[name]), known) for name in known)
    also = (_exists(substituted(tree, known)) for tree in having)
    held = [part for each in (*branch.held, *domains, *also) for part in _parts(each)]
    try:
        with bits(BITS):
            return _in_groups(held, substituted(claim, known), facts, known)
    except _FAILURES:
        return None


def _in_groups(held: list[Tree], claim: Tree, facts: Facts, known: Mapping[str, Tree]) -> Exactly | None:
    """What has no unknown in common is looked at by itself: each part in one unknown, of any number of them."""
    groups = _groups(held, claim)
    values: dict[str, Value] = {}
    for unknowns, parts in groups[1:]:
        if len(unknowns) > 1:
            return None
        met = next((place for place in _places(unknowns, parts, facts) if _all_hold(parts, place)), None)
        if met is None:
            return Exactly(holds=True, is_met=False)
        values.update(met)
    unknowns, parts = groups[0]
    if len(unknowns) > 1:
        return None
    is_all = True
    try:
        places = _places(unknowns, parts, facts, claim)
    except NotAlgebraic:
        places, is_all = _isolated(unknowns, parts, facts)
    found = _looked_at([{**values, **place} for place in places], parts, claim, facts, known)
    return found if is_all or not found.holds else None


def _isolated(unknowns: frozenset[str], parts: list[Tree], facts: Facts) -> tuple[list[dict[str, Value]], bool]:
    """The single points at which the parts hold, and whether they are all. Raises NotAlgebraic where they hold at more.

    A sine without bounds has more zeros than are looked at.
    """
    (name,) = unknowns
    domain = narrowed(name, facts.setting.basic.scalars[name], parts)
    is_all = window_of(domain) is not None or whole_period(tuple(parts), name, domain) is None
    looked_at = domain if is_all else bounded(domain)
    found = probes(tuple(parts), name, looked_at, slopes=True)
    if not found.between or any(_all_hold(parts, {name: value}) for value in found.between):
        raise NotAlgebraic
    return [{name: value} for value in found.values], is_all


def _groups(held: list[Tree], claim: Tree) -> list[tuple[frozenset[str], list[Tree]]]:
    """Parts that have unknowns in common, with these; those of the claim first."""
    groups: list[tuple[frozenset[str], list[Tree]]] = [(names(claim), [])]
    for part in held:
        used = names(part)
        joined = [group for group in groups if group[0] & used] if used else groups[:1]
        whole = (used.union(*(group[0] for group in joined)), [*(each for group in joined for each in group[1]), part])
        is_first = groups[0] in joined
        apart = [group for group in groups if group not in joined]
        groups = [whole, *apart] if is_first else [*apart, whole]
    return groups


def _parts(tree: Tree) -> tuple[Tree, ...]:
    """What holds together, each for itself."""
    if isinstance(tree, Logic) and tree.word == "and":
        return tuple(part for each in tree.parts for part in _parts(each))
    return (tree,)


def _plain(tree: Tree) -> Tree:
    """Absolute values as they are written among numbers alone, and sines and cosines in place of tangents."""
    return without_poles(mapped(tree, _with_abs))


def _with_abs(node: Tree) -> Tree:
    if isinstance(node, Call) and node.function in _BARS and len(node.arguments) == 1:
        return Call("abs", node.arguments)
    return node


def _is_of_numbers(tree: Tree, scalars: Mapping[str, Domain]) -> bool:
    if not names(tree) <= scalars.keys() or any(scalars[name].sort == "complex" for name in names(tree)):
        return False
    return not any(
        (isinstance(node, Call) and node.function in MATRIX_FUNCTIONS)
        or (isinstance(node, Constant) and node.name in ("I", "ones"))
        for node, _depth in walk(tree)
    )


def _exists(tree: Tree) -> Tree:
    return Relation((tree, tree), ("=",))


def _domain(name: str, domain: Domain) -> Tree:
    """That a name has a value of its domain, as a statement; whole numbers are any numbers here."""
    sign = ("<", ">") if domain.open_ends and domain.sort == "real" else ("<=", ">=")
    bounds = [
        Relation((Name(name), Number(Fraction(bound))), (said,))
        for bound, said in ((domain.high, sign[0]), (domain.low, sign[1]))
        if bound is not None
    ]
    if domain.nonzero:
        bounds.append(Relation((Name(name), _ZERO), ("!=",)))
    return Logic("and", tuple(bounds)) if bounds else ALWAYS


def _places(unknowns: frozenset[str], parts: list[Tree], facts: Facts, claim: Tree = ALWAYS) -> list[dict[str, Value]]:
    """Values of one unknown, or of none, between which nothing changes. Raises NotAlgebraic."""
    if not unknowns:
        return [{}]
    (name,) = unknowns
    domain = narrowed(name, facts.setting.basic.scalars[name], parts)
    places = probes((*parts, claim), name, domain, slopes=True).values
    humane = [value for value in _HUMANE if domain.contains(value)]
    return [{name: value} for value in (*humane, *sorted(places, key=_size))]


def _all_hold(parts: list[Tree], values: dict[str, Value]) -> bool:
    return all(truth(part, values, REAL) for part in parts)


def _size(value: Value) -> tuple[bool, int]:
    """Whole numbers and simple fractions first."""
    if type(value) is not fmpq:
        return True, 0
    return False, min(_LARGE, abs(int(value.p)) + int(value.q))


def _looked_at(
    places: list[dict[str, Value]], given: list[Tree], claim: Tree, facts: Facts, known: Mapping[str, Tree]
) -> Exactly:
    is_met = False
    for values in places:
        if not _all_hold(given, values):
            continue
        is_met = True
        holds = truth(claim, values, REAL)
        if not holds:
            return Exactly(holds=False, point=_point(values, facts, known), undefined=holds is None)
    return Exactly(holds=True, is_met=is_met)


def _point(values: Mapping[str, Value], facts: Facts, known: Mapping[str, Tree]) -> Point:
    base = facts.source.point(0)
    evaluator = Boundary(REAL, values)
    more = {name: evaluator.value(tree) for name, tree in known.items()}
    return Point(base.sizes, {**base.values, **values, **more})

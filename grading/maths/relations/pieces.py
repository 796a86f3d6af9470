"""Relations with kinks in several unknowns are looked at in each piece: `y = min(x, 9)` is `y = x` up to 9 only.

Names that decide on a piece get a number of each of their pieces, and another name runs; so some line meets the
solutions in every piece. Where several names decide together it is asked what they do on the solutions, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, product
from random import Random

from flint import fmpq

from grading.maths.breakpoints import PIECEWISE, along, breaks, has_joint_breaks, pieces
from grading.maths.comparisons import solved
from grading.maths.domains import Domain
from grading.maths.lines import centred
from grading.maths.relations.cells import between
from grading.maths.relations.changes import atoms
from grading.maths.relations.look import Differs, Line, Look
from grading.maths.sampling import generator_for
from grading.maths.tops import tops
from grading.maths.tree import Relation, Tree, functions, names
from grading.maths.trees import substituted

Cuts = Mapping[str, list[fmpq]]
# So many lines are looked along for each name that runs, and so many comparisons are solved for a name.
_MOST, _MOST_SOLVED = 32, 6
_MOST_LINES = 200
# The numbers of names without pieces: such as nobody would write, and such as people can check.
_PLAIN = (fmpq(7, 5), fmpq(-7, 5), fmpq(1, 3), fmpq(3), fmpq(1))
_SIMPLE = (fmpq(2), fmpq(1), fmpq(1, 2), fmpq(-2), fmpq(-1, 2))


def look_in_pieces(look: Look, spaces: list[dict[str, Tree]]) -> None:
    """Raises Differs, with simple numbers where there are such. spaces: what some names are worth by the others."""
    found = _cuts(look)
    if not found:
        return
    try:
        for known in spaces:
            look.follow(_through_pieces(found, look.domains, known), tries=_MOST_LINES, enough=_MOST_LINES)
            there = replace(look, common=True)  # where a piece ends a side may be without a value
            there.follow(_through(found, look.domains, known), tries=_MOST_LINES, enough=_MOST_LINES)
    except Differs:
        look.follow(_simply_through_pieces(found, look.domains), tries=_MOST_LINES, enough=_MOST_LINES)
        raise


def through_tops(look: Look) -> Iterator[Line]:
    """Lines through the tops of what decides between pieces: relu(1/1000 - (x - 3)^2 - y^2) is seen on few others."""
    generator = generator_for(look.answer, look.reference, 0)
    others = [
        {
            name: fmpq(turn) if domain.contains(fmpq(turn)) else domain.sample(generator, fmpq(turn), 1)
            for name, domain in look.domains.items()
        }
        for turn in (1, 2)
    ]
    for point in tops((look.answer, look.reference), look.domains, others):
        for name in look.domains:
            numbers = {other: centred(value) for other, value in point.items() if other != name}
            if all(look.domains[other].contains(value) for other, value in numbers.items()):
                yield Line(name, numbers, {})


def _cuts(look: Look) -> Cuts:
    """For each name the numbers at which one piece ends and the next begins."""
    trees = (look.answer, look.reference)
    if not any(functions(tree) & PIECEWISE for tree in trees):
        return {}
    found: dict[str, set[fmpq]] = {}
    for view in _views(trees):
        known = {name: domain for name, domain in look.domains.items() if any(name in names(tree) for tree in view)}
        for name, values in breaks(*view, domains=known).at.items():
            found.setdefault(name, set()).update(values)
    if has_joint_breaks(*trees):
        others = {name: _plain(domain, _PLAIN) for name, domain in look.domains.items()}
        for name, domain in look.domains.items():
            found.setdefault(name, set()).update(along(*trees, name=name, others=others, domain=domain)[1])
    return {name: sorted(values) for name, values in found.items() if values}


def _views(trees: tuple[Tree, ...]) -> Iterator[tuple[Tree, ...]]:
    """The trees, and where names decide together, what they are where the sides of a comparison are equal."""
    yield trees
    if not has_joint_breaks(*trees):
        return
    equal = (Relation((left, right), ("=",)) for tree in trees for left, right, _sign in atoms(tree))
    for known in islice(filter(None, (solved((part,)) for part in dict.fromkeys(equal))), _MOST_SOLVED):
        yield tuple(substituted(tree, known) for tree in trees)


def _through_pieces(found: Cuts, domains: Mapping[str, Domain], put: Mapping[str, Tree]) -> Iterator[Line]:
    """Lines through every piece."""
    return _through({name: pieces(values, domains[name]) for name, values in found.items()}, domains, put)


def _simply_through_pieces(found: Cuts, domains: Mapping[str, Domain]) -> Iterator[Line]:
    """Lines through every piece with simple numbers, which people can check."""
    simple = {name: _simple(values, domains[name]) for name, values in found.items()}
    return _through(simple, domains, {}, plain=_SIMPLE)


def _simple(values: list[fmpq], domain: Domain) -> list[fmpq]:
    """The simplest number of each piece."""
    ends = [end for end in domain.exact_bounds if end is not None]
    return list(filter(domain.contains, between(sorted({*values, *ends}))))


def _through(
    values: Cuts, domains: Mapping[str, Domain], put: Mapping[str, Tree], plain: tuple[fmpq, ...] = _PLAIN
) -> Iterator[Line]:
    free = [name for name in sorted(domains, reverse=True) if name not in put]
    for name in free:
        others = [other for other in free if other != name]
        if not any(values.get(other) for other in others):
            continue
        choices = [values.get(other) or [_plain(domains[other], plain)] for other in others]
        yield from (Line(name, dict(zip(others, chosen, strict=True)), put) for chosen in _chosen(choices))


def _chosen(choices: list[list[fmpq]]) -> Iterator[tuple[fmpq, ...]]:
    """All together where they are few; else each of them at least once."""
    longest = max(map(len, choices))
    yield from (tuple(each[turn % len(each)] for each in choices) for turn in range(longest))
    yield from islice(product(*choices) if len(choices) > 1 else (), max(0, _MOST - longest))


def _plain(domain: Domain, options: tuple[fmpq, ...]) -> fmpq:
    found = next(filter(domain.contains, options), None)
    return domain.sample(Random(0), _PLAIN[0], 1) if found is None else found  # noqa: S311 -- no secret

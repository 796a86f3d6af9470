"""Does one relation hold wherever the other does? Shown by contradiction, without looking anywhere."""

from collections.abc import Iterator, Mapping

from grading.maths.contradictions import cannot_hold, examples
from grading.maths.domains import Domain
from grading.maths.sampling import Point
from grading.maths.tree import Logic, Tree


def imply_each_other(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether neither holds where the other does not (False: not known); of those that have a value everywhere."""
    return all(cannot_hold(way, domains) for way in _ways_to_differ(answer, reference))


def corners(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> Iterator[Point]:
    """Points at which one may hold and the other may not; of linear ones no such corner is left out."""
    for way in _ways_to_differ(answer, reference):
        yield from examples(way, domains)


def _ways_to_differ(answer: Tree, reference: Tree) -> list[tuple[Tree, Tree]]:
    return [(one, Logic("not", (other,))) for one, other in ((answer, reference), (reference, answer))]

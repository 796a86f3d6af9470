"""The single known slip that leads from one line to a wrong next one, if there is one."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Protocol

from grading.errors import AnswerError
from grading.maths.tree import Relation, Tree
from grading.messages import Message

# So many slips are tried before none is named.
_MOST = 250


class Slip(Protocol):
    """What a mutant says of itself: the wrong step by its name, in words, and what it leads to."""

    @property
    def name(self) -> str: ...
    @property
    def says(self) -> Message: ...
    @property
    def tree(self) -> Tree: ...


Slips = Callable[[Tree], Iterator[Slip]]


def says_which_way(slip: Slip) -> bool:
    """Whether it says that something is lost or too much: the other way round once an equation is solved for it."""
    return slip.name.startswith(("lost-", "extra-", "missing-")) and slip.name != "lost-parentheses"


def find_slip(slips: Slips, before: Tree, is_wrong_line: Callable[[Slip], bool]) -> Slip | None:
    """The first slip that leads from the line before to the wrong line. Ill-shaped slips are passed over."""
    for slip in islice(_of(slips, before), _MOST):
        try:
            if is_wrong_line(slip):
                return slip
        except AnswerError:
            continue
    return None


class _InRelation:
    """A slip in one side of a relation."""

    def __init__(self, slip: Slip, relation: Relation, place: int) -> None:
        terms = relation.terms
        self.name, self.says = slip.name, slip.says
        self.tree: Tree = Relation((*terms[:place], slip.tree, *terms[place + 1 :]), relation.signs)


def _of(slips: Slips, before: Tree) -> Iterator[Slip]:
    if not isinstance(before, Relation):
        yield from slips(before)
        return
    for place, term in enumerate(before.terms):
        for slip in slips(term):
            yield _InRelation(slip, before, place)

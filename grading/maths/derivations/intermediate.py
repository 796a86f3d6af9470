"""Derivatives of a name by one that stands for something else, as dL/dh for L = (v h - y)^2 and h = tanh(w x)."""

from collections.abc import Mapping, Sequence

from grading.errors import AnswerError
from grading.maths.derivatives import derivative
from grading.maths.tree import Call, Name, Relation, Tree, names
from grading.maths.trees import mapped, substituted
from grading.messages import _, say

_REMEDY = _(
    "A derivative is taken by a number that is free: `%(name)s` stands for something else, and what is differentiated "
    "does not hang on it alone."
)


def without_intermediate(tree: Tree, definitions: Mapping[str, Tree], given: Sequence[Relation]) -> Tree:
    """The tree with such derivatives worked out, as what is given is written. Raises AnswerError for what is not
    written in that name alone: of L = h + tanh(w x) nobody knows what hangs on h.
    """

    def changed(node: Tree) -> Tree:
        match node:
            case Call("diff", (Name(name) as inner, Name(by))) if by in definitions and name != by:
                return derivative(_written(inner, by, definitions, given), by)
        return node

    return mapped(tree, changed)


def _written(inner: Tree, by: str, definitions: Mapping[str, Tree], given: Sequence[Relation]) -> Tree:
    """What is differentiated, in the name and what does not hang on it."""
    said = {
        relation.terms[0].name: relation.terms[1]
        for relation in given
        if relation.signs == ("=",) and isinstance(relation.terms[0], Name) and relation.terms[0].name in definitions
    }
    said.pop(by, None)
    for _time in said:
        inner = substituted(inner, said)
    rest = substituted(inner, {name: tree for name, tree in definitions.items() if name != by})
    if names(rest) & names(definitions[by]) or names(rest) != names(inner):
        raise AnswerError(say(_REMEDY, name=by))
    return inner

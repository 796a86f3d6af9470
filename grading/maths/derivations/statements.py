"""Statements: relations, and relations joined by `or` and `and`, as in `x = 1 or x = -1`."""

from collections.abc import Iterator

from grading.maths.comparisons import Case, cases
from grading.maths.tree import Logic, Relation, Tree

Statement = Relation | Logic
Comparison = tuple[Tree, str, Tree]


def adjacent(relation: Relation) -> list[Comparison]:
    """The chain as pairs: 0 <= x < 1 is 0 <= x and x < 1."""
    return list(zip(relation.terms, relation.signs, relation.terms[1:], strict=False))


def relations(statement: Tree) -> Iterator[Relation]:
    """The relations that are joined in a statement; nothing of what is no statement."""
    if isinstance(statement, Relation):
        yield statement
    if isinstance(statement, Logic):
        for part in statement.parts:
            yield from relations(part)


def comparisons(statement: Tree) -> list[Comparison]:
    """All single comparisons of a statement."""
    return [pair for relation in relations(statement) for pair in adjacent(relation)]


def cases_of(statement: Tree) -> list[Case]:
    """The statement as cases of which one must hold, each of single comparisons that hold together."""
    found = cases(statement)
    # A line with more cases is refused when it is read.
    assert found is not None
    return found


def sign_of_chain(signs: list[str]) -> str:
    """The sign between the ends of a chain; "" where the chain turns around."""
    directions = {sign[0] for sign in signs if sign != "="}
    if len(directions) > 1 or "!=" in signs:
        return ""
    if not directions:
        return "="
    direction = directions.pop()
    return direction if direction in signs else direction + "="


def implies(sign: str, wanted: str) -> bool:
    return sign == wanted or (wanted in ("<=", ">=") and sign in ("=", wanted[0]))

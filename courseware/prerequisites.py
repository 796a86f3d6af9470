"""What builds on what: circles, longest chains and needless edges in a mapping slug -> slugs it requires."""

from collections.abc import Mapping, Sequence

Requires = Mapping[str, Sequence[str]]


def in_a_circle(requires: Requires) -> list[str]:
    """A chain of topics that ends where it began, [] when there is none.

    >>> in_a_circle({"a": ["b"], "b": ["a"], "c": []})
    ['a', 'b', 'a']
    >>> in_a_circle({"a": [], "b": ["a"]})
    []
    """
    settled: set[str] = set()

    def walk(slug: str, trail: list[str]) -> list[str]:
        if slug in trail:
            return [*trail[trail.index(slug) :], slug]
        if slug in settled:
            return []
        for needed in requires.get(slug, ()):
            circle = walk(needed, [*trail, slug])
            if circle:
                return circle
        settled.add(slug)
        return []

    return next((circle for slug in requires if (circle := walk(slug, []))), [])


def columns(requires: Requires) -> dict[str, int]:
    """The length of the longest chain that leads to each topic, from 1.

    >>> columns({"a": [], "b": ["a"], "c": ["a", "b"]})
    {'a': 1, 'b': 2, 'c': 3}
    """
    found: dict[str, int] = {}

    def column(slug: str) -> int:
        if slug not in found:
            found[slug] = 1 + max((column(needed) for needed in requires[slug] if needed in requires), default=0)
        return found[slug]

    for slug in requires:
        column(slug)
    return {slug: found[slug] for slug in requires}


def all_needed(requires: Requires) -> dict[str, set[str]]:
    """Everything that each topic builds on, directly or not."""
    found: dict[str, set[str]] = {}

    def needed(slug: str) -> set[str]:
        if slug not in found:
            direct = [other for other in requires[slug] if other in requires]
            found[slug] = set(direct).union(*(needed(other) for other in direct))
        return found[slug]

    return {slug: needed(slug) for slug in requires}


def direct_edges(requires: Requires) -> list[tuple[str, str]]:
    """(needed, topic) for each requirement that does not follow from the others (the transitive reduction).

    >>> direct_edges({"a": [], "b": ["a"], "c": ["a", "b"]})
    [('a', 'b'), ('b', 'c')]
    """
    needed = all_needed(requires)
    return [
        (other, slug)
        for slug, direct in requires.items()
        for other in direct
        if other in requires and not any(other in needed[between] for between in direct if between in requires)
    ]

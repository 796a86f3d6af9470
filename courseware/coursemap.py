"""The map of topics: columns are the longest chain of what a topic builds on, rows are the lanes of course.yaml."""

from dataclasses import dataclass

from courseware.pages import TopicCard
from courseware.prerequisites import columns, direct_edges
from courseware.progress import Progress

CELL = 100
# The middle of a topic's mark in its cell, from above: its name stands below.
MARK = 26
# Edges run along lanes and change lanes only between two columns, this far from the middles of the cells.
BEND = 18


@dataclass(frozen=True)
class Node:
    card: TopicCard
    column: int
    row: int
    here: bool


@dataclass(frozen=True)
class Edge:
    """d: an SVG path. state: walked (both ends complete or begun), next (leads to a topic that is open) or ""."""

    d: str
    state: str


@dataclass(frozen=True)
class CourseMap:
    """The viewBox is columns * 100 by rows * 100."""

    columns: int
    rows: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def course_map(found: Progress, here: str = "") -> CourseMap:
    """The map of a course with somebody's progress; here: the slug of the topic where the learner goes on."""
    requires = {topic.slug: list(topic.requires) for topic in found.topics}
    column = columns(requires)
    row = _rows(found, column)
    nodes = tuple(Node(found.cards[slug], column[slug], row[slug], slug == here) for slug in requires)
    taken = {(node.column, node.row) for node in nodes}
    edges = [
        Edge(path((column[a], row[a]), (column[b], row[b]), taken), _state(found.cards[a], found.cards[b]))
        for a, b in direct_edges(requires)
    ]
    # walked ones are drawn last, over the others
    edges.sort(key=lambda edge: edge.state == "walked")
    return CourseMap(max(column.values(), default=0), max(row.values(), default=0), nodes, tuple(edges))


def _rows(found: Progress, column: dict[str, int]) -> dict[str, int]:
    """The lane of each topic; of two topics in one cell the later one moves down to a free lane."""
    rows: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for topic in found.topics:
        row = max(topic.lane, 1)
        while (column[topic.slug], row) in taken:
            row += 1
        rows[topic.slug] = row
        taken.add((column[topic.slug], row))
    return rows


def path(start: tuple[int, int], end: tuple[int, int], taken: set[tuple[int, int]]) -> str:
    """An SVG path from cell to cell, (column, row) from 1.

    >>> path((1, 1), (2, 1), set())
    'M50 26H150'
    >>> path((1, 1), (2, 2), set())
    'M50 26H68C100 26 100 126 132 126H150'
    """
    (x1, y1), (x2, y2) = (_middle(start), _middle(end))
    between = range(start[0] + 1, end[0])
    if y1 == y2:
        return f"M{x1} {y1}H{x2}" if _free(between, start[1], taken) else _around(x1, x2, y1)
    # along the lane of the start as far as it is free, else along the lane of the end
    late = _free(between, start[1], taken)
    turn = x2 - CELL if late else x1
    return f"M{x1} {y1}H{turn + BEND}C{turn + 50} {y1} {turn + 50} {y2} {turn + CELL - BEND} {y2}H{x2}"


def _around(x1: int, x2: int, y: int) -> str:
    """Past a topic that stands in the way, between the lanes."""
    low = y + 62
    down = f"M{x1} {y}H{x1 + BEND}C{x1 + 50} {y} {x1 + 50} {low} {x1 + 82} {low}"
    return f"{down}H{x2 - 82}C{x2 - 50} {low} {x2 - 50} {y} {x2 - BEND} {y}H{x2}"


def _middle(cell: tuple[int, int]) -> tuple[int, int]:
    return CELL * cell[0] - CELL // 2, CELL * (cell[1] - 1) + MARK


def _free(between: range, row: int, taken: set[tuple[int, int]]) -> bool:
    return not any((column, row) in taken for column in between)


def _state(needed: TopicCard, topic: TopicCard) -> str:
    if needed.state == "done" and topic.state in ("done", "started"):
        return "walked"
    return "next" if topic.state in ("open", "started") and needed.state in ("done", "started") else ""

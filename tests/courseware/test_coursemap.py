"""The map of topics: columns, lanes and edges."""

import pytest

from courseware.coursemap import course_map, path
from courseware.models import Course, Offering, Topic
from courseware.prerequisites import all_needed, columns, direct_edges, in_a_circle
from courseware.progress import read_progress

REQUIRES = {"a": [], "b": ["a"], "c": ["a", "b"], "d": ["c", "a"], "e": []}


def test_columns_are_the_longest_chains() -> None:
    assert columns(REQUIRES) == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 1}


def test_only_direct_edges_are_drawn() -> None:
    assert direct_edges(REQUIRES) == [("a", "b"), ("b", "c"), ("c", "d")]


def test_an_edge_that_is_left_out_follows_from_the_others() -> None:
    kept: dict[str, list[str]] = {slug: [] for slug in REQUIRES}
    for needed, topic in direct_edges(REQUIRES):
        kept[topic].append(needed)
    assert all_needed(kept) == all_needed(REQUIRES)


@pytest.mark.parametrize(
    ("requires", "circle"), [({"a": ["a"]}, ["a", "a"]), ({"a": ["b"], "b": ["a"]}, ["a", "b", "a"])]
)
def test_circles_are_found(requires, circle) -> None:
    assert in_a_circle(requires) == circle


@pytest.mark.parametrize("end", [(2, 1), (3, 1), (2, 2), (4, 3)])
def test_an_edge_begins_and_ends_at_its_topics(end) -> None:
    drawn = path((1, 1), end, set())
    assert drawn.startswith("M50 26")
    assert drawn.endswith(f"H{100 * end[0] - 50}")


def test_an_edge_goes_around_a_topic_in_its_way() -> None:
    assert "C" in path((1, 1), (3, 1), {(2, 1)})
    assert "C" not in path((1, 1), (3, 1), set())


def test_no_two_topics_share_a_cell(db) -> None:
    course = Course.objects.create(slug="c", title="C", sections=[])
    for position, slug in enumerate("abc", start=1):
        Topic.objects.create(course=course, slug=slug, position=position, title=slug, short=slug, lane=1)
    offering = Offering.objects.create(course=course, slug="c-now", term="Now")
    nodes = course_map(read_progress(offering, None)).nodes
    assert len({(node.column, node.row) for node in nodes}) == 3

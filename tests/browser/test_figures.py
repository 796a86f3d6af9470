"""The figures of the lessons: drawn without an error, moved with the keyboard, fitting on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from courseware.models import Topic

NAMES = ["linear-map", "taylor-and-differences", "backprop-graph"]
PLACE = "/courses/tiny-now/basics/"


@pytest.fixture
def show(offering) -> Callable[[Page, str], Locator]:
    def open_figure(page: Page, name: str) -> Locator:
        Topic.objects.filter(slug="basics").update(lesson=f"## A figure\n\n::: figure {name}\nWords.\n:::\n")
        page.goto(PLACE)
        figure = page.locator(f'[data-figure="{name}"]')
        expect(figure.locator("svg.plot").first).to_be_visible()
        return figure

    return open_figure


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", NAMES)
def test_figure_is_drawn_and_fits(context_of: Callable[..., BrowserContext], show, name: str, width: int):
    page = context_of(viewport={"width": width, "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    show(page, name)
    assert not errors
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parallel_columns_lower_the_rank(page: Page, show):
    figure = show(page, "linear-map")
    figure.get_by_role("button", name="Collapse").click()
    expect(figure.locator(".plot-read")).to_contain_text("1: onto a line")


def test_points_move_with_the_arrow_keys(page: Page, show):
    figure = show(page, "linear-map")
    point = figure.get_by_role("slider", name="The point x")
    point.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(point).to_have_attribute("aria-valuetext", "(1.10, 1.50)")


def test_points_follow_the_pointer(page: Page, show):
    figure = show(page, "linear-map")
    column = figure.get_by_role("slider", name="Column 1 of A")
    column.locator(".dot").drag_to(figure.locator("svg.plot").last, target_position={"x": 60, "y": 60})
    expect(column).to_have_attribute("aria-valuetext", re.compile(r"\(−3\.00, 2\.[234]0\)"))


def test_a_chord_below_the_curve_refutes_convexity(page: Page, show):
    figure = show(page, "taylor-and-differences")
    expect(figure.locator(".plot-note")).to_have_text("This chord lies on or above the curve.")
    figure.get_by_label("sin").check()
    expect(figure.locator(".plot-note")).to_contain_text("sin is not convex")


def test_the_known_weights_solve_xor(page: Page, show):
    figure = show(page, "backprop-graph")
    figure.get_by_role("button", name="Solve XOR with ReLU").click()
    for prediction, times in (("ŷ = 0.00", 2), ("ŷ = 1.00", 2)):
        expect(figure.get_by_text(prediction, exact=True)).to_have_count(times)

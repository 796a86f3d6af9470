"""Figures that a learner's program has drawn, as PNG pictures."""

import io
import sys
from typing import Any, Final

MOST_PICTURES: Final = 3
MOST_BYTES: Final = 400_000
WIDEST: Final = 800
HIGHEST: Final = 1200
LONGEST_TITLE: Final = 100


def pictures() -> list[dict[str, Any]]:
    """The figures that are open, in the order of their numbers: `{"png", "title", "problem"}`.

    problem: why there is no picture of a figure, "" when there is one.
    """
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    return [_picture(pyplot.figure(number)) for number in pyplot.get_fignums()[:MOST_PICTURES]]


def _picture(figure: Any) -> dict[str, Any]:
    try:
        png = _small_enough(figure)
        return {"png": png, "title": _title(figure), "problem": "" if png else "too large"}
    except Exception as raised:  # a formula in a label, say, that cannot be read
        return {"png": b"", "title": "", "problem": f"{type(raised).__name__}: {raised}".strip()[:300]}


def _small_enough(figure: Any) -> bytes:
    """The picture, more coarsely where it is too large otherwise."""
    for share in (1.0, 0.6, 0.35):
        png = png_of(figure, share)
        if len(png) <= MOST_BYTES:
            return png
    return b""


def png_of(figure: Any, share: float = 1.0) -> bytes:
    """The figure at the usual resolution, or at one that makes it narrow enough."""
    width, height = figure.get_size_inches()
    dpi = min(100.0, (WIDEST - 1) / width, (HIGHEST - 1) / height) * share
    kept = io.BytesIO()
    figure.savefig(kept, format="png", dpi=dpi)
    return kept.getvalue()


def _title(figure: Any) -> str:
    """What stands above the figure, "" for nothing."""
    titles = [axes.get_title() for axes in figure.get_axes()[:1]]
    return str(figure.get_suptitle() or "".join(titles))[:LONGEST_TITLE]

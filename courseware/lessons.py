"""A lesson as HTML with anchors at its headings."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from exercises.pages.html import prose

_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_FIGURE = re.compile(r'data-figure="([a-z0-9-]+)"')


@dataclass(frozen=True)
class Heading:
    id: str
    text: str


@dataclass(frozen=True)
class Lesson:
    """html: safe; headings: of the second level; figures: names of the interactive figures in it, each once."""

    html: SafeString
    headings: tuple[Heading, ...]
    figures: tuple[str, ...]


@lru_cache(maxsize=64)
def lesson(markdown: str) -> Lesson:
    """Render a lesson."""
    headings: list[Heading] = []

    def anchored(found: re.Match[str]) -> str:
        text = unescape(strip_tags(found[1]))
        anchor = f"{slugify(text) or 'part'}"
        if anchor in {heading.id for heading in headings}:
            anchor = f"{anchor}-{len(headings) + 1}"
        headings.append(Heading(anchor, text))
        return f'<h2 id="{anchor}">{found[1]}</h2>'

    html = _HEADING.sub(anchored, prose(markdown))
    figures = tuple(dict.fromkeys(_FIGURE.findall(html)))
    return Lesson(mark_safe(html), tuple(headings), figures)  # noqa: S308  # prose is sanitised, anchors are slugs

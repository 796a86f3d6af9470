"""Markdown as HTML that templates may insert: everything here has gone through the sanitiser of exercises.markdown.

Authors' texts do not change once stored, so their HTML is remembered.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from exercises.markdown import message_html, render, render_inline


@lru_cache(maxsize=1024)
def prose(text: str) -> SafeString:
    """Paragraphs, formulas, tables."""
    return mark_safe(render(text))  # noqa: S308  # sanitised by render


@lru_cache(maxsize=4096)
def line(text: str) -> SafeString:
    """One line, "" stays ""."""
    return mark_safe(render_inline(text))  # noqa: S308  # sanitised by render_inline


def said(message: Mapping[str, Any]) -> SafeString:
    """A judge's message {"text", "values"} in the reader's language."""
    return mark_safe(message_html(message))  # noqa: S308  # sanitised by message_html

"""Markdown as HTML that templates may insert: everything here has gone through the sanitiser of exercises.markdown."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from exercises.markdown import message_html, render, render_inline


def prose(text: str) -> SafeString:
    """Paragraphs, formulas, tables."""
    return mark_safe(render(text))  # noqa: S308  # sanitised by render


def line(text: str) -> SafeString:
    """One line, "" stays ""."""
    return mark_safe(render_inline(text))  # noqa: S308  # sanitised by render_inline


def said(message: Mapping[str, Any]) -> SafeString:
    """A judge's message {"text", "values"} in the reader's language."""
    return mark_safe(message_html(message))  # noqa: S308  # sanitised by message_html

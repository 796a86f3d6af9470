"""Authors' texts and judges' messages in templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from exercises import readable as plain_text
from exercises.markdown import message_html, render, render_inline

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as HTML; what nh3 lets through is safe."""
    return mark_safe(render(text))  # noqa: S308


@register.filter
def markdown_inline(text: str) -> SafeString:
    """One line of Markdown."""
    return mark_safe(render_inline(text))  # noqa: S308


@register.filter
def message(data: Mapping[str, Any]) -> SafeString:
    """A judge's message, {"text", "values"}, in the reader's language."""
    return mark_safe(message_html(data))  # noqa: S308


@register.filter
def readable(tex: str) -> str:
    """A formula as plain text, where no script typesets it."""
    return plain_text.readable(tex)

"""Authors' Markdown and judges' messages as safe HTML. Formulas stay TeX in `data-tex`; the browser typesets them."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import nh3
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from exercises.readable import readable

_TAGS = (
    {"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"}
    | {"em", "strong", "del", "a", "table", "thead", "tbody", "tr", "th", "td"}
    | {"span", "div", "section", "aside", "figure", "figcaption"}
)
_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "span": {"class", "data-tex", "data-display"},
    "figure": {"class", "data-figure"},
    "ol": {"start"},
    "th": {"style"},
    "td": {"style"},
}

_CODES = re.compile(r"`[^`\n]+`(?:, `[^`\n]+`)*")


def render(text: str) -> str:
    """Markdown with formulas, tables and containers as HTML that is safe whoever wrote it."""
    return _clean(_MARKDOWN.render(text))


def render_inline(text: str) -> str:
    """One line of Markdown, without a paragraph around it."""
    return _clean(_INLINE.renderInline(" ".join(text.split())))


def message_html(message: Mapping[str, Any]) -> str:
    """A judge's message, {"text", "values"}, in the reader's language.

    A value cannot close the backticks around it; one that is nothing but pieces of code, "`x`, `y`", stays that.
    """
    if not message["text"]:
        return ""
    text = gettext(message["text"])
    values = {name: _harmless(value) for name, value in message.get("values", {}).items()}
    return render_inline(text % values if values else text)


def _harmless(value: str | float) -> str | float:
    if not isinstance(value, str):
        return value
    return " ".join((value if _CODES.fullmatch(value) else value.replace("`", "'")).split())


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "mailto"},
        filter_style_properties={"text-align"},
        link_rel="noopener noreferrer",
    )


def _math(name: str) -> Any:
    """A rule that writes a formula as its TeX, for the typesetter, and as plain text, for pages without scripts."""
    block = "double" in name or "block" in name

    def formula(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        source = tokens[index].content.strip()
        tex, plain = escape(source), escape(readable(source))
        if block:
            return f'<span class="math-block" data-tex="{tex}" data-display="">{plain}</span>\n'
        return f'<span class="math" data-tex="{tex}">{plain}</span>'

    return formula


def _box(name: str) -> Any:
    """`::: definition Title` as a section with a heading."""

    def opened(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[index]
        if token.nesting != 1:
            return "</section>\n"
        title = token.info.strip().removeprefix(name).strip()
        heading = f'<p class="{name}-title">{_INLINE.renderInline(title)}</p>' if title else ""
        return f'<section class="{name}">{heading}\n'

    return opened


def _aside(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return '<aside class="sidenote">\n' if tokens[index].nesting == 1 else "</aside>\n"


def _figure(renderer: RendererProtocol, tokens: list[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    if token.nesting != 1:
        return "</figcaption></figure>\n"
    name = escape(token.info.strip().removeprefix("figure").strip())
    return f'<figure class="figure" data-figure="{name}"><div class="stage"></div><figcaption>\n'


def reader() -> MarkdownIt:
    """CommonMark with tables and formulas; no HTML, no images."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
    reader.disable("image")
    # "$5 and $6" are two prices: no formula begins or ends at a space, or ends before a digit
    reader.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    for name in ("math_inline", "math_inline_double", "math_block", "math_block_label"):
        reader.add_render_rule(name, _math(name))
    return reader


def _with_containers(reader: MarkdownIt) -> MarkdownIt:
    for name in ("definition", "theorem", "example", "proof", "remark", "warning"):
        reader.use(container_plugin, name, render=_box(name))
    reader.use(container_plugin, "sidenote", render=_aside)
    return reader.use(container_plugin, "figure", render=_figure)


_INLINE = reader()
_MARKDOWN = _with_containers(reader())

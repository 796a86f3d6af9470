"""Authors' Markdown and judges' messages become safe HTML with formulas left to the browser."""

import pytest

from exercises.markdown import message_html, render, render_inline
from exercises.pages.reading import reading
from exercises.templatetags.exercise_text import markdown, markdown_inline, message
from grading.sandbox.worker.explanation import explain_reason


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a $x < y$ b", '<p>a <span class="math" data-tex="x &lt; y">x &lt; y</span> b</p>\n'),
        ("$(a)$-th", '<p><span class="math" data-tex="(a)">(a)</span>-th</p>\n'),
        ('$a_"b"$', '<p><span class="math" data-tex="a_&quot;b&quot;">a_(")b"</span></p>\n'),
        (r"$a \$ b$", r'<p><span class="math" data-tex="a \$ b">a $ b</span></p>' + "\n"),
        ("$a_1$ and $b_1$ *c*", None),
        ("`$x$`", "<p><code>$x$</code></p>\n"),
        (r"it costs \$5", "<p>it costs $5</p>\n"),
        ("it costs $5 and $6", "<p>it costs $5 and $6</p>\n"),
        ("$$\n\\frac{a}{b}\n$$", None),
        ("```python\nx = '$a$'\n```", "<pre><code class=\"language-python\">x = '$a$'\n</code></pre>\n"),
        ("a & b", "<p>a &amp; b</p>\n"),
    ],
)
def test_markdown_with_formulas(text, html):
    rendered = render(text)
    assert html is None or rendered == html
    assert "<em>1" not in rendered


def test_display_formula_is_marked_as_such():
    assert render("$$\nx\n$$").strip() == '<span class="math-block" data-tex="x" data-display="">x</span>'


def test_formula_of_several_lines_keeps_its_backslashes():
    assert r'data-tex="\begin{pmatrix} 1 \\ 2 \end{pmatrix}"' in render("$\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}$")


def test_table_may_hold_formulas_and_alignment():
    html = render("| a | $b$ |\n|:-:|--:|\n| $|x|$ | `c` |\n".replace("$|x|$", r"$\|x\|$"))
    assert html.count("<td") == 2
    assert "text-align:right" in html
    assert 'class="math"' in html


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("::: definition A norm\nIt is $x$.\n:::", ['<section class="definition">', "A norm", "data-tex"]),
        ("::: sidenote\nBy the way.\n:::", ['<aside class="sidenote">', "<p>By the way.</p>"]),
        (
            "::: figure plane\nThe $x$ plane.\n:::",
            ['<figure class="figure" data-figure="plane">', "<figcaption>", "plane."],
        ),
        ("## A heading\n", ["<h2>A heading</h2>"]),
        ("1. a\n2. b\n", ["<ol>", "<li>a</li>"]),
    ],
)
def test_containers_and_blocks(text, parts):
    assert all(part in render(text) for part in parts)


EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](http://evil.example/x.png)",
    '$"><img src=x onerror=alert(1)>$',
    "$$\n</span><script>alert(1)</script>\n$$",
    '::: figure x"><script>alert(1)</script>\nx\n:::',
    "::: definition <script>alert(1)</script>\nx\n:::",
    "```<script>\nx\n```",
    "<svg onload=alert(1)>",
    "<a href='x' onclick='alert(1)'>x</a>",
    "<style>body{display:none}</style>",
    "<iframe src='//evil.example'></iframe>",
    "[x](https://a.example \"' onmouseover='alert(1)\")",
    "[a]: javascript:alert(1)\n\n[a]",
    '<https://a.example/"onclick=alert(1)>',
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("write", [render, render_inline])
def test_nothing_runs_and_nothing_is_fetched(write, text):
    html = write(text).replace("&lt;", "‹").replace("&quot;", "”")
    tags = [tag.partition(">")[0].lower() for tag in html.split("<")[1:]]
    assert not [tag for tag in tags if tag.startswith(("script", "img", "svg", "iframe", "style", "object"))]
    assert not [tag for tag in tags if " on" in tag.split('title="')[0] and "data-" not in tag]
    assert not [tag for tag in tags if "javascript:" in tag or "vbscript:" in tag or 'href="data:' in tag]


def test_message_is_translated_with_its_values():
    html = message_html({"text": "Row %(row)d has **%(have)d** numbers.", "values": {"row": 2, "have": 1}})
    assert html == "Row 2 has <strong>1</strong> numbers."


@pytest.mark.parametrize(
    "value", ["`[x](https://evil.example)", "`a`, `[x](//b.c)`", "`` ` *a*", "`\n\n# big", "`<b>`"]
)
def test_learners_text_cannot_leave_its_backticks(value):
    html = message_html({"text": "You wrote `%(x)s`.", "values": {"x": value}})
    assert html.startswith("You wrote <code>")
    assert html.endswith("</code>.")
    assert html.count("<") == 2


def test_the_type_that_a_learner_made_up_is_no_link():
    told = explain_reason("unsendable", {"type": "[x](https://evil.example)"})
    assert "<a" not in message_html({"text": told.text, "values": dict(told.values)})


def test_authors_own_words_may_hold_a_per_cent_sign():
    assert message_html({"text": "Take 5 % of $x$.", "values": {}}).startswith("Take 5 % of")


def test_empty_message_is_empty():
    assert message_html({"text": "", "values": {}}) == ""


def test_template_filters_give_safe_html():
    assert markdown("*a*") == "<p><em>a</em></p>\n"
    assert markdown_inline("*a*") == "<em>a</em>"
    assert message({"text": "*a*"}) == "<em>a</em>"


def test_two_that_may_be_meant_are_two_pieces_of_code():
    symbols = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n", 1]}}
    html = reading({"kind": "matrix_expression", "reference": "A x", "symbols": symbols}, "A A x").message_html
    assert "did you mean <code>A^T A</code> or <code>hadamard(A, A)</code>?" in html


def test_the_names_of_a_list_are_pieces_of_code():
    symbols = {"A": {"shape": ["m", "n"]}, "x": {"shape": ["n", 1]}}
    html = reading({"kind": "matrix_expression", "reference": "A x", "symbols": symbols}, "A qqq").message_html
    assert "The names here are <code>A</code>, <code>x</code>" in html

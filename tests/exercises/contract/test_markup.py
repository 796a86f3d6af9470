"""What a reader would stumble over in a rendered text is found."""

import pytest

from exercises.contract.markup import broken_tex, numbers, problems

GOOD = [
    "It costs \\$5, or $5$ euros; `$x` is code.",
    "$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$",
    "$\\left( \\frac{1}{2} \\right)$ and $\\{1, 2\\}$ and $\\left\\{ x \\right\\}$",
    "$$\n\\begin{aligned} a &= b \\\\ c &= -d \\end{aligned}\n$$",
    "$x = -3$ and $e^{-x}$ and $a - b$ and $(-1)(-2)$",
    "```python\nx = {'a': {'b': None}}  # {{ }} $\n```",
    "None of these is True.",
    "[[field:v]]",
]
BAD = [
    ("a {{ b }}", "template was left over"),
    ("$x^{{ n }}$", "template was left over"),
    ("a $x b", "not closed"),
    ("$x$ and $y", "not closed"),
    ("$Matrix([[1]])$", "Python value"),
    ("$x = nan$", "Python value"),
    ("$x + -3$", "two signs"),
    ("$x - -\\frac{1}{2}$", "two signs"),
]
# What is told where KaTeX is not there to be asked.
BROKEN = [
    ("\\frac{1}{2", "braces do not match"),
    ("}{", "braces do not match"),
    ("\\left( x", r"\left and \right"),
    ("\\begin{pmatrix} 1", "is not closed"),
    ("1 \\end{pmatrix}", "closes nothing"),
    ("\\begin{tabular} x \\end{tabular}", "no environment tabular"),
    ("x \\label{a}", "KaTeX has no such command"),
]


@pytest.mark.parametrize("text", GOOD)
def test_good_text_has_no_problems(text):
    assert list(problems(text)) == []


@pytest.mark.parametrize(("text", "words"), BAD)
def test_problem_is_found(text, words):
    assert words.replace("\\\\", "\\") in " ".join(problems(text))


@pytest.mark.parametrize(("tex", "words"), BROKEN)
def test_broken_tex_is_seen_without_katex(tex, words):
    assert words in " ".join(broken_tex(tex))


def test_numbers_outside_of_code_are_listed():
    found = list(numbers("$12.50$ and 3, $\\frac{1}{7}$, `99`, $x_{12}$, v1.5\n\n```\n77\n```\n"))
    assert ("decimal", "12.50") in found
    assert ("denominator", "7") in found
    assert {number for kind, number in found if kind == "integer"} == {"3", "1", "7", "12"}

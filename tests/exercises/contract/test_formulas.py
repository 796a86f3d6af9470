"""What KaTeX cannot typeset is found wherever it stands, with file, place, fragment and remedy."""

import pytest

from exercises.contract import check, formulas
from exercises.contract.finding import lines
from exercises.contract.markup import broken_tex
from exercises.contract.typesetting import typesetter
from tests.exercises.bundles import bundle, edited

# TeX -> what its author reads
WRONG = [
    (r"\frc{1}{2}", r"KaTeX knows no command `\frc`. In $\frc{1}{2}$. Did you mean `\frac`?"),
    (r"a + \lamda", r"KaTeX knows no command `\lamda`. In $a + \lamda$. Did you mean `\lambda`?"),
    (r"\ce{H2O}", r"no command `\ce`. In $\ce{H2O}$. Take one of KaTeX's, or write words"),
    (r"\frac{1}", r"An argument of `\frac` is missing. In $\frac{1}$. Write each in braces, such as `\frac{1}{2}`."),
    (r"\sqrt", r"An argument of `\sqrt` is missing."),
    (r"\frac{1}{2", "The braces do not match: a `{` is opened and not closed. In $\\frac{1}{2$. Write `}` where it"),
    (r"\left( \frac{1}{2 \right)", "The braces do not match: a `{` is opened and not closed."),
    ("1}", "The braces do not match: a `}` closes nothing. In $1}$. Take it out, or write `{` where it begins."),
    ("x^", "Something must follow `^`."),
    ("x^2^3", "Two superscripts stand on one thing. In $x^2^3$. Put one of them into braces, as in `{x^2}^3`."),
    (r"\left(1", r"`\left` and `\right` do not match. In $\left(1$. Write `\right)` where it ends"),
    (r"1\right)", r"`\left` and `\right` do not match. In $1\right)$. Write `\left(` where it begins"),
    (r"\left x", r"`x` is no bracket, and one must follow `\left`."),
    (
        r"\begin{pmatrx}1\end{pmatrx}",
        "$. Did you mean `pmatrix`?",
    ),
    (r"\begin{pmatrix}1", r"`\begin{pmatrix}` is not closed. In $\begin{pmatrix}1$. Write `\end{pmatrix}` where it"),
    (r"1\end{pmatrix}", r"`\end` closes nothing."),
    (r"\begin{pmatrix}1\end{bmatrix}", r"`\begin{pmatrix}` is closed by `\end{bmatrix}`."),
    (r"\begin{array} 1 & 2 \end{array}", r"Write a letter for each: `\begin{array}{lcr}`."),
    (r"\begin{align} a &= b \end{align}", "`align` needs a line of its own."),
    ("a & b", r"`&` stands outside of a matrix or of aligned lines. In $a & b$. Write `\&` for the sign itself."),
    ("5% of x", r"`%` begins a comment: what follows is not shown. In $5% of x$. Write `\%` for the sign itself."),
    (r"\href{https://example.org}{x}", r"`\href` is not shown in formulas."),
    (r"\def\a{\a\a}\a", "What this formula defines never comes to an end."),
]
RIGHT = [
    r"\frac{1}{2} + \left\lVert \mathbf{x} \right\rVert_2^2 \le \bm{w}^\top x",
    r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}",
    r"5\,\%",
    "1 € für \\text{Müller}",
]
DISPLAYED = r"$$\begin{align} a &= b \\ &= c \end{align}$$"


def found(files: dict[str, str], seeds: int = 1) -> list[str]:
    return lines(check(files, range(1, seeds + 1)).findings)


def prompted(text: str) -> dict[str, str]:
    return bundle() | {"prompt.md": f'Two lines\nof text: {text}.\n\n{{{{ field("d") }}}}\n'}


@pytest.mark.parametrize(("tex", "words"), WRONG)
def test_formula_that_cannot_be_typeset_is_told(tex, words):
    (told,) = found(prompted(f"${tex}$"))
    assert told.startswith("prompt.md:2: ")
    assert words in told


@pytest.mark.parametrize("text", [*(f"${tex}$" for tex in RIGHT), DISPLAYED])
def test_formula_that_can_be_typeset_is_fine(text):
    assert found(prompted(text)) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("Then add.", "Add $\\frc12$.", ":13: KaTeX knows no command `\\frc`. In $\\frc12$ of `hints`, entry 2."),
        ('"That adds', '"$\\\\frc12$', "In $\\frc12$ of `fields`, `d`, `misconceptions`, entry 1, `says`."),
        ("\\cdot b", "\\cdt b", ":9: KaTeX knows no command `\\cdt`. In $a \\cdt b =$ of `fields`, `d`, `label`."),
    ],
)  # fmt: skip
def test_formula_is_looked_at_wherever_it_stands(old, new, where):
    assert where in found(edited(old, new))[0]


def test_formula_of_the_solution_is_looked_at():
    assert "solution.md:2: KaTeX knows no command `\\frc`." in found(bundle(solution_md="So\n$\\frc{1}{2}$."))[0]


def test_formula_that_only_some_variants_show_is_told_with_their_seeds():
    files = bundle("basics/matrix")
    files["prompt.md"] += "\n{% if A[0, 0] %}$\\frc{ {{ A }} }$ {% endif %}\n"
    (told,) = found(files, seeds=3)
    assert told.startswith("prompt.md:5: seeds 1, 2, 3: KaTeX knows no command `\\frc`.")


def test_long_formula_is_shown_where_it_is_wrong():
    (told,) = found(prompted(f"${'x + ' * 40}\\frc{{1}}{{2}}{' + y' * 40}$"))
    assert "In $...+ x + x + x + x + x + x + x + \\frc{1}{2} + y" in told


def test_without_katex_the_worst_is_found(monkeypatch):
    monkeypatch.setattr(formulas, "typesetter", lambda: None)
    assert found(prompted(r"$\frac{1}{2$")) == ["prompt.md:2: The braces do not match. In $\\frac{1}{2$."]
    assert [next(broken_tex(tex), "") for tex in RIGHT] == [""] * len(RIGHT)


def test_typesetter_that_ends_is_told_and_started_anew():
    typesetter()._process.kill()
    assert "KaTeX comes to no end with the formulas of this exercise." in found(bundle())[0]
    assert found(bundle()) == []

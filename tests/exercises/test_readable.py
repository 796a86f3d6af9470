"""Formulas as plain text, for pages that no script typesets."""

import pytest

from exercises.markdown import render_inline
from exercises.readable import LONGEST, readable


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"\frac{1}{n} x^\top A", "1/n xᵀ A"),
        (r"A = \begin{pmatrix} 2 & -4 \\ 0 & 3 \end{pmatrix}", "A = (2, -4; 0, 3)"),
        (r"p_j = \frac{e^{z_j}}{S}, \qquad S", "pⱼ = e^(zⱼ)/S, S"),
        (r"\sum_{i=1}^{n} \log p_{i, y_i}", "∑_(i=1)ⁿ log p_(i, yᵢ)"),
        (r"\mathbf{p}_i = \operatorname{softmax}\left(\mathbf z_i\right)", "pᵢ = softmax (zᵢ)"),
        (r"\sqrt{x^2+1} \le \lVert b \rVert^{-1}", "√(x²+1) ≤ ‖ b ‖⁻¹"),
        (r"x \in \{0, 1\}", "x ∈ {0, 1}"),
        (r"\hat{y}", "y\u0302"),
        ("x" * (LONGEST + 1), "x" * (LONGEST + 1)),
    ],
)
def test_a_formula_is_read_without_its_commands(tex: str, text: str) -> None:
    assert readable(tex) == text


@pytest.mark.parametrize("tex", ["{" * 999, "^{" * 500 + "}" * 500, r"\frac{" * 250, r"\begin{pmatrix}" * 90, "_^"])
def test_odd_tex_is_survived(tex: str) -> None:
    assert "\\" not in readable(tex)


def test_a_page_holds_both_and_lets_no_markup_through() -> None:
    shown = render_inline(r"$a < b, \text{<script>}$")
    assert 'data-tex="a &lt; b, \\text{&lt;script&gt;}">a &lt; b, &lt;script&gt;</span>' in shown

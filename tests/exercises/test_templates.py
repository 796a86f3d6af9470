"""Templates are filled in as LaTeX or as answers, and mistakes name their file and line."""

import pytest
from sympy import Matrix, Rational, symbols

from exercises.authoring.blame import AuthorError
from exercises.authoring.templates import Renderer

x = symbols("x")
VALUES = {"a": 3, "b": -2, "one": 1, "q": Rational(-1, 2), "A": Matrix([[1, 2], [3, 4]]), "f": x**2, "rows": [1, 2]}


def prompt(text: str) -> str:
    return Renderer({"prompt.md": text}, VALUES).file("prompt.md")


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{ a }} {{ b }}", "3 -2"),
        ("{{ b|signed }} {{ a|signed }} {{ f|signed }}", "- 2 + 3 + x^{2}"),
        ("{{ b|paren }} {{ a|paren }}", r"\left(-2\right) 3"),
        ("{{ one|coefficient }}x {{ -one|coefficient }}x {{ b|coefficient }}x", "x -x -2x"),
        ("{{ f|text }} {{ q|text }}", "x^2 -1/2"),
        ("{{ rows|vector }}", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"),
        ("{{ diff(f, symbols('x')) }}", "2 x"),
        ("{{ A.T }}", r"\begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}"),
        ("{% for r in rows %}\n- {{ r }}\n{% endfor %}", "- 1\n- 2\n"),
        ("{% if a > 2 %}big{% else %}small{% endif %}", "big"),
        (r"\frac{#1}{2} \{a\}", r"\frac{#1}{2} \{a\}"),
        ("x^{ {{ a }} }", "x^{ 3 }"),
        ('{{ field("v") }}', "[[field:v]]"),
    ],
)
def test_prompt_is_filled_in_with_latex(template, written):
    assert prompt(template) == written


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ a }}", 3),
        (" {{ 2 * A }} ", [[2, 4], [6, 8]]),
        ("{{ q }}", "-1/2"),
        ("{{ q }} + {{ f }}", "-1/2 + x^2"),
        ("{{ b|paren }}^2", "(-2)^2"),
        ("{{ rows }}", [1, 2]),
        ("no template", "no template"),
        ("{1, 2}", "{1, 2}"),
    ],
)
def test_answer_that_is_one_expression_keeps_its_type(template, value):
    assert Renderer({}, VALUES).tree({"answer": template}, ()) == {"answer": value}


def test_keys_decide_between_latex_and_answers():
    tree = {"says": "{{ q }}", "answer": "{{ q }}", "options": [{"text": "{{ A }}", "key": "{{ a }}"}]}
    filled = Renderer({}, VALUES).tree(tree, ())
    assert filled["says"] == r"- \frac{1}{2}"
    assert filled["answer"] == "-1/2"
    assert filled["options"][0]["text"].startswith(r"\begin{pmatrix}")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("fine\n\n{{ nobody }}", 3, "There is no parameter `nobody`"),
        ("fine\n{{ a", 2, "Braces are opened and not closed"),
        ("fine\n{% if a %}\nopen", 3, ""),
        ("fine\n{{ A.foo() }}", 2, "foo"),
        ("fine\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("fine\n{{ diff }}", 2, "cannot be written"),
        ("fine\n{{ rows[7] }}", 2, "no element 7"),
        ("fine\n{{ 'word'|signed }}", 2, "want a number"),
        ("fine\n{{ a.__class__.__mro__ }}", 2, "unsafe"),
        ("fine\n{{ a|nofilter }}", 2, "nofilter"),
    ],
)
def test_mistake_in_a_template_is_told_with_its_line(text, line, words):
    with pytest.raises(AuthorError) as caught:
        prompt(text)
    assert (caught.value.file, caught.value.line) == ("prompt.md", line)
    assert words in caught.value.what


def test_mistake_in_the_sheet_is_told_with_its_path():
    with pytest.raises(AuthorError) as caught:
        Renderer({}, VALUES).tree(["fine", {"says": "{{ nobody }}"}], ("hints",))
    assert (caught.value.file, caught.value.path) == ("exercise.yaml", ("hints", 1, "says"))

"""What can go wrong in a rendered text: a leftover template, an open formula, TeX that nobody could typeset."""

import re
from collections.abc import Iterator

from markdown_it.token import Token

from exercises.markdown import reader

_PYTHON = re.compile(
    r"(\b(?:Matrix|Rational|Fraction|array|Symbol|frozenset)\(|<function|<class|\b(?:None|nan|True|False)\b)"
)
_SIGNS = re.compile(r"[+-]\s*-\s*[\d\\]")
_UNKNOWN_TO_KATEX = re.compile(
    r"\\(label|ref|eqref|newenvironment|multicolumn|multirow|hspace\*|mathbbm|textsc|intertext|SI|qty|si|num|DeclareMathOperator)\b"
)
_ENVIRONMENTS = frozenset(
    re.findall(
        r"\S+",
        """
    matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix array aligned alignedat gathered cases rcases split
    align align* gather gather* equation equation* darray dcases drcases subarray CD
""",
    )
)
_BEGIN_END = re.compile(r"\\(begin|end)\s*\{([^}]*)\}")


def formulas(text: str) -> Iterator[tuple[str, bool]]:
    """The formulas of this Markdown: TeX as the browser gets it, and whether it is displayed on a line of its own."""
    for token in _leaves(_READER.parse(text)):
        if token.type.startswith("math"):
            yield token.content.strip(), "double" in token.type or "block" in token.type


def problems(text: str) -> Iterator[str]:
    """What is wrong with this Markdown after rendering, in an author's words."""
    for token in _leaves(_READER.parse(text)):
        if token.type.startswith("math"):
            for problem in _math_problems(token.content):
                yield f"{problem} in ${short(token.content)}$"
        elif token.type == "text":
            if "{{" in token.content or "{%" in token.content:
                yield f"A template was left over: {short(token.content)}"
            if "$" in token.content:
                yield rf"A formula is not closed (a dollar is written \$): {short(token.content)}"


def numbers(text: str) -> Iterator[tuple[str, str]]:
    """What numbers a reader sees outside of code: ("integer", "12"), ("decimal", "0.25"), ("denominator", "7")."""
    for token in _leaves(_READER.parse(text)):
        if token.type == "text" or token.type.startswith("math"):
            for denominator in re.findall(r"\\[dt]?frac\{-?\d+\}\{(\d+)\}", token.content):
                yield "denominator", denominator
            for number in re.findall(r"(?<![\w.,])\d+(?:\.\d+)?(?!\w)", token.content):
                yield ("decimal" if "." in number else "integer"), number


def _leaves(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.children:
            yield from _leaves(token.children)
        else:
            yield token


def _math_problems(tex: str) -> Iterator[str]:
    if "{{" in tex or "{%" in tex:
        yield "A template was left over"
    for pattern, problem in (
        (_PYTHON, "There is a Python value"),
        (_SIGNS, "There are two signs in a row (the filter `signed` writes one)"),
    ):
        found = pattern.search(tex)
        if found:
            yield f"{problem} ({found[0].strip()})"


def broken_tex(tex: str) -> Iterator[str]:
    """What can be seen of broken TeX where KaTeX is not there to be asked."""
    if not is_balanced(tex):
        yield "The braces do not match"
    if len(re.findall(r"\\left\b", tex)) != len(re.findall(r"\\right\b", tex)):
        yield r"\left and \right do not match"
    yield from _environment_problems(tex)
    if found := _UNKNOWN_TO_KATEX.search(tex):
        yield f"KaTeX has no such command ({found[0].strip()})"


def _environment_problems(tex: str) -> Iterator[str]:
    opened: list[str] = []
    for which, name in _BEGIN_END.findall(tex):
        if name not in _ENVIRONMENTS:
            yield f"KaTeX has no environment {name}"
        if which == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            yield rf"\end{{{name}}} closes nothing"
    for name in opened:
        yield rf"\begin{{{name}}} is not closed"


def is_balanced(tex: str) -> bool:
    """Whether every brace that is opened is closed; `\\{` is none."""
    depth = 0
    for character in re.sub(r"\\[\\{}]", "", tex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth < 0:
            return False
    return depth == 0


def short(text: str) -> str:
    """The text on one line, and of a long one the beginning."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:77] + "..."


# Without text_join an escaped dollar stays a token of its own.
_READER = reader().disable("text_join")

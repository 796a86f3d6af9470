"""The check of the contract on formulas: KaTeX, which sets them in the browser, must be able to."""

from collections.abc import Iterator, Mapping

from exercises.content import PROMPT, Content
from exercises.contract.finding import Finding
from exercises.contract.katex_words import worded
from exercises.contract.markup import broken_tex, formulas, short
from exercises.contract.texts import Text, line_of, texts
from exercises.contract.typesetting import Complaint, Formula, typesetter
from exercises.definition import Definition
from grading.errors import DefinitionError

# How much of a formula is shown before and behind the place that is told.
_BEFORE, _BEHIND = 30, 50


def formulas_can_be_typeset(definition: Definition, contents: Mapping[int, Content]) -> Iterator[Finding]:
    """Every formula of these variants, all asked of KaTeX at once."""
    shown = [
        (seed, text, formula)
        for seed, content in contents.items()
        for text in texts(definition, content)
        for formula in formulas(text.text)
    ]
    katex = typesetter()
    try:
        told = katex.complaints([formula for _seed, _text, formula in shown]) if katex else {}
    except DefinitionError as error:
        yield Finding(error.problem, PROMPT)
        return
    for seed, text, formula in shown:
        if katex is None:
            yield from (_seen(definition, text, formula, problem).on(seed) for problem in broken_tex(formula[0]))
        elif formula in told:
            yield _finding(definition, text, formula, told[formula]).on(seed)


def _finding(definition: Definition, text: Text, formula: Formula, complaint: Complaint) -> Finding:
    tex = formula[0]
    problem, remedy = worded(tex, complaint)
    part = tex[complaint.start : complaint.end]
    where = text.where + line_of(definition.files.get(text.where, ""), tex, *([part] if len(part) > 1 else []))
    return Finding(problem, where, _place(text, _excerpt(tex, complaint)), remedy)


def _seen(definition: Definition, text: Text, formula: Formula, problem: str) -> Finding:
    where = text.where + line_of(definition.files.get(text.where, ""), formula[0])
    return Finding(f"{problem}.", where, _place(text, short(formula[0])))


def _place(text: Text, tex: str) -> str:
    return f"In ${tex}$ of {text.place}." if text.place else f"In ${tex}$."


def _excerpt(tex: str, complaint: Complaint) -> str:
    """The formula on one line; of a long one the part around the place that is told."""
    first, last = max(complaint.start - _BEFORE, 0), complaint.end + _BEHIND
    before, behind = "..." * (first > 0), "..." * (last < len(tex))
    return " ".join(f"{before}{tex[first:last]}{behind}".split())

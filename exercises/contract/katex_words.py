"""What KaTeX says of a formula, in an author's words with the remedy."""

import re
from collections.abc import Callable

from exercises.contract.markup import is_balanced
from exercises.contract.typesetting import Complaint
from grading.nearest import nearest

Words = tuple[str, str]

# The commands and environments that are meant most often, for who misspells one; KaTeX alone says which there are.
_COMMANDS = re.findall(
    r"\S+",
    """
    frac dfrac tfrac sqrt sum prod int lim log ln exp sin cos tan max min det dim ker left right big Big begin
    end text mathrm mathbf mathbb mathcal mathsf boldsymbol bm operatorname hat bar tilde vec dot ddot widehat
    overline underline underbrace overbrace top cdot cdots ldots dots vdots ddots times div pm mp le ge leq geq
    ne neq approx equiv sim propto in notin subset subseteq cup cap emptyset infty partial nabla forall exists
    to mapsto rightarrow Rightarrow leftarrow iff implies mid parallel perp langle rangle lVert rVert lvert
    rvert lfloor rfloor lceil rceil quad qquad displaystyle alpha beta gamma delta epsilon varepsilon zeta eta
    theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta
    Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega binom mathbin mathrel substack phantom color textbf textit
    texttt circ odot otimes oplus colon prime ell Re Im setminus wedge vee neg tag
    """,
)
_ENVIRONMENTS = re.findall(
    r"\S+",
    "matrix pmatrix bmatrix vmatrix Vmatrix smallmatrix array aligned cases rcases gathered align gather",
)
_ALIKE = 0.7
_BRACE = ("The braces do not match: a `{` is opened and not closed.", "Write `}` where it ends.")


def worded(tex: str, complaint: Complaint) -> Words:
    """What is wrong, and the remedy ("" where KaTeX's own words are all that is known)."""
    for pattern, words in _WORDS:
        if found := re.match(pattern, complaint.said):
            return words(tex, found)
    return f"KaTeX cannot typeset this: {complaint.said}.", ""


def _said(problem: str, remedy: str) -> Callable[[str, re.Match[str]], Words]:
    """The same words for every formula, with what the pattern has found in them."""
    return lambda _tex, found: (found.expand(problem), found.expand(remedy))


def _unknown_command(_tex: str, found: re.Match[str]) -> Words:
    close = nearest(found[1].removeprefix("\\"), _COMMANDS, cutoff=_ALIKE)
    remedy = f"Did you mean `\\{close}`?" if close else "Take one of KaTeX's, or write words as `\\text{...}`."
    return f"KaTeX knows no command `{found[1]}`.", remedy


def _unknown_environment(_tex: str, found: re.Match[str]) -> Words:
    close = nearest(found[1], _ENVIRONMENTS)
    remedy = f"Did you mean `{close}`?" if close else f"Known are {', '.join(f'`{name}`' for name in _ENVIRONMENTS)}."
    return f"KaTeX has no environment `{found[1]}`.", remedy


def _no_argument(tex: str, found: re.Match[str]) -> Words:
    """Nothing more stands there: an argument is missing, or the brace around one is not closed."""
    if not is_balanced(tex):
        return _BRACE
    commands = re.findall(r"\\[A-Za-z]+", tex)
    lacking = found[1] if found.lastindex else commands[-1] if commands else ""
    whose = f" of `{lacking}`" if lacking else ""
    return f"An argument{whose} is missing.", "Write each in braces, such as `\\frac{1}{2}`."


def _not_closed(tex: str, _found: re.Match[str]) -> Words:
    begun = re.findall(r"\\begin\{([^}]*)\}", tex)
    ended = re.findall(r"\\end\{([^}]*)\}", tex)
    name = next((name for name in reversed(begun) if begun.count(name) > ended.count(name)), "")
    if not name:
        return _BRACE if not is_balanced(tex) else ("The rows of a matrix are not parted well.", r"Write `&` and `\\`.")
    return rf"`\begin{{{name}}}` is not closed.", rf"Write `\end{{{name}}}` where it ends."


_WORDS: tuple[tuple[str, Callable[[str, re.Match[str]], Words]], ...] = (
    (r"Undefined control sequence: (.+)", _unknown_command),
    (r"No such environment: (.*)", _unknown_environment),
    (r"Unexpected end of input in a macro argument", _no_argument),
    (r"Expected group as argument to '(\\[A-Za-z]+)'", _no_argument),
    (r"Expected & or ", _not_closed),
    (
        r"Unknown column alignment",
        _said("The columns of the `array` are not said.", r"Write a letter for each: `\\begin{array}{lcr}`."),
    ),
    (r"Expected '}'", lambda _tex, _found: _BRACE),
    (
        r"Expected 'EOF', got '}'",
        _said("The braces do not match: a `}` closes nothing.", "Take it out, or write `{` where it begins."),
    ),
    (
        r"Expected 'EOF', got '&'",
        _said("`&` stands outside of a matrix or of aligned lines.", r"Write `\\&` for the sign itself."),
    ),
    (r"Expected 'EOF', got '#'", _said("`#` stands for nothing here.", r"Write `\\#` for the sign itself.")),
    (r"Expected 'EOF', got '\\end'", _said(r"`\\end` closes nothing.", r"Write `\\begin{...}` where it begins.")),
    (
        r"Expected '\\right'",
        _said(r"`\\left` and `\\right` do not match.", r"Write `\\right)` where it ends, or `\\right.` for nothing."),
    ),
    (
        r"Expected 'EOF', got '\\right'",
        _said(r"`\\left` and `\\right` do not match.", r"Write `\\left(` where it begins, or `\\left.` for nothing."),
    ),
    (r"Expected 'EOF', got '(.*)'", _said(r"`\1` cannot stand here.", "")),
    (r"Expected group after '(.)'", _said(r"Something must follow `\1`.", "")),
    (
        r"Double (super|sub)script",
        _said(r"Two \1scripts stand on one thing.", r"Put one of them into braces, as in `{x^2}^3`."),
    ),
    (
        r"Mismatch: (\\begin\{.*\}) matched by (\\end\{.*\})",
        _said(r"`\1` is closed by `\2`.", "Name the same environment."),
    ),
    (
        r"Invalid delimiter '(.*)' after '(.*)'",
        _said(r"`\1` is no bracket, and one must follow `\2`.", r"Write one such as `(`, or `.` for nothing."),
    ),
    (
        r"\{?(.*?)\}? (?:can be used only in|works only in) display",
        _said(r"`\1` needs a line of its own.", r"Put the formula between `$$` and `$$`."),
    ),
    (
        r"Untrusted command: (.*)",
        _said(r"`\1` is not shown in formulas.", "Write links beside the formula."),
    ),
    (
        r"Too many expansions",
        _said("What this formula defines never comes to an end.", "Write it without."),
    ),
    (
        r".*commentAtEnd",
        _said("`%` begins a comment: what follows is not shown.", r"Write `\\%` for the sign itself."),
    ),
    (r"Invalid (size|unit|color): '(.*)'", _said(r"`\2` is no \1.", "")),
)

"""The LaTeX commands that the formula editor writes and people paste, and what stands in their braces."""

import re
from collections.abc import Set

from grading.maths.alphabet import GREEK_NAMES
from grading.maths.functions import words
from grading.maths.surroundings import RESULT
from grading.messages import Message, _, say
from grading.nearest import nearest

# A command that is a sign.
SIGNS: dict[str, str] = {
    **dict.fromkeys(("cdot", "times", "ast", "cdotp", "star"), "*"),
    **dict.fromkeys(("div", "slash"), "/"),
    **dict.fromkeys(("le", "leq", "leqslant", "leqq"), "<="),
    **dict.fromkeys(("ge", "geq", "geqslant", "geqq"), ">="),
    **dict.fromkeys(("ne", "neq"), "!="),
    "lt": "<",
    "gt": ">",
    "equiv": "=",
    "cup": "∪",
    "cap": "∩",
    **dict.fromkeys(("setminus", "smallsetminus", "backslash"), "∖"),
    "choose": "choose",
    "over": "over",
    "in": "∈",
    "notin": "∉",
    "pm": "±",
    "mp": "±",
    **dict.fromkeys(("lbrace", "{"), "{set"),
    **dict.fromkeys(("rbrace", "}"), "}set"),
    **dict.fromkeys(("lparen", "lgroup", "langle"), "("),
    **dict.fromkeys(("rparen", "rgroup", "rangle"), ")"),
    "lbrack": "[",
    "rbrack": "]",
    **dict.fromkeys(("vert", "mid"), "|"),
    "lvert": "|open",
    "rvert": "|close",
    **dict.fromkeys(("Vert", "|", "parallel"), "‖"),
    "lVert": "‖open",
    "rVert": "‖close",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lceil": "⌈",
    "rceil": "⌉",
    "%": "%",
    **dict.fromkeys(("circ", "odot"), "∘"),
    "otimes": "⊗",
    "oslash": "⊘",
    **dict.fromkeys(("top", "intercal"), "⊤"),
    "dagger": "†",
    "prime": "'",
    "emptyset": "∅",
    "varnothing": "∅",
}

# Signs that stand in braces, so that LaTeX leaves no space around them.
IN_BRACES = {"{,}": ",", "{+}": "+", "{-}": "-", "{=}": "=", "{\\cdot}": "*", "{\\times}": "*"}

# A command that is a word of the language.
WORDS: dict[str, str] = {
    **{name: name for name in GREEK_NAMES},
    **{f"var{name}": name for name in ("epsilon", "theta", "phi", "rho", "sigma", "kappa", "pi")},
    **dict.fromkeys(("land", "wedge"), "and"),
    **dict.fromkeys(("lor", "vee"), "or"),
    **dict.fromkeys(("lnot", "neg"), "not"),
    **dict.fromkeys(("bmod", "pmod", "mod"), "mod"),
    **dict.fromkeys(("R", "Reals", "reals"), "Reals"),
    "infty": "oo",
    "ell": "ell",
    "hbar": "hbar",
    **{
        name: name
        for name in words(
            "sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arccot arcsec arccsc "
            "arsinh arcosh artanh arcoth arsech arcsch exp log ln lg lb max min cbrt sgn arg Re Im det abs norm"
        )
    },
}
# Another form of a letter, which stands for it where it is not declared itself.
_OTHER_FORM = {"ell": "l"}
CONSTANTS: dict[str, str] = {"exponentialE": "e", "imaginaryI": "i", "imaginaryJ": "i"}

# A command with arguments; each has its own rule in the parser.
STRUCTURES: dict[str, str] = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), "frac"),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), "binom"),
    "sqrt": "sqrt",
    "sum": "Sum",
    "prod": "Product",
}

# A command around a word: `\mathrm{relu}`. In slanted and bold type several letters are as many names.
SLANTED = frozenset(words("textit textbf mathit mathbf boldsymbol bm mathnormal"))
WRAPPERS = SLANTED | frozenset(
    words("mathrm operatorname operatorname* mathop text textrm mathsf mathtt mathcal mathbb mbox upright")
)
ACCENTS: dict[str, str] = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "vec": "vec",
}

# Fonts that hold up to the end of the braces: `{\rm exp}`.
OLD_FONTS = frozenset(words("rm it bf sf tt cal"))
OLD_GROUP = re.compile(r"\s*([A-Za-z]+)\s*\}")

# A command that only moves or sizes what stands next to it.
SILENT = frozenset(
    words(
        "left right bigl bigr Bigl Bigr biggl biggr Biggl Biggr big Big bigg Bigg middle quad qquad enspace "
        "thinspace medspace thickspace displaystyle textstyle scriptstyle limits nolimits mleft mright space "
        "negthinspace nobreak relax boxed fbox"
    )
) | frozenset(",;:! >")

# Commands of what is worked out, where an answer is the result.
WORKED_OUT = frozenset(words("int iint iiint oint lim limsup liminf partial nabla arg argmin argmax inf sup"))

# What stands in braces behind a command, and such a command in braces itself.
GROUP = re.compile(r"\s*\{([^{}]*)\}|\s*([A-Za-z0-9]|\\[A-Za-z]+)")
NESTED = re.compile(r"\s*\{\s*\\([A-Za-z]+)(\s*\{[^{}]*\}|\s+[A-Za-z])\s*\}")
# Environments of matrices, of cases, and those that may hold cases.
MATRIX = re.compile(r"\s*\{(?:[pb]?|small)matrix\}|\s*\{array\}\s*(?:\{[lcr|\s]*\})?")
# What may follow the end of a row: how far down the next one stands.
_GAP_OF_ROW = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\]")
ONLY_CASES = re.compile(r"\s*\{[dr]?cases\}")
CASES = re.compile(r"\s*\{[dr]?cases\}|\s*\{(?:array|aligned|split)\}\s*(?:\{[lcr|@\s]*\})?")


def letter(command: str, names: Set[str]) -> str:
    r"""The word of a command in the form that is declared: `\varepsilon` is `epsilon` where only this is, `\ell` `l`.

    Of another command it is the command itself.
    """
    declared = {name.partition("_")[0].rstrip("0123456789") for name in names}
    forms = (command, WORDS.get(command, command), _OTHER_FORM.get(command, command))
    return next((form for form in forms if form in declared), forms[1])


def gap_of_row(text: str) -> str:
    """`[2pt]` behind the end of a row, "" where there is none."""
    found = _GAP_OF_ROW.match(text)
    return found[0] if found else ""


def unknown(name: str) -> Message:
    """What is said of a command that is none here, with the one that may be meant."""
    if name in WORKED_OUT:
        return say(RESULT, name="\\" + name)
    like = nearest(name, [*WORDS, *SIGNS, *STRUCTURES, *WRAPPERS, *ACCENTS], cutoff=0.75)
    if like:
        return say(_("Unknown command `%(name)s`; did you mean `%(like)s`?"), name="\\" + name, like="\\" + like)
    return say(_("The command `%(name)s` is not known here."), name="\\" + name)

"""Letters and signs: what people type and paste, brought to one alphabet without losing the place of anything."""

import re
import unicodedata

from grading.errors import AnswerError, Place
from grading.maths.degrees import IN_DEGREES, with_radians
from grading.messages import _, say
from grading.records import record

GREEK: dict[str, str] = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
    "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values())

_SIGNS: dict[str, str] = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "·": "*", "⋅": "*", "×": "*", "∙": "*", "•": "*",
    "∗": "*", "⁎": "*", "÷": "/", "∕": "/", "⁄": "/", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=",
    "∞": " oo ", "∧": " and ", "∨": " or ", "¬": " not ", "∪": "\\cup ", "∩": "\\cap ", "∑": "\\sum ", "∏": "\\prod ",
    "√": "\\sqrt ", "∛": "\\cbrt ", "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil ",
    "ℯ": "e", "ⅇ": "e", "ⅈ": "i", "′": "'", "’": "'", "∅": "\\emptyset ", "∈": "\\in ", "∣": "|", "│": "|",
    "‖": "\\Vert ", "∘": "\\circ ", "⊙": "\\odot ", "⊗": "\\otimes ", "⊘": "\\oslash ", "⊤": "\\top ", "±": "\\pm ",
    "⟨": "(", "⟩": ")", "†": "\\dagger ", "∉": "\\notin ", "µ": "μ", "∖": "\\setminus ", "∫": "\\int ",
    "∂": "\\partial ", "∇": "\\nabla ", "ℝ": "\\mathbb{R}", "≡": "=", "∥": "\\Vert ", "≦": "<=", "≧": ">=",
}  # fmt: skip
_ARROW = _("The sign `%(sign)s` is not read here. Write only the result.")
# What is said of signs in the place of which there is another.
_INSTEAD: dict[str, str] = {
    "↑": _("The sign `%(sign)s` is not read here. Write a power with `^`."),
    **dict.fromkeys("≈≃≅≐", _("The sign `%(sign)s` is not read here. Write `=`, or the number alone.")),
    **dict.fromkeys("→⇒⟹⟶⇔⟺↔↦", _ARROW),
    "≪": _("The sign `%(sign)s` is not read here. Write `<`."),
    "≫": _("The sign `%(sign)s` is not read here. Write `>`."),
}
# Joiners, marks of direction and of style: nothing of them is seen.
UNSEEN = frozenset(
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u2061\u2062\u2063\u2064\u200e\u200f\u061c\ufe0e\ufe0f"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Marks that stand above the letter before them.
_ACCENTS: dict[str, str] = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u20d7": "vec",
}  # fmt: skip
_LOOKALIKES: dict[str, str] = dict(zip("асеорхуіјһԁԛѕАВЕКМНОРСТУХІЅЈ", "aceopxyijhdqsABEKMHOPCTYXISJ", strict=True)) | {
    "ο": "o", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O",
    "Ρ": "P", "Τ": "T", "Χ": "X",
}  # fmt: skip


def spelled(name: str) -> str:
    """A declared name as formulas have it, with a Greek letter spelled out.

    >>> spelled("λ_1")
    'lambda_1'
    """
    letter = _SIGNS.get(name[:1], name[:1])
    return GREEK[letter] + name[1:] if letter in GREEK else name


# A backslash between two sets, typed without LaTeX.
_NEXT_SET = r"(?:\{[^{}\\]*\}|[\[(][^\[\]()\\]*,[^\[\]()\\]*[\])])"
_DIFFERENCE = re.compile(rf"(?:(?<=[)\]}}ℝ])|(?<=[)\]}}ℝ] )|(?<=\bR)|(?<=\bR ))\\(?= ?{_NEXT_SET})")


@record
class Text:
    """A normalised text: `origin[i]` is where its i-th character stood in `source` (one more entry for the end)."""

    source: str
    plain: str
    origin: tuple[int, ...] | range

    def place(self, start: int, end: int) -> Place:
        first = self.origin[min(start, len(self.plain))]
        last = self.origin[end - 1] + 1 if end > start else first
        return Place(self.source, first, max(last, first))


def normalise(source: str) -> Text:
    """Bring signs, digits and letters to ASCII and single Greek letters. Raises AnswerError at what has no meaning."""
    source = with_radians(_with_difference_of_sets(source))
    if source.isascii() and source.isprintable():
        return Text(source, source, range(len(source) + 1))
    plain: list[str] = []
    origin: list[int] = []
    raised = False
    for index, character in enumerate(source):
        super_now = _script(character) == "<super>"
        written = ("^(" if super_now and not raised else ")" if raised and not super_now else "") + _written(
            source, index
        )
        raised = super_now
        written = _with_run(source, index, written)
        plain.append(written)
        origin.extend([index] * len(written))
    if raised:
        plain.append(")")
        origin.append(len(source) - 1)
    return Text(source, "".join(plain), (*origin, len(source)))


def _with_run(source: str, index: int, written: str) -> str:
    """Small lowered characters side by side stand below the same name, in braces."""
    if _script(source[index]) != "<sub>":
        return written
    before, behind = (
        _script(near) == "<sub>" for near in (source[index - 1 : index] or " ", source[index + 1 : index + 2] or " ")
    )
    start = "" if before else "_{" if behind else "_"
    return start + written.removeprefix("_") + ("}" if before and not behind else "")


def _with_difference_of_sets(source: str) -> str:
    """`(0, 9) \\ {1}` with the sign for the difference of sets; in LaTeX the backslash means something else."""
    if "\\" not in source:
        return source
    found = _DIFFERENCE.sub("∖", source)
    return source if "\\" in found else found


def _script(character: str) -> str:
    """ "<super>" or "<sub>" for small raised and lowered characters; the raised full stop and the like have neither."""
    kind = unicodedata.decomposition(character).split(" ")[0]
    return kind if kind in ("<super>", "<sub>") else ""


def _written(source: str, index: int) -> str:
    character = source[index]
    accent = _ACCENTS.get(source[index + 1 : index + 2])
    if accent == "bar" and character.isdigit():
        return f"\\bar{{{character}}}"
    if accent and character.isalpha():
        letter = unicodedata.normalize("NFKC", character)
        return f"\\{accent}{{{letter}}}" if letter.isascii() or letter in GREEK else _folded(source, index)
    if character in _ACCENTS and index and source[index - 1].isalnum():
        return ""
    if character.isascii():
        if character in "\t\n\r":
            return " "
        if character.isprintable():
            return character
    if character in "°º˚":
        raise AnswerError(say(IN_DEGREES), Place(source, index, index + 1))
    if character in _SIGNS:
        return _SIGNS[character]
    if character in GREEK:
        return character
    if character in UNSEEN:
        return ""
    if character in _LOOKALIKES:
        raise AnswerError(
            say(
                _("`%(sign)s` looks like `%(letter)s` but is another letter. Type `%(letter)s`."),
                sign=character,
                letter=_LOOKALIKES[character],
            ),
            Place(source, index, index + 1),
        )
    return _folded(source, index)


def _folded(source: str, index: int) -> str:
    """Fullwidth, bold, script and fraction characters by their compatibility form, if it is in our alphabet."""
    character = source[index]
    if character.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", character)
    if len(folded) == 3 and folded[1] == "⁄":
        return f"\\frac{{{folded[0]}}}{{{folded[2]}}}"
    letter, mark = (*unicodedata.normalize("NFD", character), "")[:2]
    if mark in _ACCENTS and (letter.isascii() or letter in GREEK):
        return f"\\{_ACCENTS[mark]}{{{letter}}}"
    folded = "".join(_SIGNS.get(part, part) for part in folded)
    if folded and all(part in GREEK or (part.isascii() and part.isprintable()) for part in folded):
        return ("_" if _script(character) == "<sub>" else "") + folded
    if character in _INSTEAD:
        raise AnswerError(say(_INSTEAD[character], sign=character), Place(source, index, index + 1))
    code = f"U+{ord(character):04X}"
    shown = f"{character} ({code})" if character.isprintable() else code
    raise AnswerError(
        say(_("The character `%(sign)s` has no meaning here. Take it out."), sign=shown),
        Place(source, index, index + 1),
    )

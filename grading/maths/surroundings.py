"""What stands around what is meant: LaTeX's dollar signs, the `np.` of NumPy, the first brackets of `nn.ReLU()(x)`."""

import re

from grading.maths.functions import MODULES
from grading.messages import _

# What is said of integrals, limits and the like.
REMAINDER = _("Write a remainder as `mod(x, 2)`, and per cent behind one number, as in `12%`.")
RESULT = _("`%(name)s` is not worked out here. Write the result.")
ONE_ARGUMENT = _("`%(name)s` takes 1 argument; here it has %(have)d.")
ARGUMENTS = _("`%(name)s` takes %(asked)s arguments; here it has %(have)d.")
# What LaTeX puts around a formula.
_FRAMES = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))
# A formula at the end of words in LaTeX.
_INNER = re.compile(r"(\\(?:text|mbox|textrm|mathrm)\s*\{[^{}$]*)\$([^${}]*(?:\{[^${}]*\}[^${}]*)*)\$\}")
# The keyword of NumPy's norms, and a name in quotes for the largest entry.
_ORDER = re.compile(r",\s*ord\s*=(?!=)")
_INFINITE = re.compile(r"'inf'|\"inf\"")
# A stroke through the sign behind it.
_NOT_EQUAL = re.compile(r"\\not\s*=")
# What a module holds; `F.T` is transposed.
_HELD = re.compile(r"\.(?!T(?![A-Za-z0-9_]))[A-Za-z_]")
# PyTorch's layers are called twice: `nn.ReLU()(x)`, `nn.Softmax(dim=0)(x)`.
_LAYERS = frozenset({"ReLU", "Sigmoid", "Tanh", "Softplus", "Softmax"})
_MADE = re.compile(r"\((?:dim=(?:-1|0))?\)(?=\()")


def readable(source: str) -> str:
    """The formula alone."""
    if "\\" in source or "$" in source:
        source = with_unequal(without_frame(with_formulas_outside(source)))
    return without_order(source) if "norm" in source else source


def without_frame(source: str) -> str:
    """The formula without the signs that LaTeX puts around one."""
    start, end = len(source) - len(source.lstrip()), len(source.rstrip())
    for opening, closing in _FRAMES:
        inner = start + len(opening), end - len(closing)
        framed = source.startswith(opening, start) and source.endswith(closing, start, end)
        if framed and inner[0] < inner[1] and opening not in source[slice(*inner)]:
            start, end = inner
    return " " * start + source[start:end] + " " * (len(source) - end)


def with_formulas_outside(source: str) -> str:
    r"""`\text{if $x > 0$}` with the formula behind the words, every sign in its place."""
    return _INNER.sub(lambda found: f"{found[1]}}}{found[2]}  ", source) if "$" in source else source


def with_unequal(source: str) -> str:
    r"""`\not=` as `\ne` and `\not\in` as `\notin`, every sign in its place."""
    if "\\not" not in source:
        return source
    return _NOT_EQUAL.sub(lambda found: "\\ne".ljust(len(found[0])), source).replace("\\not\\in", "\\notin ")


def without_order(source: str) -> str:
    """NumPy's `norm(x, ord='inf')` as `norm(x, oo)`, every sign in its place."""
    bare = _ORDER.sub(lambda found: "," + " " * (len(found[0]) - 1), source)
    return _INFINITE.sub("   oo", bare)


def is_module(word: str, text: str, end: int) -> bool:
    """Whether this word, which ends here, is the name of a module before what it holds."""
    return word in MODULES and _HELD.match(text, end) is not None


def behind_layer(word: str, text: str, end: int) -> int:
    """Where the brackets begin that hold the argument of the function with this name, which ends here."""
    made = _MADE.match(text, end) if word in _LAYERS else None
    return made.end() if made else end

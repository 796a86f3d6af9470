"""What went wrong in an author's template or Python, in plain words."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from jinja2 import TemplateSyntaxError, UndefinedError

_NO_END = re.compile(r"end of print statement|end of template|tags:")


def described(error: BaseException, filters: tuple[str, ...] = ()) -> str:
    """One or two sentences; the last one says what to do where that is known. filters: those that templates have."""
    if isinstance(error, SyntaxError):
        return f"This is no Python: {error.msg}."
    if isinstance(error, UndefinedError):
        return _undefined(str(error))
    if isinstance(error, TemplateSyntaxError):
        return _template(str(error.message or ""), filters)
    text = " ".join(str(error).split())
    name = type(error).__name__
    said = f"This line raises `{name}: {text}`." if text else f"This line raises `{name}`."
    return f"{said} {_REMEDIES[name]}" if name in _REMEDIES else said


# What helps where Python's own words do not say it.
_REMEDIES = {
    "ZeroDivisionError": "Draw again where it happens, with `require(...)` in generate.",
    "ModuleNotFoundError": "SymPy and NumPy are at hand, without an import.",
    "KeyError": "Look for a misspelt key.",
}


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, "" when none is. The sandbox of authors has nothing of `grading`."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.5)), "")


def _undefined(said: str) -> str:
    found = re.match(r"'([^']+)' is undefined", said)
    if not found:
        return f"The braces ask for what is not there: {said.replace(chr(39), '`')}."
    return f"There is no parameter `{found[1]}`. Return it from generate, or look for a misspelling."


def _template(said: str, filters: tuple[str, ...]) -> str:
    if found := re.match(r"No filter named '([^']+)'", said):
        close = nearest(found[1], filters)
        return f"There is no filter `{found[1]}`." + (f" Did you mean `{close}`?" if close else "")
    if found := re.search(r"needs to be closed is '([^']+)'", said):
        return f"`{{% {found[1]} %}}` is not closed. Write `{{% end{found[1]} %}}` where it ends."
    if _NO_END.search(said):
        return "Braces are opened and not closed, or hold more than one expression. Write `{{ expression }}`."
    return "What stands in the braces cannot be read. Write `{{ expression }}`, or `{% if condition %}`."

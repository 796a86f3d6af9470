"""`x = 1 ± 2` says two things at once, `x = 3 or x = -1`; as members of a set it is two of them."""

import re

_BOTH = re.compile(r"±|\\pm(?![A-Za-z])|∓|\\mp(?![A-Za-z])|\+/-|(?<=[=({,])\s*\+-")
_ORDER = re.compile(r"[<>≤≥≠]|\\(?:le|ge|lt|gt|ne)(?![fm])")
# What is not one of two values is neither of them.
_NOT = re.compile(r"\bnot\b|¬|(?<![\w)!])!(?!=)|~|\\(?:neg|lnot)(?![A-Za-z])", re.IGNORECASE)
_SETS = (("{", "}"), ("\\{", "\\}"), ("\\left\\{", "\\right\\}"))


def with_both_signs(text: str, *, asks_relation: bool) -> str:
    """The text with one `±` written out, for a relation or a set; any other text as it is.

    >>> with_both_signs("x = 1 ± 2", asks_relation=True)
    'x = 1 + 2 or x = 1 - 2'
    >>> with_both_signs("1 ± 2", asks_relation=False)
    '1 + 2, 1 - 2'
    """
    if len(_BOTH.findall(text)) != 1 or _ORDER.search(text) or _NOT.search(text):
        return text
    plus, minus = (_BOTH.sub(f" {sign} ", text) for sign in "+-")
    plus, minus = re.sub(r" +", " ", plus).strip(), re.sub(r" +", " ", minus).strip()
    if "=" in text:
        return f"{plus} or {minus}"
    for opening, closing in _SETS:
        if text.strip().startswith(opening) and text.strip().endswith(closing):
            return f"{plus} ∪ {minus}"
    return text if asks_relation or "," in text else f"{plus}, {minus}"

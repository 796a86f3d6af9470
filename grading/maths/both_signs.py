"""`x = 1 ± 2` says two things at once, `x = 3 or x = -1`; as members of a set it is two of them."""

import re

_BOTH = re.compile(r"±|\\pm(?![A-Za-z])|∓|\\mp(?![A-Za-z])|\+/-|(?<=[=({,])\s*\+-")
_ORDER = re.compile(r"[<>≤≥≠]|\\(?:le|ge|lt|gt|ne)(?![fm])")
# What is not one of two values is neither of them.
_NOT = re.compile(r"\bnot\b|¬|(?<![\w)!])!(?!=)|~|\\(?:neg|lnot)(?![A-Za-z])", re.IGNORECASE)
_COMMA = re.compile(r"[,;]")
_OR = re.compile(r"\bor\b|∨|\\(?:lor|vee)(?![A-Za-z])", re.IGNORECASE)
_AND = re.compile(r"\band\b|∧|&|\\(?:land|wedge)(?![A-Za-z])", re.IGNORECASE)
_SAID = re.compile(r"\s*([^\W\d]\w*)\s*=")
# `x in {±2}`, and `x != ±1`, which is neither of them.
_MEMBER = re.compile(r"([^{}±]+(?:∈|\bin|\\in(?![a-z])))\s*((?:\\left)?\\?\{.*\})\s*")
_UNEQUAL = re.compile(r"([^±=<>{}()|,;∧∨&\\]+(?:≠|!=|\\neq?(?![a-z])))\s*(?:±|\\pm(?![a-z]))([^±=<>|,;≠]+)")
_SETS = (("{", "}"), ("\\{", "\\}"), ("\\left\\{", "\\right\\}"))


def with_both_signs(text: str, *, asks_relation: bool) -> str:
    """The text with one `±` written out, for a relation or a set; any other text as it is.

    >>> with_both_signs("x = 1 ± 2", asks_relation=True)
    'x = 1 + 2 or x = 1 - 2'
    >>> with_both_signs("1 ± 2", asks_relation=False)
    '1 + 2, 1 - 2'
    """
    count = len(_BOTH.findall(text))
    if found := _MEMBER.fullmatch(text):
        return f"{found[1]} {_in_each_member(found[2])}"
    if found := _UNEQUAL.fullmatch(text):
        return " and ".join(f"{found[1]} {sign} {found[2]}" for sign in "+-")
    if not count or _ORDER.search(text) or _NOT.search(text):
        return text
    if asks_relation and "=" in text and (count > 1 or _COMMA.search(text)):
        return _in_each_relation(text)
    if count > 1:
        return _in_each_member(text)
    plus, minus = (_BOTH.sub(f" {sign} ", text) for sign in "+-")
    plus, minus = re.sub(r" +", " ", plus).strip(), re.sub(r" +", " ", minus).strip()
    if "=" in text:
        return f"{plus} or {minus}"
    for opening, closing in _SETS:
        if text.strip().startswith(opening) and text.strip().endswith(closing):
            return f"{plus} ∪ {minus}"
    return text if asks_relation or "," in text else f"{plus}, {minus}"


def _in_each_relation(text: str) -> str:
    """`x = ±1 or x = ±2` has four solutions, and `x = 2, y = ±1` two; with both signs twice `x = ±1, y = ±2` may have
    two or four, and stays.
    """
    if _AND.search(text):
        return text
    if not _COMMA.search(text):
        return _written_out(_OR.split(text), " or ") or text
    parts = _COMMA.split(text)
    said = [found[1] for part in parts if (found := _SAID.match(part))]
    if _OR.search(text) or len(_BOTH.findall(text)) > 1 or len(set(said)) < len(parts):
        return text
    return _written_out(parts, " and ") or text


def _in_each_member(text: str) -> str:
    """`{±1, ±2}` has four members."""
    for opening, closing in _SETS:
        if text.strip().startswith(opening) and text.strip().endswith(closing):
            inner = text.strip().removeprefix(opening).removesuffix(closing)
            found = _written_out(_COMMA.split(inner), ", ", between=", ")
            return f"{opening}{found}{closing}" if found else text
    return text


def _written_out(parts: list[str], joint: str, *, between: str = " or ") -> str:
    """The parts with their signs written out; "" where one of them has several, or is cut from its parentheses."""
    found = []
    for part in map(str.strip, parts):
        if part.count("(") != part.count(")") or part.count("{") != part.count("}") or len(_BOTH.findall(part)) > 1:
            return ""
        both = between.join(_BOTH.sub(f" {sign} ", part).strip() for sign in "+-")
        found.append(part if not _BOTH.search(part) else f"({both})" if joint == " and " else both)
    return joint.join(found)

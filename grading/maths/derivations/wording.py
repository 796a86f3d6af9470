r"""What people write around the formula of a line: reasons, words, numbers of lines, operations in the margin.

Only what cannot be mathematics is taken out: a word that is a name here, or a product of names, stays.
"""

import re

from grading.maths.vocabulary import Vocabulary

# What a reason begins with.
_WORDS = (
    "by|using|via|from|see|since|because|due to|given|as required|(?:chain|product|quotient|power|sum) rule|factor|"
    "factors|factori[sz]e|factored|factoring|factorization|expand|expanding|expansion|simplify|simplified|simplifying|"
    "distribute|distributing|distributivity|substitute|substituting|substitution|dividing|divided|multiplying|adding|"
    "subtracting|collect|collecting|combine|combining|cancel|cancelling|canceling|rearrange|rearranging|completing|"
    "definition|def|linearity|linear|symmetry|symmetric|independence|independent|assumption|assumed"
)
_REASON = re.compile(r"\\?#|\s(?:because|since)\b|,\s*(?:by|using|from|see)\s|\\text\{\s*(?:because|since)\b")
_BEHIND = re.compile(
    rf"(?:\s(?:(?://|%|--|[–—\"])\s*)?|\\(?:text|textrm|mathrm|mbox)\{{[\s(\[]*|\s(?P<open>[(\[{{])\s*)"
    rf"(?P<word>{_WORDS})(?=[\s,.:;)\]}}\"]|$)(?!\s*\()(?P<rest>.*)$",
    re.IGNORECASE,
)
# Behind a comma a word alone is rather a part of a list.
_JOINING = re.compile("by|using|via|from|see|since|because|due to|given", re.IGNORECASE)
_SHUT = {"(": ")", "[": "]", "{": "}"}
# `2x = 6 | : 2`: what is done to both sides, as it is written in the margin.
_MARGIN = re.compile(
    r"\s\\?\|{1,2}\s*(?=(?:[-+*/:·×÷−]|\\(?:cdot|times|div)(?![A-Za-z]))\s*\S)|\s\|{1,2}\s*(?=\(\s*\)\s*\^)"
)
# What a line may begin with that says nothing of it; `so` is a word where it is no name.
_SAYINGS = (
    "hence|therefore|thus|so|then|and so|now|also|that is|we get|we have|it follows that|i\\.e\\.|either|"
    "[a-z]+ing\\b[^=<>]{0,40}? (?:gives|yields|leads to)(?: us)?|(?:proof|solution)\\s*[.:]|"
    "(?:answer|result|factor|expand|simplify|substitute|rearrange|solve|check|step \\d+)\\s*:"
)
_LEADING = re.compile(
    rf"\s*(?:∴|\\therefore(?![A-Za-z])|\\(?:text|mathrm)\{{\s*(?:{_SAYINGS})[\s,:]*\}}"
    rf"|(?:{_SAYINGS})(?<![.:])(?![A-Za-z(_^])[\s,:]*|(?:{_SAYINGS})(?<=[.:])[\s,:]*)",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\s*(?P<word>since|because|as)\s+", re.IGNORECASE)
_TRAILING = re.compile(r"(?<=[^.,;\s])\s*[.,;]\s*$")
_ENDED = re.compile(
    r"(?:(?<=[\s.,;])(?P<word>q\.?\s?e\.?\s?d)|∎|□|■|◻|\\(?:qed|qedsymbol|blacksquare|square|Box)(?![A-Za-z])"
    r"|\\q?quad\s*\(\d+\))\s*\.?\s*$",
    re.IGNORECASE,
)
_SILENT_LINE = re.compile(
    r"\s*(?:(?:proof|solution|q\.?e\.?d)\s*[.:]?|∎|□|■|◻|\\(?:qed|qedsymbol|blacksquare|square|Box))\s*", re.IGNORECASE
)
_NUMBERED = re.compile(r"\s*(?:\((?P<inner>\d+)\)|(?P<bare>\d+)[.)])\s+(?=\S)")
# A bracket that was never opened is none of a formula.
_LISTED = re.compile(r"^\s*(?:[A-Za-z]|\d{1,2}|[ivx]+)\)\s+(?=[\w(|$])")
_DOLLARS = re.compile(r"\$+")


def cut_reason(text: str, known: Vocabulary) -> tuple[str, str]:
    """The formula of a line, and the reason that stands behind it, "" for none."""
    found = next((each for each in _REASON.finditer(text) if not _is_inside(text, each)), None)
    start = found.start() if found else _start_of_reason(text, known)
    if start is None:
        return text, ""
    after = re.sub(r"^(?:\\?#|,|//|%|--|[–—\"|])\s*", "", text[start:].strip())
    reason = re.sub(r"^\\(?:text|textrm|mathrm|mbox)\{(.*)\}$", r"\1", after)
    return text[:start], reason.strip().strip('"')


def _start_of_reason(text: str, known: Vocabulary) -> int | None:
    """Where words or an operation in the margin begin, behind something else."""
    for found in (_BEHIND.search(text), *_MARGIN.finditer(text)):
        if found and text[: found.start()].strip("\\=<>& ") and _is_reason(text, found, known):
            return found.start()
    return None


def _is_reason(text: str, found: re.Match[str], known: Vocabulary) -> bool:
    if found.re is _MARGIN:
        # Bars that belong to a formula come in pairs, and stand in no bracket that is shut behind them.
        parts = text[: found.start()], text[found.end() :]
        return _is_relation(parts[0]) and all(map(_is_closed, parts))
    if text[: found.start()].rstrip().endswith(",") and not _JOINING.fullmatch(found["word"]):
        return False
    shut = _SHUT.get(found["open"] or "")
    is_whole = shut is None or (found["rest"].rstrip(" .,;").endswith(shut) and _is_closed(found["rest"].rstrip()[:-1]))
    return is_whole and _is_closed(text[: found.start()]) and is_word(found["word"], known)


def _is_closed(text: str) -> bool:
    return text.count("|") % 2 == 0 and all(text.count(opened) == text.count(shut) for opened, shut in _SHUT.items())


def _is_relation(text: str) -> bool:
    return bool(re.search(r"[=<>≤≥]|\\(?:le|ge|lt|gt)", text))


def is_word(word: str, known: Vocabulary) -> bool:
    """Whether it is no name here, and no product of names."""
    first = re.split(r"[\s.:]", word.strip())[0]
    return not (known.meaning(first) or (first.isalpha() and known.pieces(first)))


def _is_inside(text: str, found: re.Match[str]) -> bool:
    """Whether a comma stands in a bracket, as that of `max(x, by + c)` for a product of b and y."""
    before = text[: found.start()]
    return found[0][0] == "," and any(before.count(opened) > before.count(shut) for opened, shut in _SHUT.items())


def without_words(text: str, known: Vocabulary) -> str:
    """Without `hence` and the like before a formula."""
    text = _without_since(_LISTED.sub("", text, count=1), known)
    found = _LEADING.match(text)
    return text[found.end() :] if found and is_word(found[0].strip(" ,:"), known) else text


def without_end(text: str, known: Vocabulary) -> str:
    """Without `QED`, a number of the line or a full stop after a formula."""
    ended = _ENDED.search(text)
    if ended and text[: ended.start()].strip() and (not ended["word"] or is_word(ended["word"], known)):
        text = text[: ended.start()].rstrip()
    return _TRAILING.sub("", text)


def _without_since(text: str, known: Vocabulary) -> str:
    """`Since a > 0, x = 3` without the reason, which ends at the first comma outside of brackets."""
    found = _SINCE.match(text)
    if not found or not is_word(found["word"], known):
        return text
    commas = (place for place, sign in enumerate(text) if sign == "," and _is_closed(text[:place]))
    return text[next(commas, found.end() - 1) + 1 :]


def without_numbers(lines: list[str]) -> list[str]:
    """Without `(1)`, `(2)` and so on before them, where all lines have them in order, and lines that say nothing."""
    lines = [_DOLLARS.sub(" ", line) for line in lines if not _SILENT_LINE.fullmatch(line)] or lines
    found = [_NUMBERED.match(line) for line in lines]
    numbers = [int(each["inner"] or each["bare"]) for each in found if each]
    if not lines or numbers != list(range(1, len(lines) + 1)):
        return lines
    return [line[each.end() :] for line, each in zip(lines, found, strict=True) if each]

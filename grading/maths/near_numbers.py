"""What is said of a text that is no number, where it is clear what was meant."""

import re

from grading.errors import AnswerError, Place
from grading.maths.parser import parse
from grading.maths.refusals import UNDERSCORED, WITHOUT_UNDERSCORES
from grading.maths.tree import is_value
from grading.messages import Message, _, say

_BETWEEN_THOUSANDS = r"(?:[ ,.'’_\u00a0\u202f]|\{,\}|\\[,; ])"
GROUPED = re.compile(rf"\s*[-+−]?\d{{1,3}}(?:{_BETWEEN_THOUSANDS}\d{{3}})+(?:(?:[.,]|\{{,\}})\d+)?(?:[eE][-+]?\d+)?\s*")
WITHOUT_SEPARATORS = _(
    "Write decimals with a point, as in `0.5`, and large numbers without commas or spaces, as in `1000`."
)
# What stands before a number where a relation was written: `x =`, `x <`, `≈`.
_RELATION = re.compile(r"\s*(?:[^\W\d]\w*\s*=(?!=)|(?:[^\W\d]\w*\s*)?(?:<=|>=|[<>≤≥≈~]))")
_SEVERAL = re.compile(r"±|\\pm(?![A-Za-z])|(?<![A-Za-z])(?:or|and)(?![A-Za-z])")
# What is typed for a sign, the sign, and the remedy.
_SIGNS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"\s?(?<![A-Za-z\\_])[xX](?![A-Za-z_])\s?"),
        "*",
        _("For times write `*`, as in `%(written)s`: `x` is a name."),
    ),
    (re.compile(r"\s*:\s*"), "/", _("Write a quotient with `/`, as in `%(written)s`.")),
    *(
        (re.compile(rf"\s*(?<![A-Za-z]){word}(?![A-Za-z])\s*"), sign, _("Write the sign, as in `%(written)s`."))
        for word, sign in (("times", "*"), ("plus", "+"), ("minus", "-"), ("over", "/"), (r"divided\s+by", "/"))
    ),
)


def clearer(source: str, problem: AnswerError) -> AnswerError:
    """The remedy for what people often type instead of a number; else the problem itself."""
    if found := UNDERSCORED.search(source):
        remedy = say(WITHOUT_UNDERSCORES, number=found[0].replace("_", ""))
        return AnswerError(remedy, Place(source, found.start(), found.end()))
    if GROUPED.fullmatch(source):
        return AnswerError(say(WITHOUT_SEPARATORS), Place(source, 0, len(source)))
    if relation := _RELATION.match(source):
        remedy = say(_("Enter only the number, without `%(start)s`."), start=relation[0].strip())
        return AnswerError(remedy, Place(source, relation.start(), relation.end()))
    if _SEVERAL.search(source):
        return AnswerError(say(_("Enter one number.")), Place(source, 0, len(source)))
    return signs_for_words(source) or problem


def signs_for_words(source: str) -> AnswerError | None:
    """What is said where a letter or a word stands for a sign; None where no number comes out of it."""
    for pattern, sign, remedy in _SIGNS:
        written = pattern.sub(sign, source.strip())
        if written != source.strip() and _is_number(written):
            found = pattern.search(source)
            place = Place(source, found.start(), found.end()) if found else None
            return AnswerError(say(remedy, written=written), place)
    return None


def is_about_a_name(message: Message) -> bool:
    """Whether a message says only that a name is unknown."""
    return message.text.startswith("Unknown ")


def _is_number(text: str) -> bool:
    try:
        return is_value(parse(text))
    except AnswerError:
        return False

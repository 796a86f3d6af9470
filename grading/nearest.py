"""What an author may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches

# What is often written for what is called otherwise here; the first of these that is known there is meant.
_MEANT: dict[str, tuple[str, ...]] = {
    "tolerance": ("rtol", "atol"),
    "tol": ("rtol", "atol"),
    "eps": ("rtol", "atol"),
    "precision": ("significant_figures", "decimals"),
    "digits": ("significant_figures", "decimals"),
    "places": ("decimals",),
    "type": ("kind",),
    "answer": ("reference", "verdict"),
    "solution": ("reference",),
    "correct": ("reference", "verdict"),
    "expected": ("reference", "verdict"),
    "outcome": ("verdict",),
    "result": ("reference", "verdict"),
    "points": ("marks", "credit"),
    "weight": ("marks", "credit"),
    "marks": ("credit",),
    "feedback": ("says",),
    "message": ("says",),
    "prompt": ("label",),
    "question": ("label",),
    "title": ("label",),
    "name": ("title",),
    "answers": ("options", "samples"),
    "alternatives": ("options",),
    "items": ("options", "blocks"),
    "variables": ("symbols",),
    "names": ("symbols",),
    "domain": ("is",),
    "id": ("uuid",),
    "level": ("difficulty",),
    "tags": ("skills",),
    "topics": ("skills",),
    "order": ("position",),
    "examples": ("samples",),
    "tests": ("samples",),
}


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known word that is most like this one, "" when none is. cutoff: how like it must be, up to 1 for the same.

    >>> nearest("titel", ["title", "skills"])
    'title'
    """
    words = list(known)
    same_letters = (one for one in words if sorted(one) == sorted(str(word)))
    return next(iter(get_close_matches(str(word), words, n=1, cutoff=cutoff)), "") or next(same_letters, "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown word.

    >>> did_you_mean("titel", ["title", "skills"]), did_you_mean("x", ["title", "skills"])
    ('Did you mean `title`?', 'Known are `title`, `skills`.')
    >>> did_you_mean("tolerance", ["reference", "rtol", "atol"])
    'Did you mean `rtol` or `atol`?'
    """
    words = list(known)
    meant = [one for one in _MEANT.get(word, ()) if one in words] or list(filter(None, [nearest(word, words)]))
    if meant:
        return f"Did you mean {' or '.join(f'`{one}`' for one in meant)}?"
    return f"Known are {', '.join(f'`{one}`' for one in words)}." if words else ""

"""What an author may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, "" when none is.

    >>> nearest("titel", ["title", "skills"])
    'title'
    """
    return next(iter(get_close_matches(str(word), list(known), n=1, cutoff=0.5)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy for an unknown word.

    >>> did_you_mean("titel", ["title", "skills"]), did_you_mean("x", ["title", "skills"])
    ('Did you mean `title`?', 'Known are `title`, `skills`.')
    """
    words = list(known)
    close = nearest(word, words)
    if close:
        return f"Did you mean `{close}`?"
    return f"Known are {', '.join(f'`{one}`' for one in words)}." if words else ""

"""What an author may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one, "" when none is.

    >>> nearest("titel", ["title", "skills"])
    'title'
    """
    return next(iter(get_close_matches(str(word), list(known), n=1, cutoff=0.5)), "")

"""Names with a number below, `x_1` and `x_2`, under the index of a sum: `Sum(x_i^2, (i, 1, 2))` is written out."""

from fractions import Fraction

from grading.maths import limits
from grading.maths.cursor import Cursor
from grading.maths.tokens import Token
from grading.maths.tree import Add, Fold, Multiply, Name, Number, Tree, is_whole, names, nodes
from grading.maths.trees import substituted
from grading.maths.vocabulary import family_of, is_family
from grading.messages import _, say

_SEVERAL = 2


def written_out(parser: Cursor, token: Token, fold: Fold) -> Tree:
    """The fold, or its terms one by one where its body speaks of `x_i` and only `x_1`, `x_2`, ... are declared.

    Raises AnswerError where it goes on beyond the declared names.
    """
    symbols = parser.vocabulary.symbols
    families = [name for name in sorted(names(fold.body)) if is_family(name, symbols, (fold.index,))]
    if not families:
        return fold
    places = _places(fold, sum(1 for _node in nodes(fold.body)))
    terms = [_term(parser, fold, families, place) for place in places or ()]
    every = [term for term in terms if term is not None]
    if places is None or len(every) < len(terms):
        known = ", ".join(f"`{name}`" for name in family_of(families[0], symbols))
        message = _("`%(name)s` means %(known)s here. Let `%(index)s` run from one of these numbers to another.")
        parser.refuse(say(message, name=families[0], known=known, index=fold.index), token)
    if len(every) < _SEVERAL:
        return every[0] if every else Number(Fraction(fold.kind == "Product"))
    return Add(tuple(every)) if fold.kind == "Sum" else Multiply(tuple(every))


def _places(fold: Fold, size: int) -> range | None:
    """The numbers through which the index runs; None where they are not known, or too many."""
    low, high = fold.low, fold.high
    if not isinstance(low, Number) or not isinstance(high, Number) or not is_whole(low) or not is_whole(high):
        return None
    is_short = (high.value - low.value + 1) * size <= limits.NODES
    return range(int(low.value), int(high.value) + 1) if is_short else None


def _term(parser: Cursor, fold: Fold, families: list[str], place: int) -> Tree | None:
    known = {name: parser.vocabulary.meaning(name.removesuffix(fold.index) + str(place)) for name in families}
    if any(meaning is None or meaning.sort != "symbol" for meaning in known.values()):
        return None
    values: dict[str, Tree] = {name: Name(meaning.name) for name, meaning in known.items() if meaning is not None}
    return substituted(fold.body, {**values, fold.index: Number(Fraction(place))})

"""Inequalities with absolute values, maxima and squares as several without: `|x| + |y| <= 1` is four linear ones."""

from fractions import Fraction

from grading.maths.conditions import TURNED
from grading.maths.constants import certain_sign, short
from grading.maths.relations.peeled import is_total
from grading.maths.spots import product_of, terms_of
from grading.maths.tree import Add, Call, Divide, Logic, Negate, Number, Power, Relation, Tree, names

_ZERO, _TWO = Number(Fraction(0)), Number(Fraction(2))
# So often one comparison is parted.
_MOST = 4
# Longer chains are left as they are.
_LONGEST = 8


def split(tree: Tree) -> Tree:
    """The relation with its inequalities parted, where nothing in them can be without a value."""
    match tree:
        case Logic("and" | "or" as word, parts):
            return Logic(word, tuple(map(split, parts)))
        case Relation(terms, signs) if len(terms) <= _LONGEST:
            found = tuple(_split(*pair) for pair in zip(terms, signs, terms[1:], strict=False))
            return found[0] if len(found) == 1 else Logic("and", found)
    return tree


def _split(left: Tree, sign: str, right: Tree) -> Tree:
    if sign in ("=", "!=") or not (is_total(left) and is_total(right)):
        return Relation((left, right), (sign,))
    if sign in (">", ">="):
        left, sign, right = right, TURNED[sign], left
    found = _parted(terms_of(Add((left, Negate(right)))), sign, _MOST)
    return found or Relation((left, right), (sign,))


def _parted(terms: tuple[Tree, ...], sign: str, times: int) -> Tree | None:
    """That the sum of the terms is below 0, as several comparisons; None where no term can be parted."""
    for place, term in enumerate(terms if times else ()):
        rest = (*terms[:place], *terms[place + 1 :])
        found = _parts(term) or _of_square(term, rest)
        if found is not None:
            word, parts = found
            return Logic(word, tuple(_below((*rest, *terms_of(part)), sign, times - 1) for part in parts))
    return None


def _below(terms: tuple[Tree, ...], sign: str, times: int) -> Tree:
    return _parted(terms, sign, times) or Relation((Add((*terms, _ZERO)), _ZERO), (sign,))


def _parts(term: Tree) -> tuple[str, tuple[Tree, ...]] | None:
    """What stands for a term below a bound: all of u and -u for |u|, one of -u and u for -|u|."""
    view = product_of(term)
    places = [place for place, factor in enumerate(view.over) if not isinstance(factor, Number)]
    if len(places) != 1 or not all(isinstance(factor, Number) for factor in view.under):
        return None
    word, options = "and", tuple[Tree, ...]()
    match view.over[places[0]]:
        case Call("abs", (inner,)):
            options = (inner, Negate(inner))
        case Call("relu", (inner,)):
            options = (inner, _ZERO)
        case Call("max" | "min" as function, several):
            word, options = ("and" if function == "max" else "or"), several
        case _:
            return None
    if view.negative:
        word = "or" if word == "and" else "and"
    return word, tuple(view.changed(places[0], option).tree for option in options)


def _of_square(term: Tree, rest: tuple[Tree, ...]) -> tuple[str, tuple[Tree, ...]] | None:
    """u^2 - c < 0 is u - r < 0 and -u - r < 0 with r^2 = c; what replaces u^2 has the constants taken back."""
    view, others = product_of(term), Add((*rest, _ZERO))
    squares = [place for place, factor in enumerate(view.over) if isinstance(factor, Power) and factor.exponent == _TWO]
    if len(squares) != 1 or names(others) or names(view.changed(squares[0], None).tree):
        return None
    square, number = view.over[squares[0]], view.changed(squares[0], None).tree
    assert isinstance(square, Power)
    bound, size = short(Negate(Divide(others, number))), certain_sign(number)
    if certain_sign(bound) <= 0 or not size:
        return None
    root = short(Call("sqrt", (bound,)))
    around = (Add((square.base, Negate(root))), Add((Negate(square.base), Negate(root))))
    # not the sign alone: 1 - pi is negative, too
    if size < 0:
        return "or", tuple(Add((Negate(side), Negate(others))) for side in around)
    return "and", tuple(Add((side, Negate(others))) for side in around)

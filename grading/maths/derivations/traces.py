"""Equations of numbers made of traces: `tr(A B C) = tr(B C A)`, and `x^T A x` is the trace of `A x x^T`.

A trace of a product is a word whose ends are joined, so that it may begin anywhere. Whether a gap between two sides is
a sum of traces of multiples of what is given, as tr((x x^T - I) A) where x x^T = I, is a question of linear equations.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction

from grading.maths.derivations.setting import Setting
from grading.maths.derivations.words import (
    Gap,
    NoWords,
    Numbers,
    Reader,
    Sum,
    Term,
    Word,
    added,
    is_spanned,
    multiplied,
    scaled,
)
from grading.maths.matrices.dims import SCALAR, Dim
from grading.maths.tree import Add, Call, Divide, Multiply, Negate, Number, Relation, Tree

# So many multiples of what is given are looked at.
_MOST = 200
# By so many letters words may grow; those of so many are not made longer.
_MORE, _LONG = 3, 3


def follows_by_traces(setting: Setting, claim: Tree) -> bool:
    """Whether an equation of numbers is a sum of traces of multiples of the given ones (False: not known).

    claim: a statement in basic symbols.
    """
    if not setting.basic.shaped or not isinstance(claim, Relation) or claim.signs != ("=",):
        return False
    try:
        return _Traces(setting).follows(*claim.terms)
    except NoWords:
        return False


class _Traces:
    def __init__(self, setting: Setting) -> None:
        self.reader = Reader(setting)
        given = [*self.reader.structures(), *self.reader.gaps(setting.facts)]
        self.facts = setting.facts
        self.given = [*given, *map(self.reader.turned_gap, given)]

    def follows(self, left: Tree, right: Tree) -> bool:
        if self.reader.known_shape(left) != SCALAR:
            return False
        gap = self.gap(left, right)
        every = [*self.given, *self.reader.inverses()]
        rows, seen, waiting = list(self.told()), set(gap), list(gap)
        longest = max((len(word) for _numbers, word in gap), default=0) + _MORE
        while waiting and len(rows) <= _MOST:
            for row in self.multiples_with(waiting.pop(0), every):
                if row and row not in rows and all(len(word) <= longest for _numbers, word in row):
                    rows.append(row)
                    waiting += [term for term in row if term not in seen]
                    seen |= set(row)
        return not gap or is_spanned(gap, rows)

    def gap(self, left: Tree, right: Tree) -> Sum:
        return added(self.read(left), scaled(self.read(right), Fraction(-1)))

    def told(self) -> Iterator[Sum]:
        """The given equations that are of traces themselves."""
        for fact in self.facts:
            with suppress(NoWords):
                if fact.signs == ("=",) and self.reader.known_shape(fact.terms[0]) == SCALAR:
                    yield self.gap(*fact.terms)

    def read(self, tree: Tree) -> Sum:
        """A number as a sum of numbers times traces. Raises NoWords."""
        match tree:
            case Call("tr", (inner,)):
                return self.joined(self.reader.read(inner), self.reader.known_shape(inner)[0])
            case Negate(inner):
                return scaled(self.read(inner), Fraction(-1))
            case Add(terms):
                return added(*map(self.read, terms))
            case Divide(over, Number(value)) if value:
                return scaled(self.read(over), 1 / value)
            case Multiply(factors) if any(isinstance(factor, Call) and factor.function == "tr" for factor in factors):
                return _times_numbers(list(map(self.read, factors)))
        return self.joined(self.reader.read(tree), SCALAR[0])

    def joined(self, found: Sum, size: Dim) -> Sum:
        """The traces of words; that of the identity is its size."""
        return added(*({self.trace(term, size)[0]: value * self.trace(term, size)[1]} for term, value in found.items()))

    def trace(self, term: Term, size: Dim) -> tuple[Term, Fraction]:
        numbers, word = term
        if not word:
            more, factor = _size(size)
            return (tuple(sorted((*numbers, *more))), ()), factor
        turned = self.reader.turned({((), word): Fraction(1)})
        ((_none, other), sign), *_rest = turned.items()
        first = min(_rotations(word))
        second = min(_rotations(other))
        if first == second:
            # What is its own transpose with the other sign is 0: x^T A x for a skew A.
            return (numbers, first), Fraction(sign > 0)
        return ((numbers, first), Fraction(1)) if first < second else ((numbers, second), sign)

    def multiples_with(self, term: Term, given: list[Gap]) -> Iterator[Sum]:
        """What is given times such words that the term is one of the traces."""
        numbers, word = term
        turned = next(iter(self.reader.turned({((), word): Fraction(1)})))[1] if word else ()
        for start in {*_rotations(word), *_rotations(turned)}:
            for each in given:
                for own, first in each.terms:
                    left = _without(numbers, own)
                    if not first and not self.may_grow(start, each):
                        continue
                    if left is not None and start[: len(first)] == first:
                        behind: Sum = {((), start[len(first) :]): Fraction(1)}
                        with suppress(NoWords):
                            products = multiplied(each.terms, {(left, ()): Fraction(1)}, behind)
                            yield self.joined(products, each.shape[0])

    def may_grow(self, start: Word, given: Gap) -> bool:
        """Whether an identity that is given may be put before the word: tr(A) is tr(B B A) where B^2 = I."""
        return 0 < len(start) < _LONG and self.reader.shape_of(start[0])[0] == given.shape[0]


def _rotations(word: Word) -> list[Word]:
    return [(*word[place:], *word[:place]) for place in range(len(word))]


def _without(numbers: Numbers, own: Numbers) -> Numbers | None:
    """The numbers that are left, None where not all of the others are among them."""
    left = list(numbers)
    for number in own:
        if number not in left:
            return None
        left.remove(number)
    return tuple(left)


def _size(dim: Dim) -> tuple[Numbers, Fraction]:
    """How many rows there are, as names and a number."""
    if dim.open or dim.more:
        raise NoWords
    return tuple(dim.names), Fraction(dim.factor)


def _times_numbers(sums: list[Sum]) -> Sum:
    """A product in which at most one factor holds traces; the others are numbers."""
    if sum(any(word for _numbers, word in each) for each in sums) > 1:
        raise NoWords
    return multiplied(*sums)

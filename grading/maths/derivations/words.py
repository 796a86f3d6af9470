"""Equations of matrices that are sums of multiples of given ones: A^4 = A^2 where A^3 = A, for A (A^3 - A) = 0.

A product of matrices is a word, which nothing reorders. Whether a gap between two sides is a sum of u (gap) v, with
words u and v that fit, is a question of linear equations in fractions: what is found so is proved for all sizes.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, pairwise, product

from flint import fmpq, fmpq_mat

from grading.maths.derivations.defined import may_be_undefined
from grading.maths.derivations.setting import Setting
from grading.maths.matrices.dims import ONE, SCALAR, Shape
from grading.maths.matrices.spellings import INVERSE
from grading.maths.printing import to_text
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    is_whole,
    names,
)

# A letter: its name and whether it is transposed. A term: its numbers, in order, and its word.
Letter = tuple[str, bool]
Word = tuple[Letter, ...]
Numbers = tuple[str, ...]
Term = tuple[Numbers, Word]
Sum = dict[Term, Fraction]
# Which given equation, and what stands around it.
Product = tuple[int, Numbers, Word, Word]

_ONE: Term = ((), ())
_SQUARE = Number(Fraction(2))
# Terms of a sum, letters of a word, numbers beside it, and unknown factors; larger questions are left to points.
_TERMS, _LENGTH, _NUMBERS, _UNKNOWNS, _POWER, _MORE = 60, 9, 36, 160, 6, 3
# A number comes from words with a letter on each side: lam = 0 from x^T A x.
_SHORT = 1
_SELF_TURNED = frozenset({"symmetric", "positive_definite", "projection", "diagonal"})
_INVERTIBLE = frozenset({"invertible", "positive_definite", "orthogonal"})


class NoWords(Exception):
    """It is no sum of words, or too long a one."""


@dataclass(frozen=True)
class Gap:
    """What is between two sides, and their shape."""

    terms: Sum
    shape: Shape


def follows_by_words(setting: Setting, claim: Tree) -> bool:
    """Whether an equation of matrices is a sum of multiples of the given ones (False: not known).

    claim: a statement in basic symbols.
    """
    if not setting.basic.shaped or not isinstance(claim, Relation) or claim.signs != ("=",):
        return False
    reader = Reader(setting)
    given = [*reader.structures(), *reader.gaps(setting.facts)]
    for left, right in _without_inverse(claim):
        try:
            gap = reader.gap(left, right)
            wanted = [gap.terms, *(multiplied(gap.terms, other) for other in reader.nonzero(gap.shape))]
        except NoWords:
            continue
        if not gap.terms or _follows(reader, wanted, given):
            return True
        # Both sides may be multiplied by inverses that nobody wrote: A^2 = A says A = I where A is invertible.
        if not reader.known <= reader.read_inverses:
            reader.read_inverses |= reader.known
            if _follows(reader, wanted, given):
                return True
    return False


def _follows(reader: "Reader", wanted: list[Sum], given: list[Gap]) -> bool:
    every = [*given, *reader.inverses()]
    every += [reader.turned_gap(each) for each in every]
    return any(reader.is_sum_of(each, every, more) for each in wanted for more in range(_MORE))


def _without_inverse(claim: Relation) -> list[tuple[Tree, Tree]]:
    """A B = I or B A = I for A^-1 = B: square matrices whose product is the identity are each other's inverses."""
    for inverse, other in (claim.terms, claim.terms[::-1]):
        base = _base_of_inverse(inverse)
        if base is not None:
            return [(Multiply(factors), Constant("I")) for factors in ((base, other), (other, base))]
    left, right = claim.terms
    return [(left, right)]


def _base_of_inverse(tree: Tree) -> Tree | None:
    match tree:
        case Call("inv", (base,)):
            return base
        case Power(base, exponent) if exponent == INVERSE:
            return base
    return None


class Reader:
    """shapes: those of the letters. known: matrices whose inverses exist; read_inverses: those whose were read."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.structure = {name: said.structure for name, said in setting.basic.shaped.items()}
        self.shapes = {name: setting.basic.shape(name) for name in setting.basic.shaped}
        self.known = {name for name, structure in self.structure.items() if structure in _INVERTIBLE}
        self.read_inverses = set[str]()
        self.is_given = True

    def gaps(self, facts: Iterable[Relation]) -> Iterator[Gap]:
        """Of what is given, as far as it can be read, of lengths also the squares; an inverse that is given exists."""
        for fact in facts:
            if fact.signs == ("=",):
                with suppress(NoWords):
                    yield self.gap(*fact.terms)
                if any(isinstance(term, Call) and term.function == "norm" for term in fact.terms):
                    with suppress(NoWords):
                        yield self.gap(*(Power(term, _SQUARE) for term in fact.terms))
        self.is_given = False

    def structures(self) -> Iterator[Gap]:
        for name, structure in self.structure.items():
            here, turned = (name, False), (name, True)
            rows, columns = self.shapes[name]
            if structure in ("orthogonal", "orthonormal_columns"):
                yield Gap({((), (turned, here)): Fraction(1), _ONE: Fraction(-1)}, (columns, columns))
            if structure == "orthogonal":
                yield Gap({((), (here, turned)): Fraction(1), _ONE: Fraction(-1)}, (rows, rows))
            if structure == "projection":
                yield Gap({((), (here, here)): Fraction(1), ((), (here,)): Fraction(-1)}, (rows, rows))

    def turned_gap(self, gap: Gap) -> Gap:
        return Gap(self.turned(gap.terms), (gap.shape[1], gap.shape[0]))

    def nonzero(self, shape: Shape) -> Iterator[Sum]:
        """What is not 0, so that something of this shape is 0 where it is so times that: numbers, and beside numbers
        vectors and the squares of their lengths.
        """
        for fact in self.setting.facts:
            if fact.signs == ("!=",):
                with suppress(NoWords):
                    gap = self.gap(*fact.terms)
                    if gap.shape == SCALAR or (shape == SCALAR and _is_vector(gap)):
                        yield gap.terms
                    if shape == SCALAR and gap.shape[1] == ONE and gap.shape != SCALAR:
                        yield multiplied(self.turned(gap.terms), gap.terms)

    def inverses(self) -> Iterator[Gap]:
        for name in sorted(self.read_inverses):
            here, inverse = (name, False), (f"inv({name})", False)
            self.shapes[inverse[0]] = self.shapes[name]
            for word in ((here, inverse), (inverse, here)):
                yield Gap({((), word): Fraction(1), _ONE: Fraction(-1)}, self.shapes[name])

    def gap(self, left: Tree, right: Tree) -> Gap:
        terms = added(self.read(left), scaled(self.read(right), Fraction(-1)))
        zero = left == Number(Fraction(0)) or left == Constant("I")
        return Gap(terms, self.known_shape(right if zero else left))

    def known_shape(self, tree: Tree) -> Shape:
        shape = self.setting.shape_of(tree)
        if shape is None:
            raise NoWords
        return shape

    def read(self, tree: Tree) -> Sum:
        match tree:
            case Number(value):
                return {_ONE: value} if value else {}
            case Name(name):
                return {self.letter(name): Fraction(1)}
            case Constant(name) if name == "I" or name.startswith("I_"):
                return {_ONE: Fraction(1)}
            case Negate(inner):
                return scaled(self.read(inner), Fraction(-1))
            case Add(terms):
                return added(*map(self.read, terms))
            case Multiply(factors):
                return multiplied(*map(self.read, factors))
            case Divide(over, Number(value)) if value:
                return scaled(self.read(over), 1 / value)
            case Call("transpose", (inner,)):
                return self.turned(self.read(inner))
            case Power(Call("norm", (inner,)), Number(value)) if value == 2 and self.known_shape(inner)[1] == ONE:
                return multiplied(self.turned(self.read(inner)), self.read(inner))
            case Power(base, Number(value) as exponent) if is_whole(exponent) and 0 < value <= _POWER:
                return multiplied(*(self.read(base),) * int(value))
        return self.other(tree)

    def other(self, tree: Tree) -> Sum:
        """An inverse, or a part that is a letter as a whole."""
        base = _base_of_inverse(tree)
        if isinstance(base, Call) and base.function == "transpose":
            return self.turned(self.read(Power(base.arguments[0], INVERSE)))
        if isinstance(base, Multiply):
            return multiplied(*(self.read(Power(factor, INVERSE)) for factor in reversed(base.factors)))
        if isinstance(base, Name) and base.name in self.structure:
            if self.is_given:
                self.known.add(base.name)
            if base.name in self.known:
                self.read_inverses.add(base.name)
                return {((), ((f"inv({base.name})", False),)): Fraction(1)}
        if may_be_undefined(tree) or not names(tree):
            raise NoWords
        name, shape = to_text(tree), self.known_shape(tree)
        if shape != SCALAR:
            self.shapes[name] = shape
        return {self.letter(name): Fraction(1)}

    def letter(self, name: str) -> Term:
        return ((), ((name, False),)) if name in self.shapes else ((name,), ())

    def turned(self, found: Sum) -> Sum:
        plain = _turned(found)
        return added(*({self.untwisted(term)[0]: value * self.untwisted(term)[1]} for term, value in plain.items()))

    def untwisted(self, term: Term) -> tuple[Term, int]:
        """Letters that are their own transposes as they are, those of skew matrices with a sign."""
        numbers, word = term
        sign = (-1) ** sum(turned and self.structure.get(name) == "skew" for name, turned in word)
        own = (*_SELF_TURNED, "skew")
        return (numbers, tuple((name, turned and self.structure.get(name) not in own) for name, turned in word)), sign

    def is_sum_of(self, gap: Sum, given: list[Gap], more: int) -> bool:
        """Whether it is a sum of given ones with words before and behind, longer than its own by so much at most."""
        longest = max(_SHORT, *(len(word) for _numbers, word in gap)) + more
        rows, seen, waiting = dict[Product, Sum](), set(gap), list(gap)
        while waiting and len(rows) <= _UNKNOWNS:
            term = waiting.pop(0)
            for key, row in chain(self.products_with(term, given), self.turned_numbers(term)):
                if key not in rows and all(len(word) <= longest for _numbers, word in row):
                    rows[key] = row
                    waiting += [term for term in row if term not in seen]
                    seen |= set(row)
        return is_spanned(gap, list(rows.values()))

    def products_with(self, term: Term, given: list[Gap]) -> Iterator[tuple[Product, Sum]]:
        """The products of given ones in which the term occurs, each with what it is made of."""
        for place, each in enumerate(given):
            for numbers, before, behind in chain.from_iterable(_around(term, own) for own in each.terms):
                if self.fit(before, each.shape, behind):
                    yield (place, numbers, before, behind), _around_sum(each.terms, numbers, before, behind)

    def turned_numbers(self, term: Term) -> Iterator[tuple[Product, Sum]]:
        """A number is its own transpose: v^T A v is v^T A^T v."""
        numbers, word = term
        for start, end in combinations(range(len(word) + 1), 2):
            part = word[start:end]
            if self.shape_of(part[0])[0] == ONE == self.shape_of(part[-1])[1] and len(part) > 1:
                turned = self.turned({((), part): Fraction(1)})
                gap = added({((), part): Fraction(1)}, scaled(turned, Fraction(-1)))
                if gap:
                    row = _around_sum(gap, numbers, word[:start], word[end:])
                    yield (-1 - end, numbers, word[:start], word[start:]), row

    def fit(self, before: Word, shape: Shape, behind: Word) -> bool:
        """Whether the product is one of matrices; a number stands anywhere."""
        inner = [] if shape == SCALAR else [shape]
        shapes = [*map(self.shape_of, before), *inner, *map(self.shape_of, behind)]
        return all(left[1] == right[0] for left, right in pairwise(shapes))

    def shape_of(self, letter: Letter) -> Shape:
        rows, columns = self.shapes[letter[0]]
        return (columns, rows) if letter[1] else (rows, columns)


def added(*sums: Sum) -> Sum:
    found: Sum = {}
    for term, value in chain.from_iterable(each.items() for each in sums):
        found[term] = found.get(term, Fraction(0)) + value
    return {term: value for term, value in found.items() if value}


def _is_vector(gap: Gap) -> bool:
    """Whether it is one vector by its name."""
    return gap.shape[1] == ONE and len(gap.terms) == 1 and all(len(word) == 1 for _numbers, word in gap.terms)


def scaled(found: Sum, number: Fraction) -> Sum:
    return {term: value * number for term, value in found.items()}


def multiplied(*sums: Sum) -> Sum:
    whole: Sum = {_ONE: Fraction(1)}
    for each in sums:
        pairs = (
            {(tuple(sorted((*one[0], *other[0]))), (*one[1], *other[1])): value * number}
            for (one, value), (other, number) in product(whole.items(), each.items())
        )
        whole = added(*pairs)
        if len(whole) > _TERMS or any(len(word) > _LENGTH or len(numbers) > _NUMBERS for numbers, word in whole):
            raise NoWords
    return whole


def _turned(found: Sum) -> Sum:
    return {
        (numbers, tuple((name, not turned) for name, turned in reversed(word))): value
        for (numbers, word), value in found.items()
    }


def _around(term: Term, part: Term) -> Iterator[tuple[Numbers, Word, Word]]:
    """What the part is multiplied with in the term, in each way in which it stands there."""
    left = list(term[0])
    for number in part[0]:
        if number not in left:
            return
        left.remove(number)
    whole, word = term[1], part[1]
    for place in range(len(whole) - len(word) + 1):
        if whole[place : place + len(word)] == word:
            yield tuple(left), whole[:place], whole[place + len(word) :]


def _around_sum(found: Sum, numbers: Numbers, before: Word, behind: Word) -> Sum:
    return {(tuple(sorted((*own, *numbers))), (*before, *word, *behind)): value for (own, word), value in found.items()}


def is_spanned(gap: Sum, rows: list[Sum]) -> bool:
    terms: Mapping[Term, int] = {term: place for place, term in enumerate(dict.fromkeys(chain(gap, *rows)))}
    if not set(gap) <= set(chain.from_iterable(rows)):
        return False
    every = [*rows, gap]
    table = fmpq_mat(len(terms), len(every))
    for column, found in enumerate(every):
        for term, value in found.items():
            table[terms[term], column] = fmpq(value.numerator, value.denominator)
    return bool(table.rank() == _without_last(table).rank())


def _without_last(table: fmpq_mat) -> fmpq_mat:
    rows, columns = table.nrows(), table.ncols() - 1
    return fmpq_mat(rows, columns, [table[row, column] for row in range(rows) for column in range(columns)])

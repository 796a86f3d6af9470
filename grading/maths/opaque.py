"""Any expression as a quotient of polynomials, in its names and in the parts that are no rational function.

In `(x + 1)*exp(x)` the part `exp(x)` is one letter more. So forms are told by exact algebra, whatever stands inside.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any

from grading.maths.kept import kept
from grading.maths.polynomials import NotRational, Polynomial, Quotient, as_tree, factored, quotient
from grading.maths.tree import (
    Add,
    Divide,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Tree,
    children,
    is_whole,
    names,
    with_children,
)
from grading.maths.trees import substituted

# No name that somebody declares has a space before it.
_LETTER = " part"


@dataclass
class Letters:
    """The letters of one answer: its names, and a letter for each different part that is no rational function."""

    symbols: tuple[str, ...]
    parts: dict[Tree, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *trees: Tree) -> "Letters":
        found = cls(tuple(sorted(set().union(*map(names, trees)))))
        for tree in trees:
            found.replaced(tree)
        return found

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.symbols, *self.parts.values())

    def replaced(self, tree: Tree) -> Tree:
        """The tree with a letter in the place of each such part."""
        match tree:
            case Number() | Name():
                return tree
            case Negate() | Add() | Multiply() | Divide():
                return with_children(tree, tuple(map(self.replaced, children(tree))))
            case Power(base, exponent) if is_whole(exponent):
                return Power(self.replaced(base), exponent)
        return Name(self.parts.setdefault(in_order(tree), f"{_LETTER}{len(self.parts)}"))

    def quotient(self, tree: Tree) -> Quotient | None:
        """None where it is too large, or divides by zero."""
        try:
            return quotient(self.replaced(tree), self.all)
        except (NotRational, KeyError):
            return None

    def zeros(self, tree: Tree) -> str | None:
        """Its numerator up to a number, which tells where it is 0: "" where that is everywhere, None if not known."""
        found = self.quotient(tree)
        if found is None:
            return None
        return str(found[0] / found[0].leading_coefficient()) if found[0] else ""

    def tree(self, polynomial: Polynomial) -> Tree:
        """The polynomial in its letters, with what they stand for."""
        parts = dict(zip(self.parts.values(), self.parts, strict=True))
        return substituted(as_tree(polynomial, self.all), parts)

    def moving(self) -> tuple[str, ...]:
        """The letters that stand for something that is no constant."""
        return (*self.symbols, *(letter for part, letter in self.parts.items() if names(part)))

    def degree(self, polynomial: Polynomial, letters: tuple[str, ...]) -> int:
        """The degree in these letters together."""
        places = [place for place, letter in enumerate(self.all) if letter in letters]
        return max((sum(int(powers[place]) for place in places) for powers in polynomial.monoms()), default=0)

    def factors(self, polynomial: Polynomial) -> list[tuple[Any, int]]:
        """The irreducible factors that are no constants, with their powers."""
        moving = self.moving()
        found = factored(polynomial)[1] if not polynomial.is_constant() else ()
        return [(factor, int(power)) for factor, power in found if self.degree(factor, moving)]


@kept
def in_order(tree: Tree) -> Tree:
    """The tree with terms and factors in one order, so that x y and y x are the same part."""
    parts = tuple(map(in_order, children(tree)))
    if isinstance(tree, Add | Multiply):
        return type(tree)(tuple(sorted(parts, key=repr)))
    return with_children(tree, parts) if parts else tree


def without_sign(tree: Tree) -> Tree:
    while isinstance(tree, Negate):
        tree = tree.inner
    return tree


def is_constant(tree: Tree) -> bool:
    return not names(tree)


def terms_of(tree: Tree) -> tuple[Tree, ...]:
    """The terms of a sum and of the sums in it; the tree itself where it is none."""
    if not isinstance(tree, Add):
        return (tree,)
    return tuple(part for term in tree.terms for part in terms_of(term))


def factors_of(tree: Tree, *, through_powers: bool = False) -> tuple[list[Tree], list[Tree]]:
    """The factors above and below the line, without their signs: x y^-1/2 has x above, y and 2 below.

    through_powers: the bases of whole powers instead of the powers.
    """
    match tree:
        case Negate(inner):
            return factors_of(inner, through_powers=through_powers)
        case Multiply(parts):
            found = [factors_of(part, through_powers=through_powers) for part in parts]
            return [each for over, _ in found for each in over], [each for _, under in found for each in under]
        case Divide(over, under):
            top, bottom = factors_of(over, through_powers=through_powers)
            other_top, other_bottom = factors_of(under, through_powers=through_powers)
            return top + other_bottom, bottom + other_top
        case Power(base, Negate(Number(value))) if value.denominator == 1 and value:
            top, bottom = factors_of(_power(base, value), through_powers=through_powers)
            return bottom, top
        case Power(base, Number(value)) if through_powers and value.denominator == 1 and value:
            return factors_of(base, through_powers=True)
    return [tree], []


def _power(base: Tree, exponent: Fraction) -> Tree:
    return base if exponent == 1 else Power(base, Number(exponent))


def shared_number(*polynomials: Polynomial) -> int:
    """The largest whole number that divides all coefficients; 1 where one of them is no whole number."""
    numbers = [number for polynomial in polynomials for number in polynomial.coeffs()]
    if not numbers or any(number.q != 1 for number in numbers):
        return 1
    return reduce(gcd, (abs(int(number.p)) for number in numbers))


def has_common_factor(over: Polynomial, under: Polynomial) -> bool:
    """Whether numerator and denominator share a factor: a polynomial, or a whole number when all is whole."""
    return not over.gcd(under).is_constant() or shared_number(over, under) > 1


def has_like_terms(terms: tuple[Tree, ...], letters: Letters) -> bool:
    """Whether two terms differ by a number only, or terms cancel or join when all is multiplied out."""
    found = [letters.quotient(term) for term in terms]
    if any(each is None or not each[0] for each in found):
        return any(each is not None and not each[0] for each in found)
    keys = {_up_to_number(each) for each in found if each is not None}
    whole = letters.quotient(Add(terms)) if len(terms) > 1 else found[0]
    joined = whole is not None and whole[1].is_constant() and _is_shorter(whole[0], [each[0] for each in found if each])
    return len(keys) < len(terms) or joined


def _is_shorter(whole: Polynomial, terms: list[Polynomial]) -> bool:
    """Whether less is left when all is multiplied out: fewer terms, or not more and of a lower degree."""
    is_lower = whole.total_degree() < max(term.total_degree() for term in terms)
    return len(whole) < len(terms) or (is_lower and len(whole) == len(terms))


def _up_to_number(found: Quotient) -> tuple[str, str]:
    over, under = found
    shared = over.gcd(under)
    over, under = over / shared, under / shared
    return str(over / over.leading_coefficient()), str(under / under.leading_coefficient())

"""A derivative as people would write it: numbers worked out, equal factors gathered; nothing else is changed."""

from fractions import Fraction

from grading.maths.opaque import terms_of
from grading.maths.tree import Add, Divide, Multiply, Negate, Number, Power, Tree, is_whole
from grading.maths.trees import with_changed

_ONE = Number(Fraction(1))
# Longer numbers are left as products.
_LONGEST = 10**9


def tidied(tree: Tree) -> Tree:
    """The same value wherever the tree has one, and none where it has none.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(tidied(parse("-2*(y - w*x)*x/2 + x*(2*x)/(2*x^2)^2", ("w", "x", "y"))))
    '-(y - w*x)*x + 1/(2*x^2)'
    """
    if isinstance(tree, Add):
        return Add(tuple(_term(term) for term in terms_of(tree)))
    return _term(tree)


def _term(tree: Tree) -> Tree:
    parts = _Factors()
    parts.take(tree, 1)
    return parts.tree if max(abs(parts.number.numerator), parts.number.denominator) <= _LONGEST else tree


class _Factors:
    """The number in front of a product, and how often each of its other factors stands above and below the line."""

    def __init__(self) -> None:
        self.number = Fraction(1)
        self.over: dict[Tree, int] = {}
        self.under: dict[Tree, int] = {}

    def take(self, tree: Tree, times: int) -> None:
        match tree:
            case Negate(inner):
                self.number *= -1 if times % 2 else 1
                self.take(inner, times)
            case Number() if tree.value:
                self.number *= tree.value**times
            case Multiply(factors):
                for factor in factors:
                    self.take(factor, times)
            case Divide(over, under) if times > 0:
                self.take(over, times)
                self.take(under, -times)
            case Power(base, Number(value)) if is_whole(tree.exponent) and value > 0:
                self.take(base, times * int(value))
            case _:
                side = self.over if times > 0 else self.under
                part = tidied(tree) if isinstance(tree, Add) else with_changed(tree, tidied)
                side[part] = side.get(part, 0) + abs(times)

    @property
    def tree(self) -> Tree:
        for part in self.over.keys() & self.under.keys():
            # What is divided by must not get lost: x^2/x has no value at 0.
            if self.under[part] > self.over[part]:
                self.under[part] -= self.over.pop(part)
        over = _product(abs(self.number.numerator), self.over)
        under = _product(self.number.denominator, self.under)
        whole = over if under == _ONE else Divide(over, under)
        return Negate(whole) if self.number < 0 else whole


def _product(number: int, powers: dict[Tree, int]) -> Tree:
    factors: list[Tree] = [
        Power(part, Number(Fraction(times))) if times > 1 else part for part, times in powers.items()
    ]
    if number != 1 or not factors:
        factors.insert(0, Number(Fraction(number)))
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors))

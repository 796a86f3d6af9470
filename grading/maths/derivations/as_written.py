"""Whether a line is written as another one is. What is put together, multiplied out or cancelled is written anew.

`p (a/p)` is not written as `a` is, nor `3 x - 6` as `3 (x - 2)`. Order, brackets and signs make no difference, and
neither does a number that is put in above and below: anybody could write a line twice so.
"""

from fractions import Fraction

from grading.maths.derivations.shapes import UNIT, Form, Forms, Scaled
from grading.maths.derivations.spelled import Alike
from grading.maths.tree import Add, Number, Tree


class Written(Forms):
    """Number factors are leaves here; the factor of a form is its sign, or 0."""

    def _read(self, tree: Tree) -> Scaled:
        if not isinstance(tree, Number) or not tree.value:
            return super()._read(tree)
        above, below = tree.value.as_integer_ratio()
        parts = ((("number", Fraction(value)), Fraction(power)) for value, power in ((above, 1), (below, -1)))
        return Fraction(1), ("product", tuple(part for part in parts if part[0][1] != 1), ())

    def _sum(self, terms: tuple[Tree, ...]) -> Scaled:
        scaled = [self.form(term) for term in self._flat_terms(terms)]
        rest = sorted(((form, factor) for factor, form in scaled if factor), key=repr)
        if not rest:
            return Fraction(0), UNIT
        sign = rest[0][1]
        if len(rest) == 1:
            return sign, rest[0][0]
        made: Form = ("sum", tuple((form, factor * sign) for form, factor in rest))
        return sign, self._leaf(Add(terms), made)

    def _flat_terms(self, terms: tuple[Tree, ...]) -> list[Tree]:
        """Without the brackets of sums that are added; what is subtracted keeps them."""
        return [part for term in terms for part in (self._flat_terms(term.terms) if isinstance(term, Add) else (term,))]

    def _joined(self, parts: list[Scaled]) -> Scaled:
        sign, powers, row = Fraction(1), dict[tuple[Form, Fraction | bool], Fraction](), list[Form]()
        for factor, form in parts:
            sign *= factor
            for base, exponent in form[1]:
                place = base, _kind(base, exponent)
                powers[place] = powers.get(place, Fraction(0)) + exponent
            row += form[2]
        left = sorted(((base, power) for (base, _side), power in powers.items() if power), key=repr)
        return sign, ("product", tuple(left), tuple(row)) if sign else UNIT

    def _exponent(self, tree: Tree) -> Scaled:
        return Forms(self.is_number).form(tree)


class PlainlyWritten(Alike, Written):
    """The same behind a change of spelling."""


def _kind(base: Form, exponent: Fraction) -> Fraction | bool:
    """Which powers of a base are put together: those above, those below, and roots not at all. Numbers cancel."""
    if base[0] == "number":
        return True
    return exponent > 0 if exponent.denominator == 1 else exponent

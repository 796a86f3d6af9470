"""Whether a line is written as another one is. What is put together, multiplied out or cancelled is written anew.

`p (a/p)` is not written as `a` is, nor `3 x - 6` as `3 (x - 2)`. Order, brackets and signs make no difference, and
neither does a number that is put in above and below: anybody could write a line twice so.
"""

from fractions import Fraction

from grading.maths.derivations.shapes import Form, Forms, Scaled
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

    def _flat_terms(self, terms: tuple[Tree, ...]) -> list[Tree]:
        """Without the brackets of sums that are added; what is subtracted keeps them."""
        return [part for term in terms for part in (self._flat_terms(term.terms) if isinstance(term, Add) else (term,))]

    def _kind(self, base: Form, exponent: Fraction) -> Fraction | bool | None:
        """Those above are put together, those below, and roots not at all. Numbers cancel."""
        if base[0] == "number":
            return None
        return exponent > 0 if exponent.denominator == 1 else exponent

    def _exponent(self, tree: Tree) -> Scaled:
        return Forms(self.is_number).form(tree)


class PlainlyWritten(Alike, Written):
    """The same behind a change of spelling."""

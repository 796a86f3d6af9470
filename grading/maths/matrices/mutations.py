"""Known slips in matrix formulas: the reference's tree with one thing done wrong, in shapes that fit.

Like `grading.maths.mutations`, whose slips of signs, numbers and terms are made here, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NoReturn

from grading.errors import AnswerError, Place
from grading.maths.matrices import slips
from grading.maths.matrices.dims import Shape
from grading.maths.matrices.inference import Inference, Reading
from grading.maths.matrices.places import Places
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.mutations import RULES as SCALAR_RULES, Mutant
from grading.maths.spots import Spot, spots
from grading.maths.tree import Add, Multiply, Tree
from grading.messages import Message, _, say

# Id of a part -> the part, which stays alive, with its shapes.
Known = dict[int, tuple[Tree, Typed]]

# So many mutants are made of one formula, and so many by one rule.
MOST = 60
_MOST_OF_A_RULE = 6
_NOWHERE = Places(Place("", 0, 0), {})
_UNFIT = say(_("The shapes do not fit."))


@dataclass(frozen=True)
class ShapedMutant(Mutant):
    """reading: the tree with its shapes. turned: whether it has the transposed shape of the reference."""

    reading: Reading
    turned: bool


@dataclass(frozen=True)
class Rule:
    name: str
    says: str
    change: slips.Change


def _scalar(name: str) -> tuple[Rule, ...]:
    """The slips of this name in formulas without matrices."""
    return tuple(
        Rule(rule.name, rule.says, lambda spot, _symbols, change=rule.change: change(spot))  # type: ignore[misc]
        for rule in SCALAR_RULES
        if rule.name == name
    )


RULES: tuple[Rule, ...] = (
    *_scalar("sign"),
    Rule("missing-transpose", _("A transpose is missing."), slips.missing_transpose),
    Rule(
        "trace-of-a-product",
        _("The trace of a product is not the product of the traces."),
        slips.trace_of_a_product,
    ),
    Rule(
        "gram-the-wrong-way",
        _("The transpose stands on the wrong one of two factors: $X^\\top X$ and $X X^\\top$ differ."),
        slips.gram_the_wrong_way,
    ),
    Rule(
        "inverse-of-a-product",
        _("The inverse of a product is the product of the inverses in reverse order."),
        slips.inverse_of_a_product,
    ),
    Rule(
        "transpose-of-a-product",
        _("The transpose of a product is the product of the transposes in reverse order."),
        slips.transpose_of_a_product,
    ),
    Rule(
        "swapped-arguments",
        _("The order of the two vectors is wrong: $x y^\\top$ and $y x^\\top$ differ."),
        slips.swapped_vectors,
    ),
    Rule(
        "pulled-out",
        _("A number comes out of a determinant once for each of $n$ rows: $\\det(c A) = c^n \\det(A)$."),
        slips.pulled_out_of_determinant,
    ),
    Rule("swapped-factors", _("The order of the factors is wrong: $AB$ and $BA$ differ."), slips.swapped_factors),
    Rule(
        "commuted-matrices",
        _("Matrices do not commute: $(A + B)^2 = A^2 + AB + BA + B^2$ and $(AB)^2 = ABAB$."),
        slips.commuted,
    ),
    Rule("lost-inverse", _("An inverse is missing."), slips.lost_inverse),
    Rule("inverse-of-a-sum", _("The inverse of a sum is not the sum of the inverses."), slips.inverse_of_a_sum),
    Rule("lost-identity", _("The multiple of the identity is missing."), slips.lost_identity),
    Rule("sum-for-mean", _("This is a sum; for the mean divide by the number of its terms."), slips.sum_for_mean),
    Rule("another-size", _("Rows and columns are counted with another letter here."), slips.another_size),
    *_scalar("lost-factor-2"),
    *_scalar("lost-half"),
    Rule(
        "product-for-hadamard",
        _("The product by entry is meant, not the matrix product."),
        slips.product_for_hadamard,
    ),
    Rule(
        "hadamard-for-product",
        _("The matrix product is meant, not the product by entry."),
        slips.hadamard_for_product,
    ),
    Rule("lost-factor", _("A factor got lost."), slips.lost_entry_factor),
    Rule("extra-transpose", _("There is a transpose too many."), slips.extra_transpose),
    *_scalar("swapped-divergence"),
    *_scalar("swapped-symbols"),
    *_scalar("function-of-a-sum"),
    *_scalar("sign-of-a-term"),
    Rule("sign-of-a-block", _("The sign of one block is wrong."), slips.sign_of_a_block),
    *_scalar("n-for-n-minus-1"),
    *_scalar("n-minus-1-for-n"),
    *_scalar("lost-term"),
    Rule("lost-activation", _("The function of the entries is missing."), slips.lost_activation),
    Rule("lost-root", _("A root is missing."), slips.lost_root),
    Rule("lost-function", _("The exponential function is missing."), slips.lost_exponential),
    Rule("lost-function", _("A function got lost."), slips.lost_function),
    Rule("lost-logarithm", _("A logarithm is missing."), slips.lost_logarithm),
    Rule("trace-for-determinant", _("Trace and determinant have changed places."), slips.trace_for_determinant),
    Rule("norm-for-its-square", _("The norm and its square have changed places."), slips.norm_for_its_square),
    Rule("outer-for-inner", _("Inner and outer product have changed places."), slips.outer_for_inner),
    Rule("mean-for-sum", _("This is a mean; here a sum is asked."), slips.mean_for_sum),
    *_scalar("lost-square"),
    *_scalar("lost-denominator"),
    *_scalar("lost-coefficient"),
    *_scalar("lost-factor"),
    *_scalar("extra-factor-2"),
    *_scalar("sign-inside"),
    *_scalar("sign-of-the-exponent"),
    *_scalar("lost-parentheses"),
    *_scalar("swapped-difference"),
    *_scalar("max-for-min"),
    *_scalar("bounds-off-by-one"),
    *_scalar("power-of-a-sum"),
    replace(_scalar("power-of-a-sum")[0], change=slips.square_of_a_norm),
    *_scalar("upside-down"),
    *_scalar("log-of-a-sum"),
    *(replace(rule, change=slips.log_of_a_sum) for rule in _scalar("log-of-a-sum")),
    Rule("extra-inverse", _("There is an inverse too many."), slips.extra_inverse),
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(dict.fromkeys(rule.name for rule in RULES))


def mutants(reading: Reading, symbols: Symbols, first: Sequence[str] = ()) -> Iterator[ShapedMutant]:
    """The slips that can be made in a formula, the most plausible first, at most `MOST`.

    Only those of the same shape, or of the transposed one. first: names of slips that come before all others. Some may
    be worth the same as the formula or as each other.
    """
    places = spots(reading.tree)
    ordered = sorted(RULES, key=lambda rule: rule.name not in first)
    known: Known = {}
    found = (mutant for rule in ordered for mutant in _made(rule, places, symbols, reading.shape, known))
    return islice(found, MOST)


def _made(rule: Rule, places: list[Spot], symbols: Symbols, shape: Shape, known: Known) -> Iterator[ShapedMutant]:
    trees = (spot.put(new) for spot in places for new in rule.change(spot, symbols))
    for tree in islice(trees, _MOST_OF_A_RULE):
        made = _read(tree, symbols, shape, known)
        if made is not None:
            yield ShapedMutant(rule.name, say(rule.says), tree, *made)


def _read(tree: Tree, symbols: Symbols, shape: Shape, known: Known) -> tuple[Reading, bool] | None:
    """The tree with its shapes, and whether they are the transposed ones; None where they do not fit."""
    quiet = _Quiet(symbols, known)
    try:
        reading = Reading(tree, quiet.typed(tree), quiet.sizes, _NOWHERE, tuple(quiet.open))
        fits = reading.sizes.same_shape(reading.typed.shape, shape)
        if not fits and not reading.sizes.same_shape(reading.typed.shape, (shape[1], shape[0])):
            return None
        reading.close()
    except AnswerError:
        return None
    return reading, not fits


class _Quiet(Inference):
    """Refuses what does not fit without a word: nobody reads why, and words take time.

    known: the parts whose sizes hang on nothing around them, by their ids; mutants share most of them.
    """

    def __init__(self, symbols: Symbols, known: Known) -> None:
        super().__init__(symbols, _NOWHERE)
        self.known = known

    def typed(self, tree: Tree) -> Typed:
        if id(tree) in self.known:
            return self.known[id(tree)][1]
        opened = len(self.open)
        found = super().typed(tree)
        if len(self.open) == opened and not self.folds:
            self.known[id(tree)] = tree, found
        return found

    def refuse(self, message: Message, tree: Tree, last: Tree | None = None) -> NoReturn:
        raise AnswerError(message)

    def refuse_sum(self, tree: Add, index: int, first: Typed, part: Typed) -> NoReturn:
        raise AnswerError(_UNFIT)

    def refuse_product(self, tree: Multiply, index: int, left: Typed, right: Typed) -> NoReturn:
        raise AnswerError(_UNFIT)

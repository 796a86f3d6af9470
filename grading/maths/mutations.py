"""Known slips: the reference's tree with one thing done wrong, and what is said of an answer that equals it.

`RULES` is the list of the slips, the most plausible first. Each has a name that stays the same for ever (it is counted
on the pages of classes), the learner's words, and a function from a place of the formula to what the slip puts there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from grading.maths.slips import cases, derivatives, factors, functions, powers, symbols
from grading.maths.spots import Spot, has_names, spots
from grading.maths.tree import Tree
from grading.messages import Message, _, say

# So many mutants are made of one formula, and so many by one rule.
MOST = 80
_MOST_OF_A_RULE = 8


@dataclass(frozen=True)
class Mutant:
    """The reference with one slip. name: the slip's; says: to the learner; tree: what the slip makes of it."""

    name: str
    says: Message
    tree: Tree


@dataclass(frozen=True)
class Rule:
    name: str
    says: str
    change: Callable[[Spot], Iterator[Tree]]


RULES: tuple[Rule, ...] = (
    Rule("sign", _("The size is right, the sign is not."), factors.sign),
    Rule("lost-factor-2", _("A factor $2$ got lost."), factors.lost_two),
    Rule("lost-half", _("A factor $\\tfrac12$ got lost."), factors.lost_half),
    Rule(
        "inner-derivative",
        _("The chain rule has one more factor: the derivative of what stands inside."),
        derivatives.inner_derivative,
    ),
    Rule(
        "product-rule",
        _("The derivative of a product is not the product of the derivatives: it is $f'g + fg'$."),
        derivatives.product_rule,
    ),
    Rule(
        "half-of-the-product-rule",
        _("The product rule $f'g + fg'$ has two terms; this is one of them."),
        derivatives.half_of_the_product_rule,
    ),
    Rule(
        "deviation-for-variance",
        _("Here stands a standard deviation where its square, the variance, belongs."),
        powers.deviation_for_variance,
    ),
    Rule(
        "deviation-for-variance",
        _("Here stands a standard deviation where its square, the variance, belongs."),
        powers.deviation_everywhere,
    ),
    Rule(
        "variance-for-deviation",
        _("Here stands a variance where its root, the standard deviation, belongs."),
        powers.variance_for_deviation,
    ),
    Rule("n-for-n-minus-1", _("Here stands a count where one less belongs: $n$ for $n - 1$."), symbols.one_too_many),
    Rule("n-minus-1-for-n", _("Here stands one less than a count: $n - 1$ for $n$."), symbols.one_too_few),
    Rule("count-off-by-one", _("A count is off by one."), symbols.count_off_by_one),
    Rule("lost-square", _("A square got lost."), powers.lost_square),
    Rule("lost-root", _("A root got lost."), factors.lost_root),
    Rule(
        "swapped-divergence",
        _("The two distributions have changed places; $KL(p\\,\\|\\,q)$ and $KL(q\\,\\|\\,p)$ differ."),
        symbols.swapped_divergence,
    ),
    Rule(
        "reversed-condition",
        _("The condition is reversed: $P(A \\mid B)$ and $P(B \\mid A)$ differ."),
        symbols.reversed_condition,
    ),
    Rule("complement", _("A probability and its complement to $1$ have changed places."), symbols.complement),
    Rule(
        "log-of-a-sum",
        _("The logarithm of a sum is not the sum of the logarithms; only products come apart."),
        functions.log_of_a_sum,
    ),
    Rule(
        "log-of-a-product",
        _("The logarithm makes a sum of a product, a difference of a quotient and a factor of an exponent."),
        functions.log_of_a_product,
    ),
    Rule(
        "exp-of-a-sum",
        _("The exponential of a sum is the product of the exponentials, not their sum."),
        functions.exp_of_a_sum,
    ),
    Rule("function-of-a-sum", _("A function of a sum is not the sum of its values."), functions.function_of_a_sum),
    Rule("root-of-a-sum", _("The root of a sum is not the sum of the roots."), powers.root_of_a_sum),
    Rule(
        "power-of-a-sum",
        _("A power of a sum is not the sum of the powers: the mixed terms are missing."),
        powers.power_of_a_sum,
    ),
    Rule(
        "power-of-a-sum",
        _("A power of a sum is not the sum of the powers: the mixed terms are missing."),
        powers.square_of_a_difference,
    ),
    Rule("power-of-a-product", _("The exponent belongs to every factor in parentheses."), powers.power_of_a_product),
    Rule(
        "split-denominator",
        _("A sum below the fraction bar cannot be split; only one above it can."),
        functions.split_denominator,
    ),
    Rule("lost-parentheses", _("A pair of parentheses got lost on the way."), functions.lost_parentheses),
    Rule("sign-of-a-term", _("The sign of one term is wrong."), factors.sign_of_a_term),
    Rule("sign-of-the-exponent", _("The sign of an exponent is wrong."), factors.sign_of_the_exponent),
    Rule("lost-denominator", _("A denominator got lost."), factors.lost_denominator),
    Rule("lost-coefficient", _("A number in front got lost."), factors.lost_coefficient),
    Rule("lost-factor", _("A factor got lost."), factors.lost_factor),
    Rule("upside-down", _("A fraction stands upside down."), factors.upside_down),
    Rule("lost-term", _("A term got lost."), factors.lost_term),
    Rule("lost-factor-2", _("A factor $2$ got lost."), factors.halved),
    Rule("extra-factor-2", _("There is a factor $2$ too many."), factors.doubled),
    Rule("bounds-off-by-one", _("Check where the sum begins and ends: it is off by one."), functions.bounds_off_by_one),
    Rule("power-inside", _("A power stands on the wrong side of a function or a sum."), functions.power_inside),
    Rule("pulled-out", _("A number cannot be pulled out of this function like a factor."), functions.pulled_out),
    Rule("swapped-arguments", _("Two arguments have changed places."), functions.swapped_arguments),
    Rule("swapped-power", _("A base and its exponent have changed places."), powers.swapped_power),
    Rule("max-for-min", _("The largest and the smallest have changed places."), functions.largest_for_smallest),
    Rule("sine-for-cosine", _("Sine and cosine have changed places."), functions.sine_for_cosine),
    Rule("base-of-the-logarithm", _("This logarithm has another base."), functions.base_of_the_log),
    Rule("exponent-off-by-one", _("An exponent is off by one."), powers.exponent_off_by_one),
    Rule("sign-of-a-case", _("The sign of one case is wrong."), cases.sign_of_a_case),
    Rule("swapped-cases", _("The cases are swapped."), cases.swapped_cases),
    Rule("sign-inside", _("A sign inside a function is wrong."), factors.sign_inside),
    Rule("swapped-difference", _("A difference is taken the wrong way round."), symbols.swapped_difference),
    Rule("swapped-symbols", _("Two symbols have changed places."), symbols.swapped_indices),
    Rule("swapped-symbols", _("Two symbols have changed places."), symbols.swapped_symbols),
    Rule("number-on-the-wrong-side", _("A number multiplies where it must divide, or the other way round."),
         factors.number_on_the_wrong_side),
    Rule("extra-square", _("There is a square too many."), powers.extra_square),
    Rule("coefficient-not-squared", _("The square belongs to the number, too."), factors.coefficient_not_squared),
    Rule("lost-function", _("A function got lost."), factors.lost_function),
    Rule("degrees-for-radians", _("Angles are in radians here."), functions.degrees),
)  # fmt: skip

NAMES: tuple[str, ...] = tuple(dict.fromkeys(rule.name for rule in RULES))


def mutants(tree: Tree, first: Sequence[str] = ()) -> Iterator[Mutant]:
    """The slips that can be made in a formula, the most plausible first, at most `MOST`.

    first: names of slips that come before all others. Some may be worth the same as the formula or as each other.
    """
    places = spots(tree)
    ordered = sorted(RULES, key=lambda rule: rule.name not in first)
    return islice((mutant for rule in ordered for mutant in _made(rule, places, tree)), MOST)


def _made(rule: Rule, places: list[Spot], tree: Tree) -> Iterator[Mutant]:
    found = (spot.put(new) for spot in places for new in rule.change(spot))
    # A number for a formula is no slip with a name.
    sensible = (made for made in found if has_names(made)) if has_names(tree) else found
    return (Mutant(rule.name, say(rule.says), made) for made in islice(sensible, _MOST_OF_A_RULE))

"""The form of an expression: is it expanded, factored, one fraction? Its value is judged elsewhere.

Each check returns what is missing, as a message, or None when the form is right. Polynomials are over the rationals;
where the right answer is a rational function, `exp(2*log(x + 1))` has none of the forms.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from grading.maths.domains import Domain
from grading.maths.opaque import (
    Letters,
    factors_of,
    has_common_factor,
    has_like_terms,
    is_constant,
    terms_of,
    without_sign,
)
from grading.maths.polynomials import Polynomial
from grading.maths.simplified import is_undone, unsimplified
from grading.maths.tree import (
    Add,
    Call,
    Divide,
    Fold,
    Items,
    Multiply,
    Negate,
    Number,
    Power,
    Tree,
    children,
    is_whole,
    names,
    walk,
)
from grading.messages import Message, _, say

# Functions behind which a factor can hide; an answer has them where the reference has.
_HIDING = frozenset({"abs", "norm", "sign", "max", "min", "floor", "ceil", "mod", "relu"})


@dataclass(frozen=True)
class Asked:
    """What the form is asked of. letters: those of answer and reference together."""

    tree: Tree
    reference: Tree
    letters: Letters
    domains: Mapping[str, Domain]


def lacking(
    tree: Tree, form: str, reference: Tree | None = None, domains: Mapping[str, Domain] | None = None
) -> Message | None:
    """What the tree lacks for the form, None when it has it. Each member of a list must have it.

    reference: the right answer, where it is another tree.
    """
    if form == "any":
        return None
    wanted = tree if reference is None else reference
    if isinstance(tree, Items):
        is_list = isinstance(wanted, Items) and wanted.kind == "tuple" and len(wanted.items) == len(tree.items)
        partners = wanted.items if is_list and isinstance(wanted, Items) else (wanted,) * len(tree.items)
        found = (lacking(part, form, other, domains) for part, other in zip(tree.items, partners, strict=True))
        return next((message for message in found if message is not None), None)
    asked = Asked(tree, wanted, Letters.of(tree, wanted), domains or {})
    return _hidden(asked, form) or _CHECKS[form](asked)


def _hidden(asked: Asked, form: str) -> Message | None:
    """A function that the right answer does not need: abs(x^2 - 1) is no product, exp(2*log(x + 1)) no square."""
    if form == "simplified":
        return None
    used = {node.function for node in _calls(asked.reference)}
    hiding = any(node.function in _HIDING - used and not is_constant(node) for node in _calls(asked.tree))
    needed = not _is_rational(asked.reference) or _is_rational(asked.tree)
    if needed and not hiding and not any(is_undone(node) for node, _depth in walk(asked.tree)):
        return None
    return say(_("The value is right, but a function hides the form. Write it with sums, products and powers."))


def _calls(tree: Tree) -> list[Call]:
    return [node for node, _depth in walk(tree) if isinstance(node, Call)]


def _is_rational(tree: Tree) -> bool:
    """Whether it is a rational function of its names; constants may be any numbers."""
    letters = Letters.of(tree)
    return letters.moving() == letters.symbols


def _expanded(asked: Asked) -> Message | None:
    """No product or whole power of a sum is left, and like terms are collected."""
    if any(_is_product_of_sum(node) for node in _outside_functions(asked.tree)):
        return say(_("The value is right, but a product of a sum is left. Expand it."))
    terms = terms_of(asked.tree)
    if has_like_terms(terms, asked.letters):
        return say(_("The value is right, but like terms are left. Collect them."))
    if any(_is_reducible(term, asked.letters) for term in terms):
        return say(_("The value is right, but the fraction can still be reduced."))
    return None


def _outside_functions(tree: Tree) -> list[Tree]:
    """The parts of sums, products, fractions and powers, but not what stands in functions and exponents."""
    if isinstance(tree, Power):
        return [tree, *_outside_functions(tree.base)]
    inner = () if isinstance(tree, Call | Fold) else children(tree)
    return [tree, *(found for part in inner for found in _outside_functions(part))]


def _is_product_of_sum(node: Tree) -> bool:
    match node:
        case Multiply(factors):
            return any(isinstance(without_sign(factor), Add) and not is_constant(factor) for factor in factors)
        case Divide(over, _):
            return isinstance(without_sign(over), Add) and not is_constant(over)
        case Power(base, Number(value)):
            inside = isinstance(without_sign(base), Add | Multiply | Divide | Power) and not is_constant(base)
            return inside and value.denominator == 1
        case Negate(inner):
            return isinstance(without_sign(inner), Add) and not is_constant(inner)
    return False


def _is_reducible(term: Tree, letters: Letters) -> bool:
    """Whether a common factor that is no number stands above and below the line."""
    top, bottom = (_product(part, letters) for part in factors_of(term))
    return top is not None and bottom is not None and not top.gcd(bottom).is_constant()


def _product(factors: list[Tree], letters: Letters) -> Polynomial | None:
    """The polynomial of a product of polynomials, None where one is a fraction."""
    found = letters.quotient(Multiply((Number(Fraction(1)), *factors)))
    return found[0] if found is not None and found[1].is_constant() else None


def _factored(asked: Asked) -> Message | None:
    """A product of powers of polynomials that cannot be factored further over the rationals."""
    bases = factors_of(asked.tree, through_powers=True)
    top, bottom = ([_irreducible(base, asked.letters) for base in part] for part in bases)
    if None in top or None in bottom:
        return say(_("The value is right, but it is not fully factored."))
    if any(not _has_degree_one(base, asked.letters) and _is_left_over(base) for base in chain(*bases)):
        return say(_("The value is right, but a factor is not multiplied out."))
    if any(isinstance(base, Add) and has_like_terms(terms_of(base), asked.letters) for base in chain(*bases)):
        return say(_("The value is right, but like terms are left. Collect them."))
    if any(first == second != 1 for first in top for second in bottom):
        return say(_("The value is right, but a factor stands above and below the line. Cancel it."))
    return None


def _irreducible(base: Tree, letters: Letters) -> Polynomial | None:
    """The polynomial but for a number, 1 for a constant; None for a fraction and where it can be factored further."""
    found = letters.quotient(base)
    is_zeroth_power = isinstance(base, Power) and is_whole(base.exponent)
    if found is None or not found[1].is_constant() or is_zeroth_power:
        return None
    factors = letters.factors(found[0])
    if not factors:
        return 1
    return factors[0][0] if len(factors) == 1 and factors[0][1] == 1 else None


def _has_degree_one(base: Tree, letters: Letters) -> bool:
    found = letters.quotient(base)
    return found is not None and found[0].total_degree() <= 1


def _is_left_over(base: Tree) -> bool:
    """Whether a factor holds products of sums, as `(x + 1)^2 - 2x`; one square beside numbers is a form of its own."""
    changing = [term for term in terms_of(base) if not is_constant(term)]
    is_square = len(changing) == 1 and not any(map(_is_product_of_factors, _outside_functions(changing[0])))
    return not is_square and any(map(_is_product_of_sum, _outside_functions(base)))


def _is_product_of_factors(node: Tree) -> bool:
    return isinstance(node, Multiply) and _is_product_of_sum(node) and sum(not is_constant(f) for f in node.factors) > 1


def _single_fraction(asked: Asked) -> Message | None:
    """A numerator over a denominator without fractions in them; a number may stand before it."""
    over, under = factors_of(asked.tree)
    fractions = [part for part in _parts_of_product(asked.tree) if not is_constant(part) and isinstance(part, Divide)]
    parts = [part.base if isinstance(part, Power) else part for part in (*over, *under)]
    nested = any(_is_fraction(node) for part in parts for node in _outside_functions(part))
    if not nested and len(fractions) <= 1 and not any(map(_holds_fraction, _outside_functions(asked.tree))):
        return None
    return say(_("The value is right, but it is not one fraction. Bring it to a common denominator."))


def _holds_fraction(node: Tree) -> bool:
    """Whether another fraction stands below the line; that of a number may, and `a/b/c` is one fraction in a line."""
    inside = _outside_functions(node.under) if isinstance(node, Divide) else []
    return any(isinstance(each, Divide) and not is_constant(each.under) for each in inside)


def _parts_of_product(tree: Tree) -> list[Tree]:
    bare = without_sign(tree)
    return [each for part in bare.factors for each in _parts_of_product(part)] if isinstance(bare, Multiply) else [bare]


def _is_fraction(node: Tree) -> bool:
    match node:
        case Divide():
            return True
        case Power(_, Negate(inner)):
            return isinstance(inner, Number) or (isinstance(inner, Divide) and is_constant(inner))
    return False


def _lowest_terms(asked: Asked) -> Message | None:
    over, under = (_product(part, asked.letters) for part in factors_of(asked.tree))
    message = _single_fraction(asked)
    if message is not None or over is None or under is None:
        return message
    if has_common_factor(over, under):
        return say(_("The value is right, but the fraction can still be reduced."))
    if _has_decimals(asked.tree) and not _has_decimals(asked.reference):
        return say(_("The value is right, but write fractions of whole numbers instead of decimals."))
    return None


def _has_decimals(tree: Tree) -> bool:
    return any(isinstance(node, Number) and node.value.denominator != 1 for node, _depth in walk(tree))


def _partial_fractions(asked: Asked) -> Message | None:
    """A sum of polynomials and of p/q^k with q irreducible and p of lower degree than q; a number may be before it."""
    found = asked.letters.quotient(asked.reference)
    moving = _moving(asked, found[1] if found else None)
    terms = _terms_in_brackets(asked.tree, moving)
    if not all(_is_partial_fraction(term, asked.letters, moving) for term in terms):
        return say(_("The value is right, but it is not split into partial fractions."))
    if has_like_terms(terms, asked.letters):
        return say(_("The value is right, but like terms are left. Collect them."))
    return None


def _moving(asked: Asked, polynomial: Polynomial | None) -> tuple[str, ...]:
    """The names in which the right answer is of degree 2 or more; where there is none, all names."""
    symbols = asked.letters.symbols
    if polynomial is None:
        return symbols
    return tuple(name for name in symbols if asked.letters.degree(polynomial, (name,)) > 1) or symbols


def _terms_in_brackets(tree: Tree, moving: tuple[str, ...]) -> tuple[Tree, ...]:
    """The terms of a sum, also of one that a number multiplies or divides."""
    match tree:
        case Negate(inner):
            return _terms_in_brackets(inner, moving)
        case Add(terms):
            return tuple(part for term in terms for part in _terms_in_brackets(term, moving))
        case Multiply(factors):
            parts = [factor for factor in factors if _moves(factor, moving)]
            is_sum = len(parts) == 1 and isinstance(without_sign(parts[0]), Add)
            return _terms_in_brackets(parts[0], moving) if is_sum else (tree,)
        case Divide(over, under) if isinstance(without_sign(over), Add) and not _moves(under, moving):
            return _terms_in_brackets(over, moving)
    return (tree,)


def _moves(tree: Tree, moving: tuple[str, ...]) -> bool:
    return not names(tree).isdisjoint(moving)


def _is_partial_fraction(term: Tree, letters: Letters, moving: tuple[str, ...]) -> bool:
    found = letters.quotient(term)
    if found is None:
        return False
    top, bottom = found
    factors = [factor for factor, _power in letters.factors(bottom) if letters.degree(factor, moving)]
    if not factors:
        return True
    if len(factors) != 1 or letters.degree(top.gcd(bottom), moving):
        return False
    return letters.degree(top, moving) < letters.degree(factors[0], moving)


def _completed_square(asked: Asked) -> Message | None:
    """a (x + h)^2 + k, also with a before brackets around all: what is squared in the right answer stands only inside
    squares, not more squares than names.
    """
    found = asked.letters.quotient(asked.reference)
    moving = _moving(asked, found[0] if found else None)
    terms = _terms_in_brackets(asked.tree, moving)
    squares = [term for term in terms if _moves(term, moving)]
    if not all(_is_square_of_linear(term, asked.letters, moving) for term in squares) or len(squares) > len(moving):
        return say(_("The value is right, but the square is not completed. Write it as `a*(x + h)^2 + k`."))
    rest = tuple(term for term in terms if not _moves(term, moving))
    if rest and has_like_terms(rest, asked.letters):
        return say(_("The value is right, but like terms are left. Collect them."))
    return None


def _is_square_of_linear(term: Tree, letters: Letters, moving: tuple[str, ...]) -> bool:
    over, under = factors_of(term)
    parts = [factor for factor in over if _moves(factor, moving)]
    if len(parts) != 1 or any(_moves(factor, moving) for factor in under):
        return False
    match parts[0]:
        case Power(Divide(base, below), Number(value)) if value == 2 and not _moves(below, moving):
            return _is_linear(base, letters, moving)
        case Power(base, Number(value)) if value == 2:
            return _is_linear(base, letters, moving)
    return False


def _is_linear(base: Tree, letters: Letters, moving: tuple[str, ...]) -> bool:
    found = letters.quotient(base)
    return found is not None and letters.degree(found[0], moving) == 1 and not letters.degree(found[1], moving)


def _simplified(asked: Asked) -> Message | None:
    return unsimplified(asked.tree, asked.reference, asked.letters, asked.domains)


_CHECKS: dict[str, Callable[[Asked], Message | None]] = {
    "expanded": _expanded,
    "factored": _factored,
    "single_fraction": _single_fraction,
    "lowest_terms": _lowest_terms,
    "partial_fractions": _partial_fractions,
    "completed_square": _completed_square,
    "simplified": _simplified,
}

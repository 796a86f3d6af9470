"""The form of an expression: is it expanded, factored, one fraction? Its value is judged elsewhere.

Each check returns what is missing, as a message, or None when the form is right. Polynomials are over the rationals.
"""

from collections.abc import Callable

from grading.maths.polynomials import NotRational, Polynomial, Quotient, quotient
from grading.maths.tree import Add, Call, Divide, Multiply, Negate, Number, Power, Tree, names, walk
from grading.messages import Message, _, say


def lacking(tree: Tree, form: str) -> Message | None:
    """What the tree lacks for the form, None when it has it."""
    return _CHECKS[form](tree)


def _quotient(tree: Tree) -> Quotient | None:
    try:
        return quotient(tree, tuple(sorted(names(tree))))
    except NotRational:
        return None


def _polynomial(tree: Tree) -> Polynomial | None:
    found = _quotient(tree)
    if found is None or not found[1].is_constant():
        return None
    return found[0] / found[1].leading_coefficient()


def _without_sign(tree: Tree) -> Tree:
    while isinstance(tree, Negate):
        tree = tree.inner
    return tree


def _is_number(tree: Tree) -> bool:
    return not names(tree)


def _any(tree: Tree) -> Message | None:
    return None


def _expanded(tree: Tree) -> Message | None:
    """No product or whole power of a sum is left, and like terms are collected."""
    for node, _depth in walk(tree):
        if _is_product_of_sum(node):
            return say(_("The value is right, but a product of a sum is left. Expand it."))
    found = _polynomial(tree)
    terms = tree.terms if isinstance(tree, Add) else (tree,)
    if found is not None and len(terms) > max(1, len(found)):
        return say(_("The value is right, but like terms are left. Collect them."))
    return None


def _is_product_of_sum(node: Tree) -> bool:
    match node:
        case Multiply(factors):
            return any(isinstance(_without_sign(factor), Add) and not _is_number(factor) for factor in factors)
        case Divide(over, _):
            return isinstance(_without_sign(over), Add) and not _is_number(over)
        case Power(base, Number(value)):
            inside = isinstance(_without_sign(base), Add | Multiply) and not _is_number(base)
            return inside and value.denominator == 1 and value > 1
        case Negate(inner):
            return isinstance(inner, Add) and not _is_number(inner)
    return False


def _factored(tree: Tree) -> Message | None:
    """A product of factors that cannot be factored further over the rationals."""
    message = say(_("The value is right, but it is not fully factored."))
    whole = _quotient(tree)
    if whole is None:
        return None if isinstance(_without_sign(tree), Multiply | Power | Divide | Call) else message
    for factor in _factors(tree):
        found = _polynomial(factor)
        if found is None or _count_factors(found) > 1:
            return message
    return None


def _factors(tree: Tree) -> list[Tree]:
    match tree:
        case Negate(inner):
            return _factors(inner)
        case Multiply(factors):
            return [part for factor in factors for part in _factors(factor)]
        case Power(base, Number(value)) if value.denominator == 1:
            return _factors(base)
        case Power(base, Negate(Number(value))) if value.denominator == 1:
            return _factors(base)
        case Divide(over, under):
            return [*_factors(over), *_factors(under)]
    return [tree]


def _count_factors(polynomial: Polynomial) -> int:
    """How many irreducible factors, each counted as often as it divides; 0 for a constant."""
    if polynomial.is_constant():
        return 0
    _content, factors = polynomial.factor()
    return sum(int(power) for _factor, power in factors)


def _parts_of_fraction(tree: Tree) -> tuple[Tree, Tree | None]:
    bare = _without_sign(tree)
    return (bare.over, bare.under) if isinstance(bare, Divide) else (bare, None)


def _single_fraction(tree: Tree) -> Message | None:
    over, under = _parts_of_fraction(tree)
    for part in (over,) if under is None else (over, under):
        for node, _depth in walk(part):
            if isinstance(node, Divide) or (isinstance(node, Power) and isinstance(node.exponent, Negate)):
                return say(_("The value is right, but it is not one fraction. Bring it to a common denominator."))
    return None


def _lowest_terms(tree: Tree) -> Message | None:
    message = _single_fraction(tree)
    over, under = _parts_of_fraction(tree)
    if message is not None or under is None:
        return message
    symbols = tuple(sorted(names(tree)))
    try:
        top, bottom = (quotient(part, symbols) for part in (over, under))
    except NotRational:
        return None
    common = _common_divisor(top[0], bottom[0])
    return say(_("The value is right, but the fraction can still be reduced.")) if common else None


def _common_divisor(top: Polynomial, bottom: Polynomial) -> bool:
    """Whether numerator and denominator share a factor: a polynomial, or a whole number when all is whole."""
    if not top.gcd(bottom).is_constant():
        return True
    numbers = [coefficient for part in (top, bottom) for coefficient in part.coeffs()]
    if any(number.q != 1 for number in numbers):
        return False
    shared = numbers[0].p
    for number in numbers[1:]:
        shared = shared.gcd(number.p)
    return bool(abs(shared) > 1)


def _partial_fractions(tree: Tree) -> Message | None:
    """A sum of terms c, c x^k or p/q^k with q irreducible and p of lower degree than q."""
    message = say(_("The value is right, but it is not split into partial fractions."))
    terms = tree.terms if isinstance(tree, Add) else (tree,)
    return None if all(_is_partial_fraction(_without_sign(term)) for term in terms) else message


def _is_partial_fraction(term: Tree) -> bool:
    found = _quotient(term)
    if found is None:
        return False
    top, bottom = found
    if bottom.is_constant():
        return True
    _content, factors = bottom.factor()
    if len(factors) != 1 or not top.gcd(bottom).is_constant():
        return False
    return bool(top.total_degree() < factors[0][0].total_degree())


def _completed_square(tree: Tree) -> Message | None:
    """a (x + h)^2 + k: the symbol stands only inside one square."""
    terms = tree.terms if isinstance(tree, Add) else (tree,)
    moving = [_without_sign(term) for term in terms if not _is_number(term)]
    if len(moving) == 1 and _is_square_of_linear(moving[0]):
        return None
    return say(_("The value is right, but the square is not completed. Write it as `a*(x + h)^2 + k`."))


def _is_square_of_linear(term: Tree) -> bool:
    moving = [factor for factor in _flat_factors(term) if not _is_number(factor)]
    if len(moving) != 1:
        return False
    match moving[0]:
        case Power(base, Number(value)) if value == 2:
            found = _polynomial(base)
            return found is not None and found.total_degree() == 1
    return False


def _flat_factors(term: Tree) -> tuple[Tree, ...]:
    match term:
        case Multiply(factors):
            return tuple(part for factor in factors for part in _flat_factors(_without_sign(factor)))
        case Divide(over, under) if _is_number(under):
            return _flat_factors(_without_sign(over))
    return (term,)


_CHECKS: dict[str, Callable[[Tree], Message | None]] = {
    "any": _any,
    "expanded": _expanded,
    "factored": _factored,
    "single_fraction": _single_fraction,
    "lowest_terms": _lowest_terms,
    "partial_fractions": _partial_fractions,
    "completed_square": _completed_square,
}

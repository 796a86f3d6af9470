"""Whether an expression has a value for all values of its names, as far as its parts tell."""

from collections.abc import Mapping

from grading.maths.bounds import bounds_of
from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, is_whole

# They have a value for every real number.
_TOTAL = frozenset(
    (
        *words("exp expm1 abs norm sign floor ceil max min relu sigmoid softplus cbrt"),
        *words("sin cos sinh cosh tanh sech arctan arsinh erf erfc"),
    )
)


def has_value_everywhere(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """False: not known."""
    match tree:
        case Number() | Constant() | Name():
            return True
        case Negate(inner):
            return has_value_everywhere(inner, domains)
        case Add(parts) | Multiply(parts):
            return all(has_value_everywhere(part, domains) for part in parts)
        case Divide(over, under):
            are_met = has_value_everywhere(over, domains) and has_value_everywhere(under, domains)
            return are_met and _signs(under, domains) <= {-1, 1}
        case Power(base, exponent):
            return _has_power(base, exponent, domains)
        case Call(function, parts):
            return _is_met(function, parts, domains) and all(has_value_everywhere(part, domains) for part in parts)
    return False


def _signs(tree: Tree, domains: Mapping[str, Domain]) -> set[int]:
    return bounds_of(tree, domains).signs()


def _has_power(base: Tree, exponent: Tree, domains: Mapping[str, Domain]) -> bool:
    if not (has_value_everywhere(base, domains) and has_value_everywhere(exponent, domains)):
        return False
    signs = _signs(base, domains)
    if is_whole(exponent):
        return isinstance(exponent, Number) or signs <= {-1, 1}
    return signs == {1} or (signs <= {0, 1} and _signs(exponent, domains) == {1})


def _is_met(function: str, parts: tuple[Tree, ...], domains: Mapping[str, Domain]) -> bool:
    """Whether the function has a value for all that the first argument may be."""
    if function == "log":
        return len(parts) == 1 and _signs(parts[0], domains) == {1}
    if function == "sqrt":
        return _signs(parts[0], domains) <= {0, 1}
    return function in _TOTAL

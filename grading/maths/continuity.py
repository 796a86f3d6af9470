"""Which expressions are one formula on the whole domain, so that agreement anywhere is agreement everywhere."""

from collections.abc import Mapping

from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, is_whole, nodes

# Analytic on the real line but for poles.
_ANALYTIC = frozenset(
    words(
        "sin cos tan cot sec csc sinh cosh tanh coth sech csch exp expm1 arctan arsinh erf erfc sigmoid softplus gamma "
        "factorial loggamma digamma binomial"
    )
)
# Analytic where all their arguments are positive.
_ANALYTIC_IF_POSITIVE = frozenset(words("sqrt root cbrt log log1p"))
_POSITIVE = frozenset(words("exp sigmoid softplus cosh"))


def is_broken(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether some part may be a different formula elsewhere: |x|, max, roots and logarithms that may be undefined."""
    for node in nodes(tree):
        if isinstance(node, Call) and node.function not in _ANALYTIC:
            smooth = node.function in _ANALYTIC_IF_POSITIVE and is_positive(node.arguments[0], domains)
            if not smooth:
                return True
        if isinstance(node, Power) and not is_whole(node.exponent) and not is_positive(node.base, domains):
            return True
    return False


def is_positive(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether the value is certainly above 0 on the whole domain (False: not known)."""
    match tree:
        case Number(value):
            return value > 0
        case Constant(name):
            return name in ("pi", "e")
        case Name(name):
            domain = domains.get(name)
            return domain is not None and domain.low is not None and not domain.contains(domain.low) and domain.low >= 0
        case Add((Number(value), Negate(Name(name)))):
            high = domains[name].high if name in domains else None
            return high is not None and (value > high or (value == high and not domains[name].contains(high)))
        case Add(parts) | Multiply(parts):
            return all(is_positive(part, domains) for part in parts)
        case Divide(over, under):
            return is_positive(over, domains) and is_positive(under, domains)
        case Power(base, _):
            return is_positive(base, domains)
        case Call("sqrt", (inner,)):
            return is_positive(inner, domains)
        case Call(function, _):
            return function in _POSITIVE
    return False

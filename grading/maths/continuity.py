"""Which expressions are one formula on the whole domain, so that agreement anywhere is agreement everywhere."""

from collections.abc import Mapping

from grading.maths.bounds import is_positive
from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.tree import Call, Power, Tree, is_whole, nodes

# Analytic on the real line but for poles.
_ANALYTIC = frozenset(
    words(
        "sin cos tan cot sec csc sinh cosh tanh coth sech csch exp expm1 arctan arsinh erf erfc sigmoid softplus gamma "
        "factorial loggamma digamma binomial"
    )
)
# Analytic where all their arguments are positive.
_ANALYTIC_IF_POSITIVE = frozenset(words("sqrt root cbrt log log1p"))


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

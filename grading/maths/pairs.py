"""Two values in parentheses: a pair, or an open interval? Where the first is not below the second it is a pair."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product

from flint import fmpq

from grading.maths.domains import Domain
from grading.maths.reals import REAL, sign_of
from grading.maths.sampling import Point, plan
from grading.maths.tree import Add, Interval, Items, Negate, Tree, is_value
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, bits

_BITS, _POINTS, _MOST = 256, 12, 600
_SIMPLE = tuple(fmpq(p, q) for p, q in ((1, 1), (2, 1), (0, 1), (-1, 1), (1, 2), (-2, 1), (3, 1), (1, 3)))
_COLUMN = re.compile(r"\\begin\{[pbvB]?matrix\}(.*?)\\end\{[pbvB]?matrix\}(?:\^\{?(?:T|\\top)\}?)?", re.DOTALL)
_ANGLES = re.compile(r"\s*<([^<>=]*)>\s*")
_TURNED = re.compile(r"\s*(?:\\left)?[(\[]([^\[\]]*?)(?:\\right)?[)\]]\s*(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|'|\.T)\s*")


def is_certain_pair(tree: Tree, domains: Mapping[str, Domain]) -> bool:
    """Whether `(a, b)` cannot be an interval: somewhere in the domains a is not below b, or they are complex."""
    match tree:
        case Items("tuple", (first, second)) if is_value(first) and is_value(second):
            if any(domain.sort == "complex" for domain in domains.values()):
                return True
            # At a simple point both may be equal and make an empty interval, as (0, x^2) at 0.
            if any(_is_turned(first, second, point, beyond=0) for point in _simple_points(domains)):
                return True
            points = islice(plan(first, second, domains).points, _POINTS)
            return any(_is_turned(first, second, point) for point in points)
    return False


def _simple_points(domains: Mapping[str, Domain]) -> Iterator[Point]:
    inside = [[value for value in _SIMPLE if domain.contains(value)] for domain in domains.values()]
    for values in islice(product(*inside), _MOST):
        yield dict(zip(domains, values, strict=True))


def _is_turned(first: Tree, second: Tree, point: Point, *, beyond: int = -1) -> bool:
    """Whether the sign of the first less the second is beyond this one."""
    try:
        with bits(_BITS):
            return sign_of(Evaluator(REAL, point).value(Add((first, Negate(second))))) > beyond
    except (Undefined, Unsure, TooMuch):
        return False


def as_list(text: str) -> str:
    r"""A row or column of LaTeX, `<a, b>`, and `(a, b)^T` as a list in parentheses.

    >>> as_list(r"\begin{pmatrix}1\\2\end{pmatrix}")
    '(1,2)'
    """
    plain = _ANGLES.fullmatch(text) or _TURNED.fullmatch(text)
    if plain is not None and "," in plain[1]:
        return f"({plain[1]})"
    return _COLUMN.sub(_as_parentheses, text)


def _as_parentheses(found: re.Match[str]) -> str:
    inner = found[1].strip().removesuffix(r"\\")
    if "&" in inner and r"\\" in inner:
        return found[0]
    return f"({inner.replace(chr(38), ',').replace(chr(92) * 2, ',')})"


def as_pair(tree: Tree) -> Tree:
    """`[a, b]`, where only a pair can be meant, as the pair (a, b)."""
    if isinstance(tree, Interval) and tree.closed_low and tree.closed_high:
        return Items("tuple", (tree.low, tree.high))
    return tree

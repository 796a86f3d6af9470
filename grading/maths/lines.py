"""The zeros of an expression along a line, on which only one name changes: exact fractions or narrow balls."""

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

from flint import fmpq, fmpz

from grading.errors import DefinitionError
from grading.maths.bisection import halved
from grading.maths.breakpoints import changes_of_sign, sign_at
from grading.maths.derivatives import derivative
from grading.maths.domains import Domain
from grading.maths.polynomials import NotRational, quotient, univariate
from grading.maths.reals import REAL, ball, centre
from grading.maths.tree import Tree, names
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure

_MOST_DEGREE = 24
# Halvings before Newton's method begins, its steps, and halvings where it does not narrow a ball.
_FIRST, _STEPS, _HALVINGS, _COARSE = 48, 8, 640, 16
_GRAIN = 2**40


def roots(line: Tree, name: str, domain: Domain, *, fine: bool = True) -> Iterator[Any]:
    """The zeros that belong to the domain. fine: to the last bit; else to so many that one sees where they are."""
    if names(line) != {name}:
        return
    try:
        over, under = quotient(line, (name,))
    except NotRational:
        found: Iterator[Any] = _narrowed(line, name, domain, fine=fine)
    else:
        found = chain.from_iterable(map(_exact_roots, (over, under)))
    for root in found:
        inside = root if type(root) is fmpq else centre(root)
        if domain.contains(inside) and (type(root) is fmpq or domain.sort == "real"):
            yield root


def centred(value: Any) -> fmpq:
    """A short fraction near the value."""
    middle = centre(value)
    return middle if middle.q < _GRAIN else fmpq(fmpz((middle * _GRAIN).floor()), _GRAIN)


def is_tame(part: Tree, used: tuple[str, ...]) -> bool:
    """Whether all its zeros are found: those of a polynomial of one name."""
    try:
        return len(used) <= 1 and quotient(part, used)[0].total_degree() <= _MOST_DEGREE
    except NotRational:
        return False


def _exact_roots(polynomial: Any) -> Iterator[Any]:
    if not polynomial or not 0 < polynomial.total_degree() <= _MOST_DEGREE:
        return
    for factor, _times in univariate(polynomial).factor()[1]:
        if factor.degree() == 1:
            yield -fmpq(factor[0]) / fmpq(factor[1])
        else:
            yield from (root.real for root, _each in factor.complex_roots() if root.imag.contains(0))


def _narrowed(line: Tree, name: str, domain: Domain, *, fine: bool) -> Iterator[Any]:
    """Balls around changes of sign of what is no polynomial."""
    sign_of_line = partial(sign_at, line, name)
    for low, high, sign in sorted(changes_of_sign(line, name, domain), key=lambda change: abs(change[0] + change[1])):
        first, last = halved(sign_of_line, low, high, sign, _FIRST if fine else _COARSE)
        if first == last or not fine:
            yield first
            continue
        found = _by_newton(line, name, ball(first).union(ball(last)))
        if found is None:
            first, last = halved(sign_of_line, first, last, sign, _HALVINGS)
            found = ball(first).union(ball(last))
        yield found


def _by_newton(line: Tree, name: str, around: Any) -> Any | None:
    """The one zero in a ball, narrowed by its slopes there (interval Newton); None where they do not tell."""
    try:
        slope = derivative(line, name)
        for _step in range(_STEPS):
            middle = around.mid()
            tangent = ball(Evaluator(REAL, {name: around}).value(slope))
            if tangent.contains(0):
                return None
            around = around.intersection(middle - ball(Evaluator(REAL, {name: middle}).value(line)) / tangent)
    except (DefinitionError, Undefined, Unsure, TooMuch, ValueError):
        return None
    return around

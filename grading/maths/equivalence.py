"""Are two expressions equal? Proved different, agreed at enough points, proved equal, or undecided.

Both are evaluated at exact rational points inside the declared domains. Where the ball around the difference excludes zero,
they are proved different, with no tolerance. Where it holds zero and is tiny, they agree there to within a stated bound;
rational functions are settled exactly. An answer must have a value wherever the reference has one; where the reference has
none, nothing is asked of it.

Roots of negative numbers have two conventions, the real root and the principal value: an answer is right when it is right
in one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from flint import fmpq

from grading.maths import sampling
from grading.maths.complexes import COMPLEX
from grading.maths.domains import Domain
from grading.maths.polynomials import same_rational_function
from grading.maths.reals import REAL
from grading.maths.sampling import Point
from grading.maths.tree import Call, Constant, Number, Power, Tree, walk
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, Value, bits

# Bits of the balls: a first look, and two more when a ball is too wide to tell.
_BITS = (160, 640, 2560)
# Two values agree when their difference is below 2^-100 of their size, or below 2^-600 where they may be zero.
_AGREEMENT = 100
_ZERO = 600


class Outcome(Enum):
    PROVED = "proved equal"
    AGREED = "agreed at enough points"
    DIFFERENT = "proved different"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Decision:
    """point: where the two differ. undefined: the answer has no value there, but the reference has.

    points: at how many points they agreed; bound: to within 2^-bound of their size.
    """

    outcome: Outcome
    point: Point | None = None
    undefined: bool = False
    points: int = 0
    bound: int = 0

    @property
    def equal(self) -> bool:
        return self.outcome in (Outcome.PROVED, Outcome.AGREED)


class _Sight(Enum):
    """What one point shows."""

    SAME = 1
    DIFFERENT = 2
    ANSWER_UNDEFINED = 3
    REFERENCE_UNDEFINED = 4
    UNSURE = 5
    TOO_MUCH = 6


def compare(answer: Tree, reference: Tree, domains: Mapping[str, Domain], *, seed: int = 0) -> Decision:
    """Decide whether `answer` equals `reference` for all values of the symbols. seed: only tests vary it."""
    if answer == reference:
        return Decision(Outcome.PROVED)
    if needs_complex(answer, reference, domains):
        return _look(answer, reference, domains, COMPLEX, seed)
    decision = _look(answer, reference, domains, REAL, seed)
    if decision.equal or not _has_conventions(answer, reference):
        return decision
    if decision.outcome is Outcome.DIFFERENT and not decision.undefined and not _has_odd_roots(answer, reference):
        return decision
    principal = _look(answer, reference, domains, COMPLEX, seed)
    if principal.equal or decision.outcome is Outcome.UNDECIDED:
        return principal
    return decision


def needs_complex(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    if any(domain.sort == "complex" for domain in domains.values()):
        return True
    return any(node == Constant("i") for tree in (answer, reference) for node, _depth in walk(tree))


_CONVENTIONS = frozenset("sqrt root cbrt log log1p logit arcsin arccos arcosh artanh arcsec arccsc arsech arcoth loggamma".split())


def _has_conventions(*trees: Tree) -> bool:
    """Whether a part is undefined or ambiguous for some real numbers, but not for complex ones."""
    for tree in trees:
        for node, _depth in walk(tree):
            if isinstance(node, Call) and node.function in _CONVENTIONS:
                return True
            if isinstance(node, Power) and not (isinstance(node.exponent, Number) and node.exponent.value.denominator == 1):
                return True
    return False


def _has_odd_roots(*trees: Tree) -> bool:
    return any(
        (isinstance(node, Power) and not isinstance(node.exponent, Number | Constant))
        or (isinstance(node, Call) and node.function in ("root", "cbrt"))
        for tree in trees
        for node, _depth in walk(tree)
    )


def _look(answer: Tree, reference: Tree, domains: Mapping[str, Domain], arithmetic: Arithmetic, seed: int) -> Decision:
    generator = sampling.generator_for(answer, reference, seed)
    broken = sampling.is_broken(answer, reference)
    needed = max(sampling.BROKEN_POINTS, 2 ** min(4, len(domains)) + 2) if broken else sampling.ANALYTIC_POINTS
    if not domains:
        needed = 1
    stream = sampling.points(domains, generator, broken=broken, literals=sampling.literals(answer, reference) if broken else ())
    agreed, missing, looked = 0, None, 0
    for point in stream:
        sight = _sight(answer, reference, point, arithmetic)
        looked += 1
        if sight is _Sight.DIFFERENT:
            return Decision(Outcome.DIFFERENT, point)
        if sight is _Sight.SAME:
            agreed += 1
            if agreed == 1 and same_rational_function(answer, reference):
                return Decision(Outcome.PROVED)
        if sight is _Sight.ANSWER_UNDEFINED:
            missing = missing or point
        enough = agreed >= needed or not domains or sight is _Sight.TOO_MUCH
        if enough or looked >= max(sampling.MOST_POINTS, 2 * needed):
            break
    if missing is not None:
        return Decision(Outcome.DIFFERENT, missing, undefined=True)
    if agreed >= min(needed, 3):
        return Decision(Outcome.AGREED, points=agreed, bound=_AGREEMENT)
    return Decision(Outcome.UNDECIDED, points=agreed)


def _sight(answer: Tree, reference: Tree, point: Point, arithmetic: Arithmetic) -> _Sight:
    for count in _BITS:
        with bits(count):
            try:
                wanted = Evaluator(arithmetic, point).value(reference)
            except Undefined:
                return _Sight.REFERENCE_UNDEFINED
            except Unsure:
                continue
            except TooMuch:
                return _Sight.TOO_MUCH
            try:
                found = Evaluator(arithmetic, point).value(answer)
            except Undefined:
                return _Sight.ANSWER_UNDEFINED
            except Unsure:
                continue
            except TooMuch:
                return _Sight.TOO_MUCH
            sight = _difference(found, wanted, arithmetic)
        if sight is not _Sight.UNSURE:
            return sight
    return _Sight.UNSURE


def _difference(found: Value, wanted: Value, arithmetic: Arithmetic) -> _Sight:
    difference = found - wanted
    if type(difference) is fmpq:
        return _Sight.DIFFERENT if difference else _Sight.SAME
    if not arithmetic.has_zero(difference):
        return _Sight.DIFFERENT
    width = arithmetic.ball(difference).abs_upper()
    size = arithmetic.ball(wanted).abs_lower()
    if width <= size.mul_2exp(-_AGREEMENT) if hasattr(size, "mul_2exp") else width * 2**_AGREEMENT <= size:
        return _Sight.SAME
    return _Sight.SAME if width * 2**_ZERO <= 1 else _Sight.UNSURE

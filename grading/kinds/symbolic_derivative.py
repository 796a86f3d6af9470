"""A formula that must be a derivative: the right answer from the loss, and what went wrong on the way there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise
from random import Random

from flint import fmpq

from grading.errors import AnswerError, DefinitionError
from grading.kinds.differentiated import (
    FACTORS,
    Asked,
    differentiated_once,
    factor_slip,
    not_differentiated,
    other_variable,
    rule_slip,
)
from grading.maths.derivatives import ZERO, derivative, slips, times
from grading.maths.domains import Domain
from grading.maths.parser import parse_reference
from grading.maths.printing import to_latex
from grading.maths.reals import REAL
from grading.maths.tidied import tidied
from grading.maths.tree import Call, Divide, Items, Logic, Negate, Number, Relation, Tree, names, nodes, sort
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits
from grading.messages import _, say
from grading.slips import Slip

# How many wrong ways to differentiate are tried.
_MOST_SLIPS = 24
_BITS = 128
_IN_MATRICES = "Use the kind matrix_expression: a matrix is written [[a, b], [c, d]] there."

Domains = tuple[tuple[str, Domain], ...]
# (answer, candidate) -> are the two equal?
Same = Callable[[Tree, Tree], bool]


def read_loss(key: Asked, text: str, symbols: tuple[str, ...]) -> Tree:
    """The expression that is differentiated. Raises DefinitionError."""
    try:
        loss = parse_reference(text, symbols)
    except AnswerError as problem:
        raise DefinitionError(f"`{text}` cannot be read: {problem}", where=key) from problem
    is_list = isinstance(loss, Items) and loss.kind == "tuple"
    if sort(loss) != "value" and not (key == "jacobian_of" and is_list):
        raise DefinitionError(f"`{text}` is no expression", where=key)
    return loss


def check_variables(variables: tuple[str, ...], symbols: tuple[str, ...]) -> tuple[str, ...]:
    """The variables, or the only symbol. Raises DefinitionError."""
    unknown = [name for name in variables if name not in symbols]
    if unknown:
        raise DefinitionError(f"`{unknown[0]}` is not declared", where="variable", remedy="Add it to symbols.")
    if not variables and len(symbols) != 1:
        raise DefinitionError("with respect to what?", where="variable", remedy="Name a symbol.")
    return variables or symbols


@lru_cache(maxsize=2048)
def right_answer(key: Asked, loss: Tree, variables: tuple[str, ...]) -> Tree:
    """The derivative; a tuple for several variables or several outputs. Raises DefinitionError."""
    if len(variables) > 1 and (key == "hessian_of" or isinstance(loss, Items)):
        raise DefinitionError("the derivative is a matrix", where=key, remedy=_IN_MATRICES)
    if isinstance(loss, Items):
        return Items("tuple", tuple(tidied(derivative(part, variables[0])) for part in loss.items))
    if key == "hessian_of":
        return tidied(derivative(tidied(derivative(loss, variables[0])), variables[0]))
    parts = tuple(tidied(derivative(loss, name)) for name in variables)
    return parts[0] if len(parts) == 1 else Items("tuple", parts)


def without_kinks(found: Tree, loss: Tree) -> Tree:
    """The derivative without a value where a case of the loss begins or ends: nothing is asked there."""
    compared = [node for node in nodes(loss) if isinstance(node, Relation)]
    edges = dict.fromkeys(Relation(pair, ("!=",)) for each in compared for pair in pairwise(each.terms) if names(each))
    if not edges or isinstance(found, Items):
        return found
    guard = next(iter(edges)) if len(edges) == 1 else Logic("and", tuple(edges))
    return Call("where", (guard, found))


def derivative_slip(
    answer: Tree, key: Asked, loss: Tree, variables: tuple[str, ...], domains: Mapping[str, Domain], same: Same
) -> Slip | None:
    """What was done wrong on the way to this wrong answer, None when that is not known.

    same: decides whether two expressions are equal.
    """
    symbols = tuple(domains.items())
    right = right_answer(key, loss, variables)
    if not isinstance(right, Items):
        if key != "hessian_of":
            return _of_one(answer, right, loss, variables[0], symbols, same)
        return _of_one(answer, right, derivative(loss, variables[0]), variables[0], symbols, same, whole=loss)
    if not isinstance(answer, Items) or len(answer.items) != len(right.items):
        return None
    if _is_reordered(answer, right, same):
        return Slip("other-order", say(_("The values are right, but in another order.")))
    losses = loss.items if isinstance(loss, Items) else (loss,) * len(right.items)
    by = variables if len(variables) > 1 else variables * len(right.items)
    found = [
        _of_one(said, wanted, inner, name, symbols, same)
        for said, wanted, inner, name in zip(answer.items, right.items, losses, by, strict=True)
        if not same(said, wanted)
    ]
    return found[0] if len({slip and slip.name for slip in found}) == 1 else None


def _is_reordered(answer: Items, right: Items, same: Same) -> bool:
    """Whether the entries are the right ones, each of them once, but not at their places."""
    left = list(answer.items)
    for wanted in right.items:
        found = next((said for said in left if same(said, wanted)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _of_one(
    answer: Tree, right: Tree, loss: Tree, name: str, symbols: Domains, same: Same, *, whole: Tree | None = None
) -> Slip | None:
    """whole: what is differentiated twice, where the loss is its first derivative."""
    at_answer = value_at(answer, symbols)
    for candidate, value, slip in _candidates(right, loss, name, symbols, whole):
        if not _apart(at_answer, value) and same(answer, candidate):
            return slip
    return None


@lru_cache(maxsize=512)
def _candidates(
    right: Tree, loss: Tree, name: str, symbols: Domains, whole: Tree | None
) -> tuple[tuple[Tree, Value | None, Slip], ...]:
    """Wrong answers with their value at one point and what they show, the likeliest first."""
    found = [each for each in _wrong_answers(right, loss, name, symbols, whole) if each[0] not in (ZERO, right)]
    return tuple((tree, value_at(tree, symbols), slip) for tree, slip in found)


def _wrong_answers(
    right: Tree, loss: Tree, name: str, symbols: Domains, whole: Tree | None
) -> Iterator[tuple[Tree, Slip]]:
    yield Negate(right), factor_slip(FACTORS[0][0])
    if whole is not None:
        yield loss, differentiated_once()
    yield whole or loss, not_differentiated()
    for slip in islice(dict.fromkeys(slips(loss, name)), _MOST_SLIPS):
        yield derivative(loss, name, slip), rule_slip(slip.rule, to_latex(slip.part))
    for factor, called in FACTORS[1:]:
        yield scaled(factor, right), factor_slip(factor, called)
    for other, _domain in symbols:
        if other == name or other not in names(loss):
            continue
        # By the bound of a sum nothing can be differentiated.
        with suppress(DefinitionError):
            yield derivative(loss, other), other_variable(other, name)


def scaled(factor: Fraction, tree: Tree) -> Tree:
    size = times(Number(Fraction(abs(factor.numerator))), tree)
    size = size if factor.denominator == 1 else Divide(size, Number(Fraction(factor.denominator)))
    return Negate(size) if factor < 0 else size


def value_at(tree: Tree, symbols: Domains) -> Value | None:
    """The value at one point that depends on the symbols alone; None where there is none.

    Most candidates show there that they are not the answer, at a tenth of the price of a comparison.
    """
    generator = Random(len(symbols))  # noqa: S311 -- a point to try is no secret
    point = {}
    for name, domain in symbols:
        options = domain.options()
        point[name] = options[-1] if options else domain.sample(generator, fmpq(1), 1)
    with bits(_BITS):
        try:
            return REAL.ball(Evaluator(REAL, point).value(tree))
        except (Undefined, Unsure, TooMuch):
            return None


def _apart(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and not one.overlaps(other)

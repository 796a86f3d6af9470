"""A matrix formula that must be a derivative: is the author's reference one, and what went wrong in an answer?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from itertools import islice

from flint import fmpq

from grading.errors import AnswerError, DefinitionError
from grading.kinds.differentiated import (
    FACTORS,
    Asked,
    factor_slip,
    not_differentiated,
    other_variable,
    rule_slip,
)
from grading.maths.decisions import Outcome
from grading.maths.matrices import algebra
from grading.maths.matrices.adjoint import gradient
from grading.maths.matrices.algebra import Value, transposed
from grading.maths.matrices.comparison import same
from grading.maths.matrices.differential import depends, differential, inside_of, nodes, slips
from grading.maths.matrices.dims import ONE, SCALAR, Shape, Sizes
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.gradients import Derivative, agrees, contracted, moved, value_of
from grading.maths.matrices.inference import Reading, infer
from grading.maths.matrices.jacobians import column_gradient, hessian, jacobian
from grading.maths.matrices.parser import parse_reference
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.untyped import as_tree
from grading.maths.matrices.wording import name_shape
from grading.maths.printing import to_latex, to_text
from grading.maths.rationals import as_fmpq
from grading.maths.values import TooMuch, Undefined, Unsure, bits
from grading.messages import Message
from grading.slips import Slip

# Stands for a part of the loss.
_PART = "the part"
_BITS = 256
_NEEDED, _MOST = 4, 10
_MOST_RULES = 24


def read_derivative(key: Asked, text: str, variables: tuple[str, ...], symbols: Symbols) -> Derivative:
    """The loss and what is asked of it. Raises DefinitionError."""
    try:
        tree, places = parse_reference(text, symbols.names, symbols.sizes, symbols.shapes)
        loss = infer(tree, symbols, places)
        loss.close()
    except AnswerError as problem:
        raise DefinitionError(f"`{text}` cannot be read: {problem}", where=key) from problem
    derivative = Derivative(key, loss, variables, symbols)
    if derivative.change is None:
        raise DefinitionError("the loss does not depend on the variable", where="variable")
    return derivative


def derivative_text(derivative: Derivative) -> str:
    """The derivative as a formula, where the author gives no reference. Raises DefinitionError where none is found."""
    loss, sizes, variables = derivative.loss.typed, derivative.loss.sizes, derivative.variables
    match derivative.key:
        case "gradient_of" if derivative.variable_shape != SCALAR and len(variables) == 1:
            found = gradient(loss, variables[0], sizes)
        case "gradient_of":
            found = column_gradient(loss, variables, sizes)
        case "jacobian_of":
            found = jacobian(loss, variables, derivative.variable_shape, sizes)
        case _:
            found = hessian(loss, variables, derivative.variable_shape, sizes)
    return to_text(as_tree(found, sizes))


def check_reference(derivative: Derivative, reference: Reading, points: Points) -> None:
    """Raise DefinitionError unless the reference is the derivative, as it is or transposed."""
    wanted, found = derivative.shape, reference.shape
    if found not in (wanted, (wanted[1], wanted[0])):
        problem = f"the reference is {name_shape(found)}, the derivative {name_shape(wanted)}"
        raise DefinitionError(problem, where="reference")
    straight = agrees(derivative, reference, points) if found == wanted else Outcome.DIFFERENT
    if straight is Outcome.DIFFERENT and found == (wanted[1], wanted[0]):
        straight = agrees(derivative, reference, points, turned=True)
    if straight is Outcome.DIFFERENT:
        raise DefinitionError("the reference is not the derivative of the loss", where="reference")
    if straight is Outcome.UNDECIDED:
        problem = "the reference could not be compared with the derivative at enough points"
        raise DefinitionError(problem, where="reference", remedy="Declare the symbols so that the loss has values.")


@dataclass(frozen=True)
class Candidate:
    """A wrong derivative. key: how it acts on directions ("value": it is no derivative); shape: its own shape;
    variables, moving: what moves, and its shape; change: what it does to its directions; inside: a part of the loss
    that moves as a whole; factor: a number, or "n" or "1/n" for a size n.
    """

    slip: Slip
    key: str
    shape: Shape
    variables: tuple[str, ...]
    moving: Shape
    change: Typed | None
    inside: Typed | None = None
    factor: Fraction | str = Fraction(1)


def candidates(derivative: Derivative, layout: Message) -> list[Candidate]:
    """Wrong derivatives of the loss, the likeliest first. layout: what is said of a transposed one."""
    sure, others = FACTORS[:3], FACTORS[3:]
    return [
        _scaled(derivative, Fraction(1), Slip("transposed-layout", layout)),
        *(_scaled(derivative, factor, factor_slip(factor, name)) for factor, name in sure),
        *_of_wrong_rules(derivative),
        *_of_inner_parts(derivative),
        *(_scaled(derivative, factor, factor_slip(factor, name)) for factor, name in others),
        *(
            _scaled(derivative, size, factor_slip(size))
            for name in derivative.symbols.sizes
            for size in (name, f"1/{name}")
        ),
        *_by_other_variables(derivative),
        _itself(derivative),
    ]


def _scaled(derivative: Derivative, factor: Fraction | str, slip: Slip) -> Candidate:
    own = derivative.variables, derivative.variable_shape, derivative.change
    return Candidate(slip, derivative.key, derivative.shape, *own, factor=factor)


def _itself(derivative: Derivative) -> Candidate:
    loss = derivative.loss
    return Candidate(not_differentiated(), "value", loss.shape, (), SCALAR, loss.typed)


def _of_wrong_rules(derivative: Derivative) -> Iterator[Candidate]:
    loss, sizes = derivative.loss, derivative.loss.sizes
    own = derivative.key, derivative.shape, derivative.variables, derivative.variable_shape
    if derivative.key == "hessian_of":
        return
    for slip in islice(dict.fromkeys(slips(loss.typed, derivative.directions)), _MOST_RULES):
        if slip.rule == "inner" and sizes.shape(inside_of(slip.part).shape) != derivative.variable_shape:
            continue
        change = differential(loss.typed, derivative.directions, slip)
        yield Candidate(rule_slip(slip.rule, _shown(slip.part, sizes)), *own, change)


def _of_inner_parts(derivative: Derivative) -> Iterator[Candidate]:
    """The derivative with respect to a part of the loss that holds the variable: the chain rule stopped there."""
    loss, sizes = derivative.loss, derivative.loss.sizes
    if derivative.key == "hessian_of":
        return
    for part in islice(dict.fromkeys(_inner_parts(loss.typed, derivative.directions)), _MOST_RULES):
        whole = _with_name(loss.typed, part)
        if depends(whole, derivative.directions):
            # other terms hold the variable as well: no chain rule has stopped here
            continue
        change = differential(whole, {_PART: f"d {_PART}"})
        moving = sizes.shape(part.shape)
        shape = moving if derivative.key == "gradient_of" else _of_columns(sizes.shape(loss.shape), moving)
        if shape is not None:
            slip = rule_slip("behind", _shown(part, sizes))
            yield Candidate(slip, derivative.key, shape, (_PART,), moving, change, part)


def _of_columns(outputs: Shape, inputs: Shape) -> Shape | None:
    """The shape of a Jacobian of a column by a column."""
    return (outputs[0], inputs[0]) if outputs[1] == inputs[1] == ONE else None


def _inner_parts(loss: Typed, directions: Mapping[str, str]) -> Iterator[Typed]:
    for part in nodes(loss, through_folds=False):
        if part is not loss and part.op not in ("name", "negate", "transpose") and depends(part, directions):
            yield part


def _with_name(whole: Typed, part: Typed) -> Typed:
    """The expression with a name in the place of a part."""
    if whole == part:
        return Typed("name", (), part.shape, _PART)
    if whole.op == part.op == "product" and (found := _regrouped(_factors(whole), _factors(part), part.shape)):
        return found
    return replace(whole, parts=tuple(_with_name(inner, part) for inner in whole.parts))


def _regrouped(factors: tuple[Typed, ...], wanted: tuple[Typed, ...], shape: Shape) -> Typed | None:
    """A product with a name in the place of neighbours, as `y.T*X*w` with one for X w; None without them."""
    for start in range(len(factors) - len(wanted) + 1):
        end = start + len(wanted)
        if factors[start:end] == wanted:
            return reduce(_times, (*factors[:start], Typed("name", (), shape, _PART), *factors[end:]))
    return None


def _factors(part: Typed) -> tuple[Typed, ...]:
    return tuple(each for inner in part.parts for each in _factors(inner)) if part.op == "product" else (part,)


def _times(first: Typed, second: Typed) -> Typed:
    return Typed("product", (first, second), (first.shape[0], second.shape[1]))


def _by_other_variables(derivative: Derivative) -> Iterator[Candidate]:
    if len(derivative.variables) > 1 or derivative.key == "hessian_of":
        return
    asked = derivative.variables[0]
    for name in derivative.symbols.names:
        if name == asked or not depends(derivative.loss.typed, {name: name}):
            continue
        try:
            other = Derivative(derivative.key, derivative.loss, (name,), derivative.symbols)
            change = other.change
        except DefinitionError:
            continue
        yield Candidate(other_variable(name, asked), other.key, other.shape, (name,), other.variable_shape, change)


def _shown(part: Typed, sizes: Sizes) -> str:
    return to_latex(as_tree(part, sizes))


class Candidates:
    """The wrong derivatives of one field, with their values at its points, which are kept."""

    def __init__(self, derivative: Derivative, points: Points, layout: Message) -> None:
        self.derivative = derivative
        self.points = points
        self.all = candidates(derivative, layout)
        self.known: dict[tuple[int, int], tuple[Value, Value, Value] | None] = {}

    def slip(self, answer: Reading) -> Slip | None:
        """What was done wrong on the way to this wrong answer, None when it is none of the candidates."""
        values: dict[int, Value | None] = {}
        for place, candidate in enumerate(self.all):
            if candidate.shape == answer.shape and self.is_it(place, answer, values, turned=False):
                return candidate.slip
        turned = answer.shape[1], answer.shape[0]
        if answer.shape == SCALAR or turned != self.derivative.shape:
            return None
        for place, candidate in enumerate(self.all):
            if candidate.change is self.derivative.change and self.is_it(place, answer, values, turned=True):
                return candidate.slip
        return None

    def is_it(self, place: int, answer: Reading, values: dict[int, Value | None], *, turned: bool) -> bool:
        agreed = 0
        for turn in range(_MOST):
            decided = self.is_it_at(place, answer, values, turn, turned=turned)
            if decided is False:
                return False
            agreed += decided is True
            if agreed == _NEEDED:
                return True
        return False

    def is_it_at(
        self, place: int, answer: Reading, values: dict[int, Value | None], turn: int, *, turned: bool
    ) -> bool | None:
        with bits(_BITS):
            known = self.at(place, turn)
            if turn not in values:
                values[turn] = _value(answer, self.points.point(turn))
            value = values[turn]
            if known is None or value is None:
                return None
            wanted, first, second = known
            value = transposed(value) if turned else value
            return same(contracted(self.all[place].key, value, first, second), wanted)

    def at(self, place: int, turn: int) -> tuple[Value, Value, Value] | None:
        """What the candidate does to the directions at a point, and these; None where it has no value."""
        if (place, turn) not in self.known:
            try:
                self.known[place, turn] = _at(self.all[place], self.derivative.loss, self.points.point(turn), turn)
            except (Undefined, Unsure, TooMuch):
                self.known[place, turn] = None
        return self.known[place, turn]


def _value(answer: Reading, point: Point) -> Value | None:
    try:
        return value_of(answer.typed, answer, point, {})
    except (Undefined, Unsure, TooMuch):
        return None


def _at(candidate: Candidate, loss: Reading, point: Point, turn: int) -> tuple[Value, Value, Value]:
    names, first, second = moved(candidate.variables, candidate.moving, point, turn)
    if candidate.inside is not None:
        names[_PART] = value_of(candidate.inside, loss, point, {})
    value = value_of(candidate.change, loss, point, names)
    value = algebra.vec(value) if candidate.key == "jacobian_of" else value
    return algebra.scaled(_number(candidate.factor, point), value), first, second


def _number(factor: Fraction | str, point: Point) -> fmpq:
    if isinstance(factor, Fraction):
        return as_fmpq(factor)
    size = point.sizes[factor.removeprefix("1/")]
    return fmpq(1, size) if factor.startswith("1/") else fmpq(size)

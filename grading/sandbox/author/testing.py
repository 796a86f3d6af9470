"""The words tests.py is written in; they stand there without import (editors: `grading.sandbox.author.testing`).

@weight(2, "Adding a constant to all logits changes nothing")
@given(x=vectors(1, 20), c=floats(-1e3, 1e3))
def test_shift(learner, x, c):
    close(learner.softmax(x + c), learner.softmax(x))
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from hypothesis.strategies import SearchStrategy

from grading.sandbox.author.checks import (
    accurate,
    check,
    close,
    equal,
    finite,
    fresh,
    is_close,
    raises,
    same_shape,
    unchanged,
    vectorised,
)
from grading.sandbox.author.strategies import (
    Shaped,
    arrays,
    assume,
    booleans,
    composite,
    floats,
    generators,
    graphs,
    integers,
    just,
    labels,
    lists,
    matrices,
    one_hot,
    one_of,
    permutations,
    probabilities,
    quarters,
    sampled_from,
    spd_matrices,
    square_matrices,
    symmetric_matrices,
    tuples,
    vectors,
    well_conditioned,
)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Plan:
    """What the decorators say about one test. examples: how many inputs are drawn."""

    marks: float = 1.0
    name: str = ""
    visible: bool = True
    says: str = ""
    strategies: dict[str, Any] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    examples: int = 30
    given: list[dict[str, Any]] = field(default_factory=list)
    misconception: bool = False

    @property
    def fixed(self) -> list[dict[str, Any]]:
        """The inputs that are not drawn: the examples; of a test that draws nothing, no input at all, once."""
        return self.given or ([] if self.strategies else [{}])


def plan_of(function: Any) -> Plan:
    """The plan of a test; a function without decorators has the plain one."""
    plan = getattr(function, "nabla_plan", None)
    if plan is None:
        plan = function.nabla_plan = Plan()
    assert isinstance(plan, Plan)
    return plan


def title(function: Any) -> str:
    """What the learner reads as the test's name."""
    words = function.__name__.removeprefix("test_").replace("_", " ").capitalize()
    return plan_of(function).name or (inspect.getdoc(function) or words).splitlines()[0]


def weight(marks: float, name: str, *, visible: bool = True, says: str = "") -> Callable[[F], F]:
    """How much a test counts and the name the learner reads; `says` helps when it fails."""
    if not marks > 0:
        raise ValueError("weight(marks, name): marks must be greater than 0")

    def decorate(function: F) -> F:
        plan = plan_of(function)
        plan.marks, plan.name, plan.visible, plan.says = float(marks), name, visible, says
        return function

    return decorate


def given(*, examples: int = 30, **drawn: Any) -> Callable[[F], F]:
    """What is drawn for each parameter; `n=(0, 6)` is the range of a size that is named in a strategy."""

    def decorate(function: F) -> F:
        plan = plan_of(function)
        plan.examples = examples
        for name, strategy in drawn.items():
            if isinstance(strategy, (Shaped, SearchStrategy)):
                plan.strategies[name] = strategy
            elif isinstance(strategy, tuple) and len(strategy) == 2:
                plan.sizes[name] = strategy
            elif isinstance(strategy, int):
                plan.sizes[name] = (strategy, strategy)
            else:
                raise TypeError(f"given({name}=...): neither a strategy nor the range (low, high) of a size")
        return function

    return decorate


def example(**values: Any) -> Callable[[F], F]:
    """An input that is tried before any is drawn; nested lists of numbers become arrays."""

    def decorate(function: F) -> F:
        plan_of(function).given.insert(0, {name: _as_array(value) for name, value in values.items()})
        return function

    return decorate


def misconception(name: str, says: str) -> Callable[[F], F]:
    """A detector: asked only when something failed, it answers whether this is the slip."""

    def decorate(function: F) -> F:
        plan = plan_of(function)
        plan.name, plan.says, plan.misconception = name, says, True
        return function

    return decorate


def _as_array(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    array = np.array(value)
    return array.astype(float) if array.dtype.kind == "f" else array


VOCABULARY: dict[str, Any] = {
    function.__name__: function
    for function in (
        *(weight, given, example, misconception),
        *(accurate, check, close, equal, finite, fresh, is_close, raises, same_shape, unchanged, vectorised),
        *(
            arrays,
            assume,
            booleans,
            composite,
            floats,
            generators,
            graphs,
            integers,
            just,
            labels,
            lists,
            matrices,
            one_hot,
            one_of,
        ),
        *(
            permutations,
            probabilities,
            quarters,
            sampled_from,
            spd_matrices,
            square_matrices,
            symmetric_matrices,
            tuples,
        ),
        *(vectors, well_conditioned),
    )
} | {"np": np}

__all__ = list(VOCABULARY)

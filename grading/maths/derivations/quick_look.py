"""May an expression be worth what another one is? Two points mostly tell that it is not."""

from grading.errors import AnswerError
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.undoing import value_at
from grading.maths.matrices.comparison import difference
from grading.maths.matrices.evaluation import Point
from grading.maths.matrices.inference import Reading
from grading.maths.tree import Tree
from grading.maths.values import TooMuch, Undefined, Unsure, Value, bits

_POINTS, _BITS = 2, 128


class QuickLook:
    """facts: what is given; wanted: the other expression, whose values are kept; beside: another one of its shape."""

    def __init__(self, facts: Facts, wanted: Tree, beside: Tree) -> None:
        self.setting = facts.setting
        self.points = list(facts.points(_POINTS))
        self.wanted = self.setting.expanded(wanted)
        own = self.setting.same_shape(self.wanted, self.setting.expanded(beside))[0]
        self.values = [_value(own, point) for point in self.points]

    def may_be(self, tree: Tree) -> bool:
        """Whether no point tells the two apart; not for what has another shape."""
        try:
            reading = self.setting.same_shape(self.setting.expanded(tree), self.wanted)[0]
        except AnswerError:
            return False
        pairs = ((_value(reading, point), value) for point, value in zip(self.points, self.values, strict=True))
        return not any(
            found is not None and value is not None and difference(found, value).name == "DIFFERENT"
            for found, value in pairs
        )


def _value(reading: Reading, point: Point) -> Value | None:
    with bits(_BITS):
        try:
            return value_at(reading, point)
        except (Undefined, Unsure, TooMuch):
            return None

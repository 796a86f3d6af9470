"""The slope of a column or of a matrix by a number: its differential in the direction 1, as a formula."""

from collections.abc import Callable
from dataclasses import replace

from grading.maths.matrices.building import UNIT, divided, inner_product, negative, product, scaled, turned
from grading.maths.matrices.differential import differential
from grading.maths.matrices.dims import ONE, Sizes
from grading.maths.matrices.typed import Typed

_DIRECTION = "the direction"


def slope_by_number(value: Typed, name: str, sizes: Sizes) -> Typed:
    """The slopes of all entries, one below the other; those of a matrix in the order of `vec`."""
    rows, columns = sizes.shape(value.shape)
    change = differential(value, {name: _DIRECTION})
    if change is None:
        return Typed("zeros", (), (rows.times(columns), ONE))
    slope = _in_direction_one(change)
    return slope if columns == ONE else Typed("vec", (slope,), (rows.times(columns), ONE))


def _in_direction_one(part: Typed) -> Typed:
    if part.op == "name" and part.data == _DIRECTION:
        return UNIT
    parts = tuple(map(_in_direction_one, part.parts))
    rule = _TIDY.get(part.op)
    return rule(*parts) if rule is not None else replace(part, parts=parts)


_TIDY: dict[str, Callable[..., Typed]] = {
    "scale": scaled,
    "product": product,
    "negate": negative,
    "transpose": turned,
    "divide": divided,
    "dot": inner_product,
}

"""Random syntax trees for Hypothesis."""

from fractions import Fraction

from hypothesis import strategies as st

from grading.maths.functions import FUNCTIONS
from grading.maths.tree import (
    SET_FUNCTIONS,
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Interval,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
)  # fmt: skip

SYMBOLS = ("x", "y", "w_1", "sigma", "yhat", "lam", "n", "theta_old")
_FUNCTIONS = sorted(set(FUNCTIONS) - SET_FUNCTIONS - {"where"})

_signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
_leaves = st.one_of(
    st.sampled_from(SYMBOLS).map(Name),
    st.integers(0, 10**6).map(lambda value: Number(Fraction(value))),
    st.integers(0, 10**6).map(lambda value: Number(Fraction(value, 1000))),
    st.sampled_from(["pi", "e", "i", "oo"]).map(Constant),
)


def _several(parts: st.SearchStrategy[Tree], least: int = 2) -> st.SearchStrategy[tuple[Tree, ...]]:
    return st.lists(parts, min_size=least, max_size=4).map(tuple)


@st.composite
def _calls(draw: st.DrawFn, parts: st.SearchStrategy[Tree]) -> Tree:
    function = FUNCTIONS[draw(st.sampled_from(_FUNCTIONS))]
    count = draw(st.integers(function.fewest, min(3, function.most)))
    return Call(function.name, tuple(draw(parts) for _argument in range(count)))


def _by_cases(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    conditions = st.builds(lambda first, second, sign: Relation((first, second), (sign,)), parts, parts, _signs)
    return st.builds(
        lambda condition, values: Call("where", (condition, *values)),
        conditions,
        st.lists(parts, min_size=1, max_size=2).map(tuple),
    )


def _grow(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(Negate, parts),
        st.builds(Add, _several(parts)),
        st.builds(Multiply, _several(parts)),
        st.builds(Divide, parts, parts),
        st.builds(Power, parts, parts),
        _calls(parts),
        _by_cases(parts),
        st.builds(Fold, st.sampled_from(["Sum", "Product"]), parts, st.sampled_from("kj"), parts, parts),
    )


values = st.recursive(_leaves, _grow, max_leaves=12)
_relations = st.one_of(
    st.builds(lambda first, second, sign: Relation((first, second), (sign,)), values, values, _signs),
    st.builds(lambda a, b, c, s, t: Relation((a, b, c), (s, t)), values, values, values, _signs, _signs),
)
_logic = st.recursive(
    _relations,
    lambda parts: st.one_of(
        st.builds(Logic, st.sampled_from(["and", "or"]), _several(parts)),
        parts.map(lambda part: Logic("not", (part,))),
    ),
    max_leaves=4,
)
_intervals = st.builds(Interval, values, values, st.booleans(), st.booleans()).filter(
    lambda interval: interval.closed_low or interval.closed_high
)
_sets = _several(values, 0).map(lambda items: Items("set", items))
_tuples = _several(values).map(lambda items: Items("tuple", items))
_unions = st.builds(lambda a, b: Call("union", (a, b)), _intervals, _sets)
trees = st.one_of(values, _logic, _intervals, _sets, _tuples, _unions)

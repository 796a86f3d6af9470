"""The shapes of the functions of matrices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

from grading.maths.matrices.blocks import infer_column, infer_row
from grading.maths.matrices.choosing import infer_larger, infer_where
from grading.maths.matrices.dims import ONE, SCALAR, Dim, Shape
from grading.maths.matrices.indices import infer_row_of
from grading.maths.matrices.quotients import infer_quotient
from grading.maths.matrices.softmax import infer_softmax
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.vocabulary import ENTRYWISE
from grading.maths.matrices.wording import brief
from grading.maths.tree import Call, Constant, Multiply, Name, Negate, Number, Tree
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.inference import Inference

_SIGN_AND_LOGARITHM = _("`slogdet` gives a sign and a logarithm. Write `logdet(S)` for the logarithm.")
_NO_AXIS = _("An axis stands in a sum or a mean, as in `sum(X, axis=0)`.")


def infer_call(inference: Inference, tree: Call) -> Typed:
    """A function with its arguments. Raises AnswerError where an argument has the wrong shape."""
    if (rule := _RULES.get(tree.function)) is not None:
        return rule(inference, tree)
    if tree.function == "log" and (logarithm := _log_of_bars(inference, tree)) is not None:
        return logarithm
    with inference.by_entry(tree.function in ENTRYWISE, is_exponent=tree.function == "exp"):
        parts = tuple(inference.typed(part) for part in tree.arguments)
    if (shorter := _of_opposites(inference, tree, parts)) is not None:
        return inference.typed(shorter)
    if tree.function == "max" and (positive := _positive_part(inference, tree, parts)) is not None:
        return positive
    if tree.function in ("max", "min") and len(parts) > 1 and not all(map(inference.is_scalar, parts)):
        return infer_larger(inference, tree, parts)
    if tree.function in ("max", "min") and len(parts) == 1 and not inference.is_scalar(parts[0]):
        return _extreme_entry(inference, tree.function, parts[0])
    if len(parts) == 1 and tree.function in (*ENTRYWISE, "absolute"):
        name = "abs" if tree.function == "absolute" else tree.function
        return Typed("entrywise", parts, parts[0].shape, name)
    for part, argument in zip(parts, tree.arguments, strict=True):
        if not inference.is_scalar(part):
            message = _("`%(name)s` is a function of numbers; `%(part)s` is %(shape)s.")
            values = {"name": tree.function, "part": brief(argument), "shape": inference.shown(part)}
            inference.refuse(say(message, **values), tree)
    return Typed("function", parts, SCALAR, tree.function)


def _extreme_entry(inference: Inference, function: str, part: Typed) -> Typed:
    """The largest or smallest entry; `max(abs(x))` of a vector is its norm of order oo."""
    if function == "max" and part.op == "entrywise" and part.data == "abs" and is_vector(inference, part):
        return Typed("norm", part.parts, SCALAR, "oo")
    return Typed("largest" if function == "max" else "smallest", (part,), SCALAR)


def _refuse(inference: Inference, tree: Call, part: Typed, wanted: str) -> NoReturn:
    """wanted: what the argument should have been, in words that are translated."""
    message = _("`%(name)s` takes %(wanted)s; `%(part)s` is %(shape)s.")
    values = {"name": tree.function, "wanted": wanted, "part": brief(tree.arguments[0]), "shape": inference.shown(part)}
    inference.refuse(say(message, **values), tree)


def _transpose(inference: Inference, tree: Call) -> Typed:
    inner = inference.typed(tree.arguments[0])
    if inference.is_scalar(inner):
        return inner
    return Typed("transpose", (inner,), (inner.shape[1], inner.shape[0]))


def _square(op: str) -> Callable[[Inference, Call], Typed]:
    """tr, det and the like: a number for a square matrix."""

    def rule(inference: Inference, tree: Call) -> Typed:
        inner = inference.typed(tree.arguments[0])
        if not inference.sizes.same(inner.shape[0], inner.shape[1]):
            _refuse(inference, tree, inner, "a square matrix")
        return Typed(op, (inner,), SCALAR)

    return rule


def _number_of(op: str) -> Callable[[Inference, Call], Typed]:
    """A number for any matrix."""

    def rule(inference: Inference, tree: Call) -> Typed:
        return Typed(op, (inference.typed(tree.arguments[0]),), SCALAR)

    return rule


def _pseudo_inverse(inference: Inference, tree: Call) -> Typed:
    inner = inference.typed(tree.arguments[0])
    if is_vector(inference, inner) and "+" in inference.places.text(tree):
        message = _("`%(part)s` is %(shape)s. Write its positive part as `max(%(part)s, 0)`, not with `+`.")
        inference.refuse(say(message, part=brief(tree.arguments[0]), shape=inference.shown(inner)), tree)
    rows, columns = inner.shape
    return Typed("pinv", (inner,), (columns, rows))


def is_vector(inference: Inference, part: Typed) -> bool:
    return ONE in inference.sizes.shape(part.shape)


def _norm(inference: Inference, tree: Call) -> Typed:
    inner = inference.typed(tree.arguments[0])
    order = tree.arguments[1] if len(tree.arguments) == 2 else Number(Fraction(2))
    if order == Constant("oo"):
        kind = "oo"
    elif isinstance(order, Number) and order.value in (1, 2):
        kind = str(order.value)
    else:
        inference.refuse(say(_("The order of a norm is 1, 2 or oo.")), tree)
    if not is_vector(inference, inner) and len(tree.arguments) == 2:
        message = _("Only `norm(A)`, the Frobenius norm, is read for a matrix; `%(part)s` is %(shape)s.")
        inference.refuse(say(message, part=brief(tree.arguments[0]), shape=inference.shown(inner)), tree)
    return Typed("norm", (inner,), SCALAR, kind)


def _bars(inference: Inference, tree: Call) -> Typed:
    inner = inference.typed(tree.arguments[0])
    if inner.op == "name" and _is_definite(inference, inner):
        return Typed("det", (inner,), SCALAR)
    if not inference.is_scalar(inner):
        message = _("`|%(part)s|` has several meanings, as `%(part)s` is %(shape)s. Write `norm`, `det` or `abs`.")
        inference.refuse(say(message, part=brief(tree.arguments[0]), shape=inference.shown(inner)), tree)
    return Typed("function", (inner,), SCALAR, "abs")


def _is_definite(inference: Inference, name: Typed) -> bool:
    """Whether this is a positive definite matrix; people write its determinant with bars, as of a covariance."""
    declared = inference.symbols.shaped.get(str(name.data))
    return declared is not None and declared.structure == "positive_definite" and not inference.is_scalar(name)


def _diag(inference: Inference, tree: Call) -> Typed:
    """The diagonal matrix of a vector, or the diagonal of a square matrix as a column."""
    inner = inference.typed(tree.arguments[0])
    rows, columns = inference.sizes.shape(inner.shape)
    if (rows, columns) == SCALAR:
        return inner
    if ONE in (rows, columns):
        size = rows if columns == ONE else columns
        return Typed("diagonal_matrix", (inner,), (size, size))
    if not inference.sizes.same(rows, columns):
        _refuse(inference, tree, inner, "a vector or a square matrix")
    return Typed("diagonal", (inner,), (rows, ONE))


def _vec(inference: Inference, tree: Call) -> Typed:
    inner = inference.typed(tree.arguments[0])
    return Typed("vec", (inner,), (inner.shape[0].times(inner.shape[1]), ONE))


def _kron(inference: Inference, tree: Call) -> Typed:
    first, second = map(inference.typed, tree.arguments)
    if inference.is_scalar(first) or inference.is_scalar(second):
        made = inference.product(first, second)
        assert made is not None
        return made
    one, other = inference.sizes.shape(first.shape), inference.sizes.shape(second.shape)
    return Typed("kron", (first, second), (one[0].times(other[0]), one[1].times(other[1])))


def _hadamard(inference: Inference, tree: Call) -> Typed:
    with inference.by_entry(True):
        parts = tuple(inference.typed(part) for part in tree.arguments)
    for index, part in enumerate(parts[1:], start=1):
        if not inference.sizes.same_shape(parts[0].shape, part.shape):
            _refuse_hadamard(inference, tree, parts, index)
    return Typed("hadamard", parts, parts[0].shape)


def _refuse_hadamard(inference: Inference, tree: Call, parts: tuple[Typed, ...], index: int) -> NoReturn:
    """Say how `A B ∘ C` is read, and what may be meant where B and C have the same shape."""
    left, right = tree.arguments[0], tree.arguments[index]
    text = _(
        "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: "
        "an entrywise product needs the same shape twice."
    )
    values = {
        "left": brief(left),
        "left_shape": inference.shown(parts[0]),
        "right": brief(right),
        "right_shape": inference.shown(parts[index]),
    }
    if isinstance(left, Multiply) and inference.sizes.same_shape(
        inference.typed(left.factors[-1]).shape, parts[index].shape
    ):
        meant = Multiply((*left.factors[:-1], Call("hadamard", (left.factors[-1], right))))
        text = _(
            "`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: "
            "an entrywise product needs the same shape twice. Did you mean `%(meant)s`?"
        )
        values["meant"] = brief(meant)
    inference.refuse(say(text, **values), left, right)


def _column(inference: Inference, tree: Call, place: int) -> Typed:
    """An argument as a column, whichever way the vector lies."""
    part = inference.typed(tree.arguments[place])
    rows, columns = inference.sizes.shape(part.shape)
    if columns == ONE:
        return part
    if rows == ONE:
        return Typed("transpose", (part,), (columns, rows))
    message = _("`%(name)s` takes two vectors; `%(part)s` is %(shape)s.")
    values = {"name": tree.function, "part": brief(tree.arguments[place]), "shape": inference.shown(part)}
    return inference.refuse(say(message, **values), tree)


def _outer(inference: Inference, tree: Call) -> Typed:
    first, second = _column(inference, tree, 0), _column(inference, tree, 1)
    row = Typed("transpose", (second,), (ONE, second.shape[0]))
    return inference.product(first, row) or Typed("product", (first, row), (first.shape[0], second.shape[0]))


def _log_of_bars(inference: Inference, tree: Call) -> Typed | None:
    """log |A| is the logarithm of the determinant; None for bars around a number."""
    match tree.arguments:
        case (Call("bars", (inner,)),):
            part = inference.typed(inner)
            rows, columns = inference.sizes.shape(part.shape)
            return Typed("logdet", (part,), SCALAR) if rows == columns != ONE else None
    return None


def _of_opposites(inference: Inference, tree: Call, parts: tuple[Typed, ...]) -> Tree | None:
    """`max(z, -z, 0)` as |z|, and `min(z, -z, y)` as min(-|z|, y); None where no part has its opposite beside it."""
    both = [part for part in tree.arguments if Negate(part) in tree.arguments]
    if tree.function not in ("max", "min") or not both or all(map(inference.is_scalar, parts)):
        return None
    others = [part for part in tree.arguments if part not in (*both, *map(Negate, both))]
    if Number(Fraction(0)) in others:
        others.remove(Number(Fraction(0)))
    sizes: list[Tree] = [Call("absolute", (part,)) for part in both]
    kept = [*(sizes if tree.function == "max" else map(Negate, sizes)), *others]
    return kept[0] if len(kept) == 1 else Call(tree.function, tuple(kept))


def _is_zero(part: Typed) -> bool:
    return part.op == "number" and part.data == 0


def _positive_part(inference: Inference, tree: Call, parts: tuple[Typed, ...]) -> Typed | None:
    """max(0, Z) of a vector or matrix is taken entry by entry."""
    zeros = list(filter(_is_zero, parts))
    others = [part for part in parts if not inference.is_scalar(part)]
    if len(parts) == 2 and len(zeros) == 1 and len(others) == 1:
        return Typed("entrywise", tuple(others), others[0].shape, "relu")
    return None


def _product_or_dot(inference: Inference, tree: Call) -> Typed:
    """NumPy's dot: the inner product of two vectors, the product where a matrix is among the two."""
    parts = [inference.typed(part) for part in tree.arguments]
    if all(is_vector(inference, part) for part in parts):
        return _dot(inference, tree)
    return inference.typed(Multiply(tree.arguments))


def _inner(inference: Inference, tree: Call) -> Typed:
    """<u, v>: the sum of the products of the entries, also for two matrices; of two numbers it is a column of them."""
    parts = [inference.typed(part) for part in tree.arguments]
    if all(map(inference.is_scalar, parts)):
        return infer_column(inference, Call("vstack", tree.arguments))
    if all(is_vector(inference, part) for part in parts):
        return _dot(inference, tree)
    hadamard = _hadamard(inference, tree)
    return Typed("sum", (hadamard,), SCALAR)


def _dot(inference: Inference, tree: Call) -> Typed:
    first, second = _column(inference, tree, 0), _column(inference, tree, 1)
    if not inference.sizes.same_shape(first.shape, second.shape):
        message = _("`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: `dot` needs the same length.")
        values = {
            "left": brief(tree.arguments[0]),
            "left_shape": inference.shown(first),
            "right": brief(tree.arguments[1]),
            "right_shape": inference.shown(second),
        }
        inference.refuse(say(message, **values), tree)
    return Typed("dot", (first, second), SCALAR)


def _size(inference: Inference, tree: Tree) -> Dim:
    """A written size: a name of a size or a whole number."""
    if isinstance(tree, Name) and tree.name in inference.symbols.sizes:
        return Dim(1, (tree.name,))
    if isinstance(tree, Number) and tree.value.denominator == 1 and 1 <= tree.value <= 50:
        return Dim(int(tree.value))
    sizes = ", ".join(f"`{name}`" for name in inference.symbols.sizes)
    message = _("`%(part)s` is no size. The sizes here are %(sizes)s.")
    return inference.refuse(say(message, part=brief(tree), sizes=sizes or "1, 2, 3 …"), tree)


def _filled(inference: Inference, tree: Call) -> Typed:
    """eye(n), ones(n), ones(m, n), zeros(n), zeros(m, n)."""
    dims = [_size(inference, part) for part in tree.arguments]
    if tree.function == "eye":
        return Typed("eye", (), (dims[0], dims[0]))
    shape: Shape = (dims[0], dims[1] if len(dims) == 2 else ONE)
    return Typed(tree.function, (), shape)


def _filled_like(inference: Inference, tree: Call) -> Typed:
    """`zeros_like(X)` and `ones_like(X)`, which have the shape of X."""
    like = inference.typed(tree.arguments[0])
    if inference.is_scalar(like):
        return inference.typed(Number(Fraction(tree.function == "ones_like")))
    return Typed(tree.function.removesuffix("_like"), (), like.shape)


def _refused(message: str) -> Callable[[Inference, Call], Typed]:
    def rule(inference: Inference, tree: Call) -> Typed:
        return inference.refuse(say(message), tree)

    return rule


def _moment(inference: Inference, tree: Call) -> Typed:
    """Expectations, covariances and derivatives as they are written: they are told apart by their shapes alone."""
    parts = tuple(map(inference.typed, tree.arguments))
    rows, columns = parts[0].shape[0], parts[-1].shape[0]
    return Typed("moment", parts, parts[0].shape if tree.function in ("E", "diff") else (rows, columns))


_RULES: dict[str, Callable[[Inference, Call], Typed]] = {
    **dict.fromkeys(("E", "Var", "Cov", "diff"), _moment),
    "transpose": _transpose,
    "tr": _square("tr"),
    "det": _square("det"),
    "logdet": _square("logdet"),
    "rank": _number_of("rank"),
    "pinv": _pseudo_inverse,
    "sum": _number_of("sum"),
    "softmax": infer_softmax,
    "logsumexp": infer_softmax,
    "norm": _norm,
    "bars": _bars,
    "diag": _diag,
    "vec": _vec,
    "kron": _kron,
    "hadamard": _hadamard,
    "divide": infer_quotient,
    "outer": _outer,
    "dot": _product_or_dot,
    "inner": _inner,
    "mean": _number_of("mean"),
    "eye": _filled,
    "ones": _filled,
    "zeros": _filled,
    "zeros_like": _filled_like,
    "ones_like": _filled_like,
    "row": infer_row_of,
    "where": infer_where,
    "slogdet": _refused(_SIGN_AND_LOGARITHM),
    **dict.fromkeys(("axis", "keepdims"), _refused(_NO_AXIS)),
    "hstack": infer_row,
    "vstack": infer_column,
}

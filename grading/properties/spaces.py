"""Properties with respect to a given matrix: spaces, equations, eigenvectors."""

from typing import Any

from grading.maths.linear import Matrix, Vector, difference, dot, null_space, product, rank, shape, transposed
from grading.maths.values import Value
from grading.messages import Message, _, say
from grading.nearest import did_you_mean
from grading.properties.joint import fits, fits_with_length
from grading.properties.reading import EXACT, Reading, shown, shown_apart, shown_vector, shown_vectors_apart
from grading.properties.said import HOLDS, Finding, Misfit, Said, fails
from grading.properties.spectrum import eigenvalues, is_eigenvector, without
from grading.properties.vectors import ZERO_VECTOR, independent, zero_column

SPACES = {
    "column_space": _("the column space"),
    "row_space": _("the row space"),
    "null_space": _("the null space"),
    "left_null_space": _("the left null space"),
}


def spans(answer: Reading, said: Said) -> Finding:
    """The columns span the space: all lie in it, and as many are independent as it has dimensions."""
    inside = _inside(answer, said, "spans")
    if not inside.holds:
        return inside
    have, want = rank(answer.matrix, answer.sight.is_zero), _dimension(said, "spans")
    if have == want:
        return HOLDS
    text = _("The columns lie in %(space)s, but span only %(have)d of its %(want)d dimensions.")
    return fails(say(text, space=SPACES[said.word("spans", *SPACES)], have=have, want=want))


def basis_of(answer: Reading, said: Said) -> Finding:
    """The columns span the space and are independent."""
    inside = _inside(answer, said, "basis_of")
    if not inside.holds:
        return inside
    free = independent(answer, said)
    have, want = len(answer.columns), _dimension(said, "basis_of")
    if not free.holds or have == want:
        return free
    if have == 1:
        return fails(say(_("The space has dimension %(want)d; the answer has one vector."), want=want))
    text = _("The space has dimension %(want)d; the answer has %(have)d vectors.")
    return fails(say(text, have=have, want=want))


def lies_in(answer: Reading, said: Said) -> Finding:
    """Every column lies in the space."""
    return _inside(answer, said, "lies_in")


def _inside(answer: Reading, said: Said, key: str) -> Finding:
    space = said.word(key, *SPACES)
    equations = _equations(said.matrix("of"), space)
    if equations and len(equations[0]) != len(answer.matrix):
        text = _("Vectors of %(space)s have %(want)d entries, these have %(have)d.")
        return fails(say(text, space=SPACES[space], want=len(equations[0]), have=len(answer.matrix)))
    for i, column in enumerate(answer.columns, start=1):
        rest = tuple(dot(row, column) for row in equations)
        if not answer.sight.all_zero(rest):
            return fails(_outside(i, rest, space, len(answer.columns)))
        if not fits(equations, column) or not fits_with_length(answer, column, equations):
            return fails(_imprecise(i, len(answer.columns)))
    return HOLDS


def _imprecise(column: int, columns: int) -> Message:
    if columns == 1:
        return say(_("The entries are near, but not all of them are right to their last digit."))
    text = _("The entries of column %(column)d are near, but not all of them are right to their last digit.")
    return say(text, column=column)


def _outside(column: int, rest: Vector, space: str, columns: int) -> Message:
    if space == "null_space" and columns == 1:
        return say(_("The matrix sends the vector to %(rest)s, not to zero."), rest=shown_vector(rest))
    if space == "null_space":
        text = _("The matrix sends column %(column)d to %(rest)s, not to zero.")
        return say(text, column=column, rest=shown_vector(rest))
    if columns == 1:
        return say(_("The vector does not lie in %(space)s."), space=SPACES[space])
    return say(_("Column %(column)d does not lie in %(space)s."), column=column, space=SPACES[space])


def _equations(A: Matrix, space: str) -> Matrix:
    """The rows that are orthogonal to the space."""
    if space == "null_space":
        return A
    if space == "left_null_space":
        return transposed(A)
    return null_space(A if space == "row_space" else transposed(A), EXACT.is_zero)


def _dimension(said: Said, key: str) -> int:
    A, space = said.matrix("of"), said.word(key, *SPACES)
    found = rank(A, EXACT.is_zero)
    return {"null_space": len(A[0]) - found, "left_null_space": len(A) - found}.get(space, found)


def eigenvector_of(answer: Reading, said: Said) -> Finding:
    """Every column is an eigenvector, for the eigenvalue if one is given."""
    A = said.square("eigenvector_of")
    place = zero_column(answer)
    if place:
        return fails(say(_("The zero vector is no eigenvector: it says nothing about the matrix.")), ZERO_VECTOR)
    if len(A) != len(answer.matrix):
        text = _("An eigenvector has %(want)d entries, this has %(have)d.")
        return fails(say(text, want=len(A), have=len(answer.matrix)))
    for v in answer.columns:
        if "eigenvalue" in said:
            rows = without(A, said.number("eigenvalue"))
            is_right, lines = answer.sight.all_zero([dot(row, v) for row in rows]) and fits(rows, v), [rows]
        else:
            is_right, lines = is_eigenvector(answer.sight, A, v), [without(A, each) for each in eigenvalues(A) or ()]
        if not is_right:
            return fails(_not_eigen(v, tuple(dot(row, v) for row in A), said))
        if lines and not any(fits_with_length(answer, v, rows) for rows in lines):
            return fails(_imprecise(answer.columns.index(v) + 1, len(answer.columns)))
    return HOLDS


def _not_eigen(v: Vector, image: Vector, said: Said) -> Message:
    if "eigenvalue" not in said:
        values = {"vector": shown_vector(v), "image": shown_vector(image)}
        return say(_("The matrix sends %(vector)s to %(image)s, which is no multiple of it."), **values)
    return not_stretched(v, image, said.number("eigenvalue"))


def not_stretched(v: Vector, image: Vector, factor: Value) -> Message:
    """Where a vector is sent instead of to so many times itself, with enough digits to see the difference."""
    wanted = tuple(factor * entry for entry in v)
    values = {"vector": shown_vector(v), "image": shown_vector(image), "factor": shown(factor)}
    if values["image"] != shown_vector(wanted):
        return say(_("The matrix sends %(vector)s to %(image)s, not to %(factor)s times the vector."), **values)
    values["image"], values["wanted"] = shown_vectors_apart(image, wanted)
    return say(_("The matrix sends the vector to %(image)s; %(factor)s times the vector is %(wanted)s."), **values)


def solves(answer: Reading, said: Said) -> Finding:
    """A x = b."""
    A, b = _system(said, "solves")
    if len(A[0]) != len(answer.matrix):
        return _wrong_height(len(A[0]), answer)
    found = product(A, answer.matrix)
    if shape(found) == shape(b) and answer.sight.all_zero(_flat(difference(found, b))):
        return _to_their_digits(answer, A, b)
    text = _("The left side comes out as %(found)s, not as %(wanted)s.")
    found_text, wanted_text = shown_vectors_apart(_flat(found), _flat(b))
    return fails(say(text, found=found_text, wanted=wanted_text))


def minimises(answer: Reading, said: Said) -> Finding:
    """x is a least-squares solution: the residual b - A x is orthogonal to the columns of A."""
    A, b = _system(said, "minimises")
    if len(A[0]) != len(answer.matrix):
        return _wrong_height(len(A[0]), answer)
    # as A^T b - (A^T A) x: x must enter each entry once, or its rounding would count twice
    normal = product(transposed(A), A)
    gradient = _flat(difference(product(transposed(A), b), product(normal, answer.matrix)))
    if answer.sight.all_zero(gradient):
        return _to_their_digits(answer, normal, product(transposed(A), b))
    text = _("The residual is not orthogonal to the columns: the inner products are %(rest)s.")
    return fails(say(text, rest=shown_vector(gradient)))


def _to_their_digits(answer: Reading, M: Matrix, b: Matrix) -> Finding:
    """Whether one solution of M x = b is rounded to each column, where every equation alone would allow it."""
    for i, (column, right) in enumerate(zip(answer.columns, transposed(b), strict=True), start=1):
        if not fits(M, column, right):
            return fails(_imprecise(i, len(answer.columns)))
    return HOLDS


def _other_than(keys: Any, known: tuple[str, ...]) -> str:
    """Which key is none of these, for a message about a mapping."""
    unknown = [key for key in keys if key not in known] if isinstance(keys, dict) else []
    return f". There is no key `{unknown[0]}`. {did_you_mean(unknown[0], known)}" if unknown else ""


def _system(said: Said, key: str) -> tuple[Matrix, Matrix]:
    keys = said.keys[key]
    if not isinstance(keys, dict) or set(keys) != {"A", "b"}:
        raise ValueError(f"{key} wants a mapping with A and b{_other_than(keys, ('A', 'b'))}")
    inner = Said(keys, said.given, {})
    A, b = inner.matrix("A"), inner.matrix("b")
    if len(A) != len(b):
        raise ValueError(f"{key}: A and b differ in height")
    return A, b


def _wrong_height(want: int, answer: Reading) -> Finding:
    return fails(say(_("%(want)d unknowns are asked, the answer has %(have)d."), want=want, have=len(answer.matrix)))


def product_zero(answer: Reading, said: Said) -> Finding:
    """left X right = 0, where left and right are given matrices."""
    found = _between(answer, said, "product_zero")
    if answer.sight.all_zero(_flat(found)):
        return HOLDS
    place = next((i, j) for i, row in enumerate(found) for j, x in enumerate(row) if not answer.sight.is_zero(x))
    text = _("The product is not zero: its entry in row %(row)d, column %(column)d is %(entry)s.")
    return fails(say(text, row=place[0] + 1, column=place[1] + 1, entry=shown(found[place[0]][place[1]])))


def product_nonzero(answer: Reading, said: Said) -> Finding:
    """left X right has an entry that is not 0."""
    if answer.sight.all_zero(_flat(_between(answer, said, "product_nonzero"))):
        return fails(say(_("The product is zero. At least one of its entries has to be another number than 0.")))
    return HOLDS


def product_is(answer: Reading, said: Said) -> Finding:
    """left X right = equals, where left and right may be missing."""
    found, wanted = _between(answer, said, "product"), Said(said.keys["product"], said.given, {}).matrix("equals")
    if shape(found) != shape(wanted):
        text = _("The product is %(rows)d by %(columns)d, another shape is asked.")
        raise Misfit(say(text, rows=shape(found)[0], columns=shape(found)[1]))
    for i, (row, line) in enumerate(zip(found, wanted, strict=True), start=1):
        for j, (entry, right) in enumerate(zip(row, line, strict=True), start=1):
            if not answer.sight.same(entry, right):
                text = _("The product has %(found)s in row %(row)d, column %(column)d, and %(wanted)s is asked there.")
                found_text, wanted_text = shown_apart(entry, right)
                return fails(say(text, row=i, column=j, found=found_text, wanted=wanted_text))
    return HOLDS


def _between(answer: Reading, said: Said, key: str) -> Matrix:
    keys = said.keys[key]
    if not isinstance(keys, dict) or not {"left", "right"} & set(keys) <= set(keys) <= {"left", "right", "equals"}:
        raise ValueError(f"{key} wants a mapping with left or right{_other_than(keys, ('left', 'right', 'equals'))}")
    if ("equals" in keys) != (key == "product"):
        raise ValueError(f"{key}: `equals` belongs to product, and product needs it")
    inner = Said(keys, said.given, {})
    X = answer.matrix
    if "left" in keys:
        X = product(_fitting(inner.matrix("left"), len(X), rows=False), X)
    if "right" in keys:
        X = product(X, _fitting(inner.matrix("right"), len(X[0]), rows=True))
    return X


def _fitting(A: Matrix, size: int, *, rows: bool) -> Matrix:
    if shape(A)[0 if rows else 1] != size:
        rows_of_A, columns_of_A = shape(A)
        text = _("The product with a %(rows)d by %(columns)d matrix is not defined.")
        raise Misfit(say(text, rows=rows_of_A, columns=columns_of_A))
    return A


def _flat(A: Matrix) -> Vector:
    return tuple(entry for row in A for entry in row)

"""Factorisations: LU, QR, Cholesky, SVD and eigendecomposition, any right one."""

from collections.abc import Callable

from grading.maths.linear import Matrix, diagonal, difference, dot, identity, product, rank, shape, transposed
from grading.messages import _, say
from grading.properties.reading import Reading, shown, shown_apart
from grading.properties.rounded import agree
from grading.properties.said import HOLDS, Finding, Said, fails
from grading.properties.spaces import not_stretched
from grading.properties.spectrum import is_eigenpair

Factors = tuple[Matrix, ...]
# The name of each factorisation with the number of its factors.
FACTORS = {"lu": (2, 3), "qr": (2,), "cholesky": (1,), "svd": (3,), "eigen": (2,)}


def factorisation(answer: Reading, said: Said) -> Finding:
    """The factors have their forms, and their product is the matrix."""
    form = said.word("factorisation", *FACTORS)
    A = said.matrix("of")
    if len(answer.parts) not in FACTORS[form]:
        raise ValueError(f"a factorisation {form} has {' or '.join(map(str, FACTORS[form]))} factors")
    found = _CHECKS[form](answer, A)
    return agree(answer, form, A) if found.holds and form != "eigen" else found


def factors_product(answer: Reading, said: Said) -> Finding:
    """The product of the factors, from left to right, equals the matrix."""
    return _gives(answer, answer.parts, said.matrix("factors_product"))


def _lu(answer: Reading, A: Matrix) -> Finding:
    """A = L U, or A = P L U."""
    L, U = answer.parts[-2:]
    order = _permutation(answer, answer.parts[0]) if len(answer.parts) == 3 else HOLDS
    forms = (_triangular(answer, L, "L", lower=True), _triangular(answer, U, "U", lower=False))
    return _first(order, *forms, _gives(answer, answer.parts, A))


def _qr(answer: Reading, A: Matrix) -> Finding:
    Q, R = answer.parts
    forms = (_orthonormal(answer, Q, "Q"), _triangular(answer, R, "R", lower=False))
    return _first(*forms, _gives(answer, (Q, R), A))


def _cholesky(answer: Reading, A: Matrix) -> Finding:
    L = answer.matrix
    low = next((i for i in range(min(shape(L))) if answer.sight.sign(L[i][i]) <= 0), None)
    diagonal_form = HOLDS
    if low is not None:
        text = _("Entry %(place)d on the diagonal of L is %(entry)s, not positive.")
        diagonal_form = fails(say(text, place=low + 1, entry=shown(L[low][low])))
    forms = (_triangular(answer, L, "L", lower=True), diagonal_form)
    return _first(*forms, _gives(answer, (L, transposed(L)), A))


def _svd(answer: Reading, A: Matrix) -> Finding:
    """A = U S V^T; S is a diagonal matrix or the list of singular values."""
    U, S, V = answer.parts
    middle = _diagonal_of(S)
    values = [middle[i][i] for i in range(min(shape(middle)))]
    negative = next((value for value in values if answer.sight.sign(value) < 0), None)
    sizes = (
        HOLDS if negative is None else fails(say(_("The singular value %(value)s is negative."), value=shown(negative)))
    )
    form = HOLDS if _is_diagonal(answer, middle) else fails(say(_("The middle factor is not diagonal.")))
    angles = (_orthonormal(answer, U, "U"), _orthonormal(answer, V, "V"))
    return _first(form, sizes, *angles, _gives(answer, (U, middle, transposed(V)), A))


def _eigen(answer: Reading, A: Matrix) -> Finding:
    """The list of eigenvalues (or the diagonal matrix of them), then P with A P = P D and independent columns."""
    D, P = _diagonal_of(answer.parts[0]), answer.parts[1]
    if shape(P) != shape(A) or shape(D) != shape(A):
        return fails(say(_("%(size)d eigenvalues and a matrix of %(size)d columns are asked."), size=len(A)))
    if not _is_diagonal(answer, D):
        return fails(say(_("The matrix of the eigenvalues is not diagonal.")))
    for i, v in enumerate(transposed(P), start=1):
        if answer.sight.all_zero(v):
            return fails(
                say(_("Column %(column)d is the zero vector, which is no eigenvector."), column=i), "zero-vector"
            )
        if not is_eigenpair(answer.sight, A, D[i - 1][i - 1], v):
            text = _("Column %(column)d is no eigenvector for %(value)s, which stands at the same place.")
            return fails(say(text, column=i, value=shown(D[i - 1][i - 1])))
    found = rank(P, answer.sight.is_zero)
    if found == len(A):
        return HOLDS
    name = answer.part_names[1] if len(answer.part_names) > 1 else "P"
    return fails(say(_("The columns of %(name)s are dependent, so %(name)s has no inverse."), name=name))


def eigenpair_of(answer: Reading, said: Said) -> Finding:
    """A number and a vector that is not zero with A v = lam v."""
    A = said.square("eigenpair_of")
    if len(answer.parts) != 2:
        raise ValueError("eigenpair_of is asked of two parts, the number and the vector")
    value, v = answer.parts[0][0][0], tuple(entry for row in answer.parts[1] for entry in row)
    if len(v) != len(A):
        return fails(say(_("The vector must have %(want)d entries."), want=len(A)))
    if answer.sight.all_zero(v):
        return fails(say(_("The zero vector is no eigenvector: it says nothing about the matrix.")), "zero-vector")
    if is_eigenpair(answer.sight, A, value, v):
        return HOLDS
    image = [dot(row, v) for row in A]
    return fails(not_stretched(v, tuple(image), value))


def _is_diagonal(answer: Reading, S: Matrix) -> bool:
    return all(answer.sight.is_zero(entry) for i, row in enumerate(S) for j, entry in enumerate(row) if i != j)


def check_order(reference: Reading) -> None:
    """Raises ValueError where the eigenvalues are not the first factor of an author's eigendecomposition."""
    if len(reference.parts) == 2 and not _is_diagonal(reference, _diagonal_of(reference.parts[0])):
        raise ValueError("of an eigendecomposition the eigenvalues come first, then their vectors: D before V")


def _diagonal_of(S: Matrix) -> Matrix:
    """A list of numbers as a diagonal matrix; a matrix stays as it is."""
    if len(S) == 1 or len(S[0]) == 1:
        return diagonal([entry for row in S for entry in row])
    return S


def _first(*findings: Finding) -> Finding:
    """The first that fails."""
    return next((finding for finding in findings if not finding.holds), HOLDS)


def _triangular(answer: Reading, X: Matrix, name: str, *, lower: bool) -> Finding:
    for i, row in enumerate(X, start=1):
        for j, entry in enumerate(row, start=1):
            if (j > i if lower else j < i) and not answer.sight.is_zero(entry):
                text = _("%(name)s is not triangular: row %(row)d, column %(column)d must be 0.")
                return fails(say(text, name=name, row=i, column=j))
    return HOLDS


def _permutation(answer: Reading, P: Matrix) -> Finding:
    lines = (*P, *transposed(P))
    ones = all(
        sum(1 for x in line if answer.sight.same(x, identity(1)[0][0])) == 1
        and sum(1 for x in line if not answer.sight.is_zero(x)) == 1
        for line in lines
    )
    return HOLDS if ones else fails(say(_("P is no permutation: each row and column has one 1 and zeros.")))


def _orthonormal(answer: Reading, Q: Matrix, name: str) -> Finding:
    gram = product(transposed(Q), Q)
    rest = difference(gram, identity(len(gram)))
    for i, row in enumerate(rest, start=1):
        for j, entry in enumerate(row, start=1):
            if not answer.sight.is_zero(entry):
                text = _("The columns of %(name)s are not orthonormal: %(i)d times %(j)d gives %(found)s.")
                found, _wanted = shown_apart(gram[i - 1][j - 1], identity(len(gram))[i - 1][j - 1])
                return fails(say(text, name=name, i=i, j=j, found=found))
    return HOLDS


def _gives(answer: Reading, factors: Factors, A: Matrix) -> Finding:
    whole = factors[0]
    for factor in factors[1:]:
        if len(whole[0]) != len(factor):
            return fails(say(_("The shapes of the factors do not fit each other.")))
        whole = product(whole, factor)
    if shape(whole) != shape(A):
        rows, columns = shape(whole)
        return fails(say(_("The product of the factors is %(rows)d by %(columns)d."), rows=rows, columns=columns))
    for i, (row, line) in enumerate(zip(whole, A, strict=True), start=1):
        for j, (entry, right) in enumerate(zip(row, line, strict=True), start=1):
            if not answer.sight.same(entry, right):
                text = _("The product of the factors has %(found)s in row %(row)d, column %(column)d, not %(wanted)s.")
                found, wanted = shown_apart(entry, right)
                return fails(say(text, row=i, column=j, found=found, wanted=wanted))
    return HOLDS


_CHECKS: dict[str, Callable[[Reading, Matrix], Finding]] = {
    "lu": _lu,
    "qr": _qr,
    "cholesky": _cholesky,
    "svd": _svd,
    "eigen": _eigen,
}

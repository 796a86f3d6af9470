"""Properties of one matrix: symmetry, definiteness, probabilities, quadratic forms."""

from flint import fmpq

from grading.maths.linear import (
    Matrix,
    Vector,
    difference,
    dot,
    identity,
    pivots_of_cholesky,
    product,
    rank,
    shape,
    transposed,
)
from grading.messages import _, say
from grading.properties.reading import Reading, shown, shown_apart
from grading.properties.said import HOLDS, Finding, Said, fails
from grading.properties.vectors import ZERO_VECTOR


def _not_square(answer: Reading) -> Finding | None:
    rows, columns = shape(answer.matrix)
    if rows == columns:
        return None
    return fails(say(_("The matrix is %(rows)d by %(columns)d, not square."), rows=rows, columns=columns))


def symmetric(answer: Reading, said: Said) -> Finding:
    """The matrix equals its transpose."""
    refused = _not_square(answer)
    if refused:
        return refused
    X = answer.matrix
    for j in range(len(X)):
        for i in range(j):
            if not answer.sight.same(X[i][j], X[j][i]):
                text = _("Row %(i)d, column %(j)d has %(one)s, but row %(j)d, column %(i)d has %(other)s.")
                one, other = shown_apart(X[i][j], X[j][i])
                return fails(say(text, i=i + 1, j=j + 1, one=one, other=other))
    return HOLDS


def positive_definite(answer: Reading, said: Said) -> Finding:
    """Symmetric, and all pivots are positive."""
    even = symmetric(answer, said)
    if not even.holds:
        return even
    pivots = pivots_of_cholesky(answer.matrix)
    for i, pivot in enumerate(pivots, start=1):
        if answer.sight.sign(pivot) <= 0:
            return fails(
                say(_("Pivot %(place)d of the elimination is %(pivot)s, not positive."), place=i, pivot=shown(pivot))
            )
    return HOLDS


def invertible(answer: Reading, said: Said) -> Finding:
    """The matrix is square and has full rank."""
    refused = _not_square(answer)
    if refused:
        return refused
    found = rank(answer.matrix, answer.sight.is_zero)
    if found == len(answer.matrix):
        return HOLDS
    return fails(
        say(_("The matrix has rank %(rank)d of %(size)d: it is singular."), rank=found, size=len(answer.matrix))
    )


def stochastic(answer: Reading, said: Said) -> Finding:
    """Every row (or column, or both) is a probability vector."""
    which = said.word("stochastic", "rows", "columns", "both")
    negative = _negative(answer)
    if negative:
        return negative
    lines: list[tuple[str, Matrix]] = []
    if which in ("rows", "both"):
        lines.append((_("Row %(place)d sums to %(sum)s, not to 1."), answer.matrix))
    if which in ("columns", "both"):
        lines.append((_("Column %(place)d sums to %(sum)s, not to 1."), answer.columns))
    for text, group in lines:
        for i, line in enumerate(group, start=1):
            total = sum(line, fmpq(0))
            if not answer.sight.same(total, fmpq(1)):
                return fails(say(text, place=i, sum=shown_apart(total, fmpq(1))[0]))
    return HOLDS


def probability_vector(answer: Reading, said: Said) -> Finding:
    """All entries are at least 0 and together 1; a table of probabilities too."""
    negative = _negative(answer)
    if negative:
        return negative
    total = sum(answer.entries, fmpq(0))
    if answer.sight.same(total, fmpq(1)):
        return HOLDS
    return fails(say(_("The entries sum to %(sum)s, not to 1."), sum=shown_apart(total, fmpq(1))[0]))


def permutation(answer: Reading, said: Said) -> Finding:
    """A square matrix with one 1 in each row and column, and zeros."""
    refused = _not_square(answer)
    if refused:
        return refused
    for lines, text in (
        (answer.matrix, _("Row %(place)d must hold one 1 and zeros.")),
        (answer.columns, _("Column %(place)d must hold one 1 and zeros.")),
    ):
        for i, line in enumerate(lines, start=1):
            others = [x for x in line if not answer.sight.is_zero(x)]
            if len(others) != 1 or not answer.sight.same(others[0], fmpq(1)):
                return fails(say(text, place=i))
    return HOLDS


def projection(answer: Reading, said: Said) -> Finding:
    """P = P^T and P P = P."""
    even = symmetric(answer, said)
    if not even.holds:
        return even
    twice = product(answer.matrix, answer.matrix)
    for i, (row, once) in enumerate(zip(twice, answer.matrix, strict=True), start=1):
        for j, (entry, wanted) in enumerate(zip(row, once, strict=True), start=1):
            if not answer.sight.same(entry, wanted):
                text = _("P P has %(found)s in row %(row)d, column %(column)d, and P has %(wanted)s.")
                found_text, wanted_text = shown_apart(entry, wanted)
                return fails(say(text, found=found_text, row=i, column=j, wanted=wanted_text))
    return HOLDS


def has_rank(answer: Reading, said: Said) -> Finding:
    found, wanted = rank(answer.matrix, answer.sight.is_zero), said.number("rank")
    if wanted == found:
        return HOLDS
    return fails(say(_("The rank is %(found)d, not %(wanted)s."), found=found, wanted=shown(wanted)))


def stationary_of(answer: Reading, said: Said) -> Finding:
    """One step of the chain whose rows are given leaves the distribution as it is: pi P = pi.

    That it is one may be asked for credit of its own, by `probability_vector`.
    """
    if answer.sight.all_zero(answer.entries):
        return fails(say(_("The entries are all zero: this is no distribution.")), ZERO_VECTOR)
    if "probability_vector" not in answer.asked:
        found = probability_vector(answer, said)
        if not found.holds:
            return found
    return _unmoved(answer, answer.entries, said.square("stationary_of"))


def has_stationary(answer: Reading, said: Said) -> Finding:
    """The given distribution stays as it is under the answer: pi X = pi."""
    return _not_square(answer) or _unmoved(answer, said.vector("has_stationary"), answer.matrix)


def _unmoved(answer: Reading, pi: Vector, P: Matrix) -> Finding:
    if len(pi) != len(P):
        return fails(
            say(_("The distribution has %(have)d entries, the chain %(want)d states."), have=len(pi), want=len(P))
        )
    # P - I first: an entry of pi must enter each sum once, or its rounding would count twice
    for i, (before, change) in enumerate(zip(pi, transposed(difference(P, identity(len(P)))), strict=True), start=1):
        if not answer.sight.is_zero(moved := dot(pi, change)):
            after = before + moved
            text = _("After one step state %(place)d has the probability %(after)s, before it %(before)s.")
            after_text, before_text = shown_apart(after, before)
            return fails(say(text, place=i, after=after_text, before=before_text))
    return HOLDS


def _negative(answer: Reading) -> Finding | None:
    low = next((entry for entry in answer.entries if answer.sight.sign(entry) < 0), None)
    return None if low is None else fails(say(_("The entry %(entry)s is negative."), entry=shown(low)))


def whitens(answer: Reading, said: Said) -> Finding:
    """X S X^T = I."""
    S = said.square("whitens")
    if len(answer.columns) != len(S):
        return fails(say(_("The matrix must have %(want)d columns."), want=len(S)))
    found = product(product(answer.matrix, S), transposed(answer.matrix))
    for i, row in enumerate(found, start=1):
        for j, entry in enumerate(row, start=1):
            wanted = identity(len(found))[i - 1][j - 1]
            if not answer.sight.same(entry, wanted):
                text = _("The new covariance has %(found)s in row %(row)d, column %(column)d instead of %(wanted)s.")
                found_text, wanted_text = shown_apart(entry, wanted)
                return fails(say(text, found=found_text, row=i, column=j, wanted=wanted_text))
    return HOLDS


def quadratic_form(answer: Reading, said: Said) -> Finding:
    """v^T H v is below, above or equal to a number, for every column v."""
    H = said.square("quadratic_form")
    if len(H) != len(answer.matrix):
        return fails(say(_("The vector must have %(want)d entries."), want=len(H)))
    for v in answer.columns:
        found = dot(v, tuple(dot(row, v) for row in H))
        for key, right in (("below", -1), ("above", 1), ("equals", 0)):
            if key in said and answer.sight.sign(found - said.number(key)) != right:
                bound = shown(said.number(key))
                text = {
                    "below": _("The quadratic form is %(found)s there, not below %(bound)s."),
                    "above": _("The quadratic form is %(found)s there, not above %(bound)s."),
                    "equals": _("The quadratic form is %(found)s there, not %(bound)s."),
                }[key]
                return fails(say(text, found=shown(found), bound=bound))
    return HOLDS

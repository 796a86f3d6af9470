"""Properties of vectors and of columns: lengths, angles, independence, what they differ from."""

from flint import fmpq

from grading.maths.linear import Vector, dot, rank
from grading.maths.reals import ball, square_root
from grading.maths.values import Value
from grading.messages import Message, _, say
from grading.properties.reading import Reading, shown, shown_apart, shown_vector
from grading.properties.said import HOLDS, Finding, Misfit, Said, fails

ZERO_VECTOR = "zero-vector"


def nonzero(answer: Reading, said: Said) -> Finding:
    """A matrix is not zero, of several vectors none is."""
    if answer.value == "matrix":
        return fails(say(_("All entries are zero."))) if answer.sight.all_zero(answer.entries) else HOLDS
    place = zero_column(answer)
    return fails(_is_zero(answer, place), ZERO_VECTOR) if place else HOLDS


def zero_column(answer: Reading) -> int:
    """The first column of zeros, from 1; 0 when there is none."""
    return next((i for i, v in enumerate(answer.columns, start=1) if answer.sight.all_zero(v)), 0)


def _is_zero(answer: Reading, place: int) -> Message:
    if len(answer.columns) == 1:
        return say(_("This is the zero vector."))
    if answer.sight.all_zero(answer.entries):
        return say(_("All entries are zero."))
    return say(_("Column %(column)d is the zero vector."), column=place)


def unit(answer: Reading, said: Said) -> Finding:
    """Every column has length 1."""
    for i, column in enumerate(answer.columns, start=1):
        square = dot(column, column)
        if not answer.sight.same(square, fmpq(1)):
            length, _one = shown_apart(_length(column), fmpq(1))
            if len(answer.columns) == 1:
                return fails(say(_("The vector has length %(length)s, not 1."), length=length))
            return fails(say(_("Column %(column)d has length %(length)s, not 1."), column=i, length=length))
    return HOLDS


def _length(column: Vector) -> Value:
    square = dot(column, column)
    return square_root(square if type(square) is fmpq else ball(square).mid())


def orthogonal(answer: Reading, said: Said) -> Finding:
    """Any two columns are orthogonal."""
    columns = answer.columns
    for j, v in enumerate(columns):
        for i, u in enumerate(columns[:j]):
            if not answer.sight.is_zero(dot(u, v)):
                text = _("Columns %(first)d and %(second)d have the inner product %(product)s, not 0.")
                return fails(say(text, first=i + 1, second=j + 1, product=shown(dot(u, v))))
    return HOLDS


def orthonormal(answer: Reading, said: Said) -> Finding:
    """The columns are orthogonal and have length 1."""
    angles = orthogonal(answer, said)
    return unit(answer, said) if angles.holds else angles


def orthogonal_to(answer: Reading, said: Said) -> Finding:
    """Every column is orthogonal to each of the vectors."""
    for column in answer.columns:
        for vector in said.vectors("orthogonal_to"):
            if len(vector) != len(column):
                text = _("A vector of %(want)d entries is asked, this has %(have)d.")
                raise Misfit(say(text, want=len(vector), have=len(column)))
            found = dot(column, vector)
            if not answer.sight.is_zero(found):
                text = _("The inner product of %(column)s with %(vector)s is %(product)s, not 0.")
                shown_now = {"column": shown_vector(column), "vector": shown_vector(vector), "product": shown(found)}
                return fails(say(text, **shown_now))
    return HOLDS


def independent(answer: Reading, said: Said) -> Finding:
    """The columns are linearly independent."""
    place = zero_column(answer)
    if place:
        return fails(_is_zero(answer, place), ZERO_VECTOR)
    found, count = rank(answer.matrix, answer.sight.is_zero), len(answer.columns)
    if found == count:
        return HOLDS
    if found == 1:
        return fails(say(_("The %(count)d columns are dependent: each is a multiple of one of them."), count=count))
    text = _("The %(count)d columns are dependent: only %(rank)d of them are independent.")
    return fails(say(text, count=count, rank=found))


def differs_from(answer: Reading, said: Said) -> Finding:
    """At least one entry is another than in the given vector or matrix."""
    other = said.matrix("differs_from")
    flat = tuple(entry for row in other for entry in row)
    if len(flat) != len(answer.entries):
        return HOLDS
    if any(not answer.sight.same(x, y) for x, y in zip(answer.entries, flat, strict=True)):
        return HOLDS
    return fails(say(_("This is the one that is given. Another one is asked.")))


def one_of(answer: Reading, said: Said) -> Finding:
    """The answer is in the list."""
    listed = said.keys["one_of"]
    if not isinstance(listed, list | tuple):
        raise ValueError("one_of wants a list of right answers")
    # all are read before one is compared, so that a faulty one is found whichever answer comes
    for other in [Said({"one_of": one}, said.given, {}).matrix("one_of") for one in listed]:
        flat = tuple(entry for row in other for entry in row)
        if len(flat) == len(answer.entries) and all(map(answer.sight.same, answer.entries, flat)):
            return HOLDS
    return Finding(False)

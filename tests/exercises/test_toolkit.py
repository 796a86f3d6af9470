"""The toolkit draws what it promises."""

from random import Random

import pytest
import sympy

from exercises.authoring import toolkit


@pytest.fixture(params=range(5))
def rng(request) -> Random:
    return Random(request.param)


def test_integers_stay_in_their_range(rng):
    assert set(toolkit.integers(rng, 200, -2, 3)) == {-2, -1, 0, 1, 2, 3}


def test_integers_can_avoid_zero_and_each_other(rng):
    drawn = toolkit.integers(rng, 5, -3, 2, nonzero=True, distinct=True)
    assert sorted(drawn) == [-3, -2, -1, 1, 2]


def test_unimodular_matrix_has_a_whole_inverse(rng):
    P = toolkit.unimodular(rng, 3)
    assert P.det() == 1
    assert all(entry.is_Integer for entry in toolkit.inv(P))


def test_invertible_matrix_is_invertible(rng):
    A = toolkit.invertible(rng, 2, -1, 1)
    assert A.det() != 0
    assert max(abs(entry) for entry in A) <= 1


def test_null_space_has_small_whole_vectors():
    A = sympy.Matrix([[2, 3, 0], [4, 6, 0]])
    basis = toolkit.null_space(A)
    assert [list(v) for v in basis] == [[-3, 2, 0], [0, 0, 1]]


def test_require_asks_for_another_draw():
    with pytest.raises(toolkit.Redraw):
        toolkit.require(sympy.false)


def test_shuffled_leaves_the_original(rng):
    original = [1, 2, 3, 4]
    assert sorted(toolkit.shuffled(rng, original)) == original == [1, 2, 3, 4]

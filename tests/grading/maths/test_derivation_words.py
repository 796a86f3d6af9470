"""Equations of matrices that are sums of multiples of given ones, and the signs and zeros of factors."""

from fractions import Fraction

import pytest

from grading.maths.derivations.declared import read_setting
from grading.maths.derivations.exact import holds_nowhere
from grading.maths.derivations.factor_signs import holds_by_factors
from grading.maths.derivations.facts import Facts
from grading.maths.derivations.language import read_statement
from grading.maths.derivations.remainders import remainders
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.windows import bounded, narrowed
from grading.maths.derivations.words import follows_by_words
from grading.maths.domains import Domain
from grading.maths.printing import to_text
from grading.maths.tree import Tree

MATRICES = {
    "A": {"shape": ["n", "n"]},
    "B": {"shape": ["m", "m"]},
    "D": {"shape": ["n", "k"]},
    "Q": {"shape": ["n", "n"], "is": "orthogonal"},
    "S": {"shape": ["n", "n"], "is": "symmetric"},
    "K": {"shape": ["n", "n"], "is": "skew"},
    "V": {"shape": ["n", "n"], "is": "invertible"},
    "x": {"shape": ["n"]},
    "lam": "real",
}
NUMBERS = {"a": "real", "b": "real", "w": "real", "g": "real", "L": "positive", "eta": "positive"}


def known(symbols: dict[str, object], claim: str, *given: str) -> tuple[Setting, Tree]:
    setting = read_setting(symbols, (), given)
    return setting, setting.expanded(read_statement(claim, setting.vocabulary)[0])


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        ("A^3 = A", "A^4 = A^2"),
        ("A^2 + A = I", "A^-1 = A + I"),
        ("A^T A = 2 I", "A^-1 = A^T/2"),
        ("A x = lam x", "A^2 x = lam^2 x"),
        ("A D = D", "A^2 D = D"),
        ("S A = A^T S", "A^T S^2 = S A S"),
        ("A = Q^T S Q", "A^2 = Q^T S^2 Q"),
        ("A^T = -A", "x^T A^T x + x^T A x = 0"),
        ("A V = V S", "V^-1 A V = S"),
        ("K A = I", "A^T K = -I"),
    ],
)
def test_what_is_a_sum_of_multiples_follows(given: str, claim: str) -> None:
    assert follows_by_words(*known(MATRICES, claim, given))


def test_a_number_is_zero_where_it_is_so_times_a_vector_that_is_not() -> None:
    given = ("A^2 + A = I", "A x = lam x")
    assert follows_by_words(*known(MATRICES, "lam^2 + lam = 1", *given, "x != 0"))
    assert not follows_by_words(*known(MATRICES, "lam^2 + lam = 1", *given))


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        ("A^3 = A", "A^2 = I"),
        ("A D = 0", "D = 0"),
        ("A^2 = A", "A^-1 = A"),
        ("A S = S A", "A^T S = A S"),
        ("A = I", "B = 0"),
        ("A x = 0", "x = 0"),
        ("A^2 = I", "A^-1 A^-1 x = x"),
    ],
)
def test_nothing_else_is_shown_by_words(given: str, claim: str) -> None:
    assert not follows_by_words(*known(MATRICES, claim, given))


@pytest.mark.parametrize(
    ("claim", "given", "expected"),
    [
        ("eta g^2 (1 - L eta/2) > 0", ("eta L < 2", "g != 0"), True),
        ("eta g^2 (1 - L eta/2) > 0", ("eta L < 2",), False),
        ("eta g^2 (1 - L eta/2) >= 0", ("eta L < 2",), True),
        ("a b^2/(L + 1) < 0", ("a < 0", "b != 0"), True),
        ("a b > 0", ("a < 0", "b > 0"), False),
        ("a b < 0", ("a < 0", "b > 0"), True),
        ("a/b >= 0", ("a >= 0",), False),
    ],
)
def test_the_sign_of_a_product_is_that_of_its_factors(claim: str, given: tuple[str, ...], *, expected: bool) -> None:
    setting, said = known(NUMBERS, claim, *given)
    assert holds_by_factors(Facts(setting), said) is expected


@pytest.mark.parametrize(
    ("given", "part", "left"),
    [
        ("(a + b) w = a", "a + b", ["1*b^1"]),
        ("a w = 1", "a", ["-1"]),
        ("a w = b + b^2", "w - 1", ["1*a^1 + (-1)*b^2 + (-1)*b^1"]),
    ],
)
def test_what_is_left_of_an_equation_where_a_part_is_zero(given: str, part: str, left: list[str]) -> None:
    setting, tree = known(NUMBERS, f"{part} = 0", "b = b", given)
    assert [to_text(each.terms[0]) for each in remainders(setting, tree.terms[0])] == left  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [(("a > 0", "a <= 4"), -1, 5), (("0 < a", "a < b"), -1, None), (("a = 7/2",), 2, 5), (("a < 10^9",), None, None)],
)
def test_bounds_that_are_given_narrow_a_domain(given: tuple[str, ...], low: int | None, high: int | None) -> None:
    parts = [known(NUMBERS, each)[1] for each in given]
    found = narrowed("a", Domain(), parts)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("domain", [Domain(), Domain(low=Fraction(3)), Domain(high=Fraction(0))])
def test_a_look_at_some_zeros_has_two_bounds(domain: Domain) -> None:
    found = bounded(domain)
    assert found.low is not None and found.high is not None and found.low < found.high


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("a^2 + 1 = 0",), True),
        (("a > 1", "a < 0"), True),
        (("a + b > 3", "a < 1", "b < 1"), True),
        (("a b = 1",), False),
    ],
)
def test_what_holds_nowhere_is_known(given: tuple[str, ...], *, expected: bool) -> None:
    setting, _said = known(NUMBERS, "a = a", *given)
    assert holds_nowhere(Facts(setting)) is expected

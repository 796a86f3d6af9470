"""Properties mention parameters by name; the stored field holds their values."""

import numpy as np
import sympy

from exercises.authoring.given import with_given
from exercises.content import make_content
from tests.exercises.bundles import bundle

PARAMS = {"A": sympy.Matrix([[1, 2], [3, 4]]), "lam": sympy.sqrt(2), "f": sympy.Symbol("x") ** 2, "b": np.array([1, 2])}


def given(**keys):
    return with_given({"kind": "property", "properties": [], **keys}, PARAMS)["given"]


def test_parameters_are_found_by_name_and_written_as_answers_are():
    assert given(properties=[{"eigenvector_of": "A", "eigenvalue": "lam"}]) == {"A": [[1, 2], [3, 4]], "lam": "sqrt(2)"}


def test_an_entry_of_a_parameter_mentions_it():
    assert given(properties=[{"holds": "x1 = b2"}]) == {"b": [1, 2]}


def test_formulas_are_no_numbers_to_give():
    assert given(properties=[{"holds": "f > 0"}]) == {}


def test_words_for_people_mention_nothing():
    assert given(properties=[{"unit": True, "says": "A b", "title": "lam", "name": "A"}]) == {}


def test_what_the_field_names_itself_is_no_parameter():
    assert given(properties=[{"holds": "b + A(1) > 0"}], entries=["b"], define={"A(t)": "t"}) == {}


def test_symbols_of_a_field_that_follows_are_no_parameters():
    field = {
        "kind": "symbolic",
        "symbols": {"lam": "real"},
        "follows": {"expects": "lam*a + b1", "unless": ["a = lam"]},
    }
    assert with_given(field, PARAMS, ["a"])["follows"]["given"] == {"b": [1, 2]}


def test_what_the_author_gives_wins():
    assert given(properties=[{"spans": "null_space", "of": "A"}], given={"A": [[0, 1]]}) == {"A": [[0, 1]]}


def test_other_kinds_stay_as_they_are():
    assert with_given({"kind": "number", "reference": 1}, PARAMS) == {"kind": "number", "reference": 1}


def test_a_stored_variant_holds_the_given_matrix():
    content = make_content(bundle("basics/property"), 3)
    assert set(content.fields["v"]["given"]) == {"A", "lam"}


def test_follow_through_knows_the_parameters_that_it_mentions():
    follows = {"expects": "inv(G)*c + k*b", "unless": ["G = D"], "given": {"k": 2}}
    params = {"c": sympy.Matrix([1, 2]), "k": 7, "b": 3, "D": sympy.eye(2), "G": 5, "other": 1}
    field = with_given({"kind": "matrix", "follows": follows}, params, ["G", "w"])
    assert field["follows"]["given"] == {"c": [[1], [2]], "b": 3, "D": [[1, 0], [0, 1]], "k": 2}


def test_a_predicate_is_given_every_number() -> None:
    assert set(given(properties=[{"predicate": "good"}])) == {name for name in PARAMS if given(define={"f": name})}


def test_symbols_of_entries_stand_for_themselves() -> None:
    assert "A" not in given(properties=[{"holds": "A = 1"}], symbols={"A": "real"})

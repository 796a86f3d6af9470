"""What units are worth, and of what they are units."""

import pytest
from flint import fmpq

from grading import DefinitionError, grade, read_field, reference_answer, understood
from grading.maths.numbers import evaluate
from grading.maths.units import UnknownUnit, conversion, nearest, read_unit, split

SPEED = {"kind": "number", "reference": "3.5", "unit": "m/s"}


@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("7 m / 2 s", "correct"),
        ("(7 m)/(2 s)", "correct"),
        ("7 meters / 2 seconds", "correct"),
        ("3.5 meters per second", "correct"),
        ("3.5 metres/second", "correct"),
        ("12.6 kilometres per hour", "correct"),
        ("7 m per 2 s", "correct"),
        ("8 m / 2 s", "incorrect"),
        ("3.5 meters per minute", "incorrect"),
        ("7 m / 2 s^2", "invalid"),
        ("7 m / 2", "invalid"),
        ("7 m / 2 s / 1 s", "invalid"),
        ("7 m / 2 kg s", "invalid"),
    ],
)
def test_quotients_of_quantities_are_read_where_they_have_one_meaning(typed, outcome):
    assert grade(SPEED, typed).outcome.value == outcome


@pytest.mark.parametrize("asked", ["m s", "m^2"])
def test_quotient_that_measures_something_else_is_refused_with_its_remedy(asked):
    verdict = grade(SPEED | {"unit": asked}, "7 m / 2 s")
    assert verdict.outcome.value == "invalid"
    assert f"one unit, such as `3.5 {asked}`" in str(verdict.messages[0])


def test_unit_in_words_is_told_where_only_a_number_is_asked():
    said = grade({"kind": "number", "reference": "3"}, "3 metres per second").messages
    assert str(said[0]) == "Enter only the number, without the unit `metres/second`."


@pytest.mark.parametrize(
    ("of", "to", "worth"),
    [
        ("km", "m", "1000"),
        ("h", "s", "3600"),
        ("km/h", "m/s", "5/18"),
        ("kg m s^-2", "N", "1"),
        ("MiB", "B", "1048576"),
        ("MB", "B", "1000000"),
        ("B", "bit", "8"),
        ("kWh", "J", "3600000"),
        ("cm^2", "m^2", "1/10000"),
        ("L", "cm^3", "1000"),
        ("GFLOPS", "FLOP/s", "1000000000"),
        ("/s", "Hz", "1"),
        ("%", "ppm", "10000"),
        ("µs", "ns", "1000"),
        ("μs", "us", "1"),
        ("kilometers", "m", "1000"),
        ("m s⁻¹", "m/s", "1"),
    ],
)
def test_units_of_the_same_are_converted(of, to, worth):
    one, other = read_unit(of), read_unit(to)
    assert one.measures_like(other)
    assert evaluate(conversion(one, other), of) == fmpq(*map(int, (worth + "/1").split("/")[:2]))


@pytest.mark.parametrize(
    ("one", "other"),
    [("m", "s"), ("m/s", "m s"), ("FLOP", "FLOPS"), ("J", "W"), ("€", "$"), ("token", "step"), ("m^2", "m^3")],
)
def test_units_of_different_things_are_told_apart(one, other):
    assert not read_unit(one).measures_like(read_unit(other))


@pytest.mark.parametrize("text", ["", "foo", "mm2x", "m//s", "m/", "s^", "^2", "kmin", "Mi", "m^x", "m!", "3", "m 3"])
def test_what_is_no_unit_is_refused(text):
    with pytest.raises(UnknownUnit):
        read_unit(text)


@pytest.mark.parametrize(("word", "meant"), [("secnds", "seconds"), ("S", "s"), ("qqq", ""), ("bytess", "bytes")])
def test_misspelt_unit_has_a_remedy(word, meant):
    assert nearest(word) == meant


def test_longest_unit_comes_first():
    assert [before for before, _unit in split("3 m s")] == ["3", "3 m"]
    assert list(split("2 pi")) == []


@pytest.mark.parametrize(
    ("answer", "latex"),
    [
        ("3.5 ms", r"3.5\,\mathrm{ms}"),
        ("3.5", "3.5"),
        ("2 m/s^2", r"2\,\mathrm{m}\,\mathrm{s}^{-2}"),
        ("5 kΩ", r"5\,\mathrm{k\Omega}"),
    ],
)
def test_reading_shows_number_and_unit(answer, latex):
    assert understood({"kind": "number", "reference": 3, "unit": "s"}, answer) == latex


@pytest.mark.parametrize(
    ("answer", "found"), [("3.5 s", ()), ("3.5 ms", ("milli",)), ("0.0035 s", ("milli",)), ("4 s", ())]
)
def test_misconception_may_have_a_unit_of_its_own(answer, found):
    misconceptions = [{"name": "milli", "says": "Milli is a thousandth.", "answer": "3.5 ms"}]
    field = {"kind": "number", "reference": "3500 ms", "unit": "s", "misconceptions": misconceptions}
    assert grade(field, answer).misconceptions == found


def test_reference_is_shown_with_its_unit():
    field = {"kind": "number", "reference": 3.5, "unit": "s"}
    assert reference_answer(field) == "3.5 s"
    assert grade(field, reference_answer(field)).score == 1


def test_unknown_unit_is_the_authors_to_mend():
    with pytest.raises(DefinitionError, match="furlong"):
        read_field({"kind": "number", "reference": 3, "unit": "furlong"})

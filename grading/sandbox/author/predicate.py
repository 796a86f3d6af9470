"""In the author's process: build the learner's answer from plain data and ask the author's predicates about it."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
import sympy

from grading.sandbox.author.process import Fault, run_file

FILE: Final = "predicate.py"
# What stands there without an import, as in variant.py.
NAMES: Final = {name: getattr(sympy, name) for name in sympy.__all__ if not name.startswith("_")} | {
    "np": np,
    "sympy": sympy,
    "Fraction": Fraction,
}
_CALLS: Final = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "abs": "Abs", "max": "Max", "min": "Min", "ceil": "ceiling",
}  # fmt: skip
_CONSTANTS: Final = {"pi": sympy.pi, "e": sympy.E, "i": sympy.I, "oo": sympy.oo}


def run(payload: Mapping[str, Any]) -> list[list[Any]]:
    """Call entry: [holds, words] of each predicate. Raises Fault, and whatever a predicate raises.

    payload: source, value, parts (name -> rows of {"tree", "error"}), given, asked ([{"name", "with"}]).
    """
    defined = run_file(FILE, payload["source"], dict(NAMES))
    value, errors = answer(payload, "tree"), answer(payload, "error")
    given = {name: constant(one) for name, one in payload["given"].items()} | {"errors": errors}
    return [_ask(defined, one, value, given) for one in payload["asked"]]


def _ask(defined: Mapping[str, Any], asked: Mapping[str, Any], value: Any, given: Mapping[str, Any]) -> list[Any]:
    function = defined.get(asked["name"])
    if not inspect.isfunction(function):
        raise Fault(f"{FILE}: defines no function {asked['name']}")
    known = {**given, **{name: constant(one) for name, one in asked["with"].items()}}
    _value, *others = inspect.signature(function).parameters.values()
    chosen = {one.name: known[one.name] for one in others if one.name in known}
    missing = [one.name for one in others if one.name not in known and one.default is one.empty]
    if missing:
        raise Fault(f"{FILE}: {asked['name']} asks for {missing[0]}, which is not given")
    return finding(function(value, **chosen), asked["name"])


def finding(told: Any, name: str) -> list[Any]:
    """What a predicate returned: whether it holds, or the words of what is wrong, or both."""
    if isinstance(told, str):
        return [False, told]
    if isinstance(told, tuple) and len(told) == 2 and isinstance(told[1], str):
        return [bool(told[0]), told[1]]
    if told is None or isinstance(told, tuple | list | dict):
        raise Fault(f"{FILE}: {name} returned {type(told).__name__}; return True, False, a text, or both in a tuple")
    return [bool(told), ""]


def answer(payload: Mapping[str, Any], key: str) -> Any:
    """The learner's answer: a number, a list of numbers or formulas, a Matrix, or a dict of those by name."""
    build: Callable[[Any], Any] = expression if key == "tree" else sympy.Rational
    parts = {name: [[build(entry[key]) for entry in row] for row in rows] for name, rows in payload["parts"].items()}
    if payload["value"] == "factorisation":
        return {name: sympy.Matrix(rows) for name, rows in parts.items()}
    (rows,) = parts.values()
    match payload["value"]:
        case "number":
            return rows[0][0]
        case "tuple" | "formulas":
            return [entry for row in rows for entry in row]
    return sympy.Matrix(rows)


def expression(data: Sequence[Any]) -> Any:
    """The SymPy expression of ["add", ["number", "1/2"], ["name", "x"]]; nothing in it is ever run as code."""
    match data:
        case ["number", str(digits)]:
            return sympy.Rational(digits)
        case ["name", str(name)]:
            return sympy.Symbol(name)
        case ["constant", str(name)]:
            return _CONSTANTS[name]
        case ["negate", inner]:
            return -expression(inner)
        case ["add", *terms]:
            return sympy.Add(*map(expression, terms))
        case ["multiply", *factors]:
            return sympy.Mul(*map(expression, factors))
        case ["divide", over, under]:
            return expression(over) / expression(under)
        case ["power", base, exponent]:
            return expression(base) ** expression(exponent)
        case ["call", str(name), *arguments]:
            return getattr(sympy, _CALLS.get(name, name))(*map(expression, arguments))
    raise Fault(f"an entry of another form: {data!r}")


def constant(given: Any) -> Any:
    """A parameter of the exercise: exact numbers, lists of them, rows as a Matrix; other texts as they are."""
    if isinstance(given, list | tuple):
        if given and all(isinstance(row, list | tuple) for row in given):
            return sympy.Matrix([[constant(entry) for entry in row] for row in given])
        return [constant(entry) for entry in given]
    if isinstance(given, bool) or given is None:
        return given
    if isinstance(given, float):
        return sympy.Rational(str(given))
    try:
        return sympy.sympify(given, rational=True)
    except (sympy.SympifyError, TypeError, ValueError):
        return given

"""An author's own predicate, a Python function in predicate.py; it runs in the author's sandbox, never here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from grading.maths.numbers import Typed
from grading.maths.tree import Add, Call, Constant, Divide, Multiply, Name, Negate, Number, Power, Tree, walk
from grading.maths.values import TooMuch
from grading.messages import Message
from grading.properties.reading import Reading, has_decimals
from grading.properties.said import HOLDS, Finding, Said
from grading.sandbox import ChildFailed, Limits, get_sandbox
from grading.sandbox.limits import SandboxDied

_ENTRY = "grading.sandbox.author.predicate:run"
LIMITS = Limits(seconds=10, memory_mb=768)
_LARGEST_EXPONENT = 40
_SMALLEST, _LARGEST = arb("1e-300"), arb("1e300")
_OPERATIONS: dict[type, str] = {Negate: "negate", Add: "add", Multiply: "multiply", Divide: "divide", Power: "power"}


class PredicateFailed(Exception):
    """The author's predicate gave no finding. Never the learner's loss."""


@dataclass(frozen=True)
class Question:
    """What the predicates are asked about. value: which kind of answer; parts: name -> entries as typed."""

    source: str
    value: str
    parts: Mapping[str, Sequence[Sequence[Typed]]]
    given: Mapping[str, Any]


def unasked(answer: Reading, said: Said) -> Finding:
    """A predicate is asked in the sandbox, once for all readings of an answer."""
    raise ValueError("a predicate cannot stand here")


def check_source(source: str, name: str) -> None:
    """Raise ValueError when the file does not define the predicate, as far as can be seen without running it."""
    if not re.search(rf"^def {re.escape(name)}\(", source, re.MULTILINE):
        raise ValueError(f"predicate.py defines no function {name}(value)")


def ask(question: Question, asked: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """What each predicate finds. asked: {predicate: name, with: more parameters}.

    Raises PredicateFailed, SandboxUnavailable.
    """
    parts = {name: [[_plain(typed) for typed in row] for row in rows] for name, rows in question.parts.items()}
    payload = {
        "source": question.source,
        "value": question.value,
        "parts": parts,
        "given": dict(question.given),
        "asked": [{"name": str(one["predicate"]), "with": dict(one.get("with", {}))} for one in asked],
    }
    try:
        found = get_sandbox().call(_ENTRY, payload, limits=LIMITS)
    except (ChildFailed, SandboxDied) as failed:
        raise PredicateFailed(str(failed)) from failed
    return _read(found, len(asked))


def _read(found: Any, count: int) -> list[Finding]:
    """What came out of the sandbox, where the author's code ran: nothing about it is taken for granted."""
    pairs = found if isinstance(found, list) and len(found) == count else []
    if not pairs or not all(isinstance(pair, list) and list(map(type, pair)) == [bool, str] for pair in pairs):
        raise PredicateFailed("the predicate gave something of another form")
    return [HOLDS if holds else Finding(False, Message(words[:1000]) if words else None) for holds, words in pairs]


def _plain(typed: Typed) -> dict[str, Any]:
    """One entry as plain data: its formula, and how far the true value of a decimal may be from it."""
    unit = typed.unit if has_decimals(typed) else 0
    return {"tree": _value_or_tree(typed), "error": str(unit)}


def _value_or_tree(typed: Typed) -> Any:
    """The number itself where it is rational; else its formula, and digits where SymPy might compute for ever."""
    if typed.value is None or not _is_heavy(typed.tree):
        return as_data(typed.tree) if type(typed.value) is not fmpq else ["number", str(typed.value)]
    if type(typed.value) is fmpq:
        return ["number", str(typed.value)]
    if not _SMALLEST < abs(typed.value) < _LARGEST:
        raise TooMuch
    return ["number", typed.value.str(60, radius=False)]


def _is_heavy(tree: Tree) -> bool:
    """Whether powers or functions in it may have very many digits."""
    return any(
        (isinstance(node, Power) and not _is_small(node.exponent))
        or (isinstance(node, Call) and node.function in ("factorial", "gamma", "binomial"))
        for node, _depth in walk(tree)
    )


def _is_small(exponent: Tree) -> bool:
    inner = exponent.inner if isinstance(exponent, Negate) else exponent
    if isinstance(inner, Divide) and isinstance(inner.over, Number) and isinstance(inner.under, Number):
        return max(inner.over.value, inner.under.value) <= _LARGEST_EXPONENT
    return isinstance(inner, Number) and inner.value <= _LARGEST_EXPONENT


def as_data(tree: Tree) -> Any:
    """A formula as lists: ["add", ["number", "1/2"], ["name", "x"]]."""
    match tree:
        case Number(value):
            return ["number", str(value)]
        case Name(name):
            return ["name", name]
        case Constant(name):
            return ["constant", name]
        case Negate(inner):
            return ["negate", as_data(inner)]
        case Add(parts) | Multiply(parts):
            return [_OPERATIONS[type(tree)], *map(as_data, parts)]
        case Divide(first, second) | Power(first, second):
            return [_OPERATIONS[type(tree)], as_data(first), as_data(second)]
        case Call(function, arguments):
            return ["call", function, *map(as_data, arguments)]
    raise PredicateFailed(f"{type(tree).__name__} cannot be handed to a predicate")

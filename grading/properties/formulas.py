"""`holds`: a relation between the entries of the answer in the expression language, with an author's definitions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from grading.errors import AnswerError
from grading.maths.parser import parse_reference
from grading.maths.printing import to_latex
from grading.maths.reals import REAL
from grading.maths.tree import Call, Logic, Name, Relation, Tree, sort
from grading.maths.trees import substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Value
from grading.messages import Message, _, say
from grading.properties.reading import Reading, Sight, shown_apart
from grading.properties.said import HOLDS, Finding, Said, fails

_SIGNATURE = re.compile(r"([A-Za-z]\w*)\s*\(([^()]*)\)")
_DEEPEST = 12
_CALLS = 2_000
# A longer relation is not repeated to the learner.
_LONGEST_SHOWN = 120


@dataclass(frozen=True)
class Formula:
    """An expression or relation whose calls of defined functions are names: placeholder -> (function, arguments)."""

    tree: Tree
    calls: Mapping[str, tuple[str, tuple["Formula", ...]]]

    @property
    def written(self) -> Tree:
        """As its author wrote it, with the calls in their places."""
        parts = {
            placeholder: Call(name, tuple(one.written for one in arguments)) if arguments else Name(name)
            for placeholder, (name, arguments) in self.calls.items()
        }
        return substituted(self.tree, parts)


@dataclass(frozen=True)
class Definition:
    """`f(x, y)` with its body; a plain name is a function without parameters."""

    parameters: tuple[str, ...]
    body: str


def check_formula(said: Said, names: tuple[str, ...]) -> None:
    """Raise ValueError when a formula, or a definition that it needs, cannot be read."""
    known = tuple(dict.fromkeys((*names, *_scalars(said))))
    definitions = read_definitions(tuple(said.definitions.items()))
    for name, definition in definitions.items():
        what = f"the definition of {name}"
        _refuse_no_value(_read(definition.body, (*known, *definition.parameters), definitions, what), definition.body)
    for text in _relations(said):
        tree = _read(text, known, definitions, "holds").tree
        if sort(tree) != "truth":
            raise ValueError(f"holds `{text}` is no relation")
        if isinstance(tree, Logic) and not tree.parts:
            raise ValueError(f"holds `{text}` is the same for every answer; write a relation such as `x1 > 0`")


def holds(answer: Reading, said: Said) -> Finding:
    """Whether all relations hold; the first that does not is told with the values of its sides."""
    evaluation = _evaluation(answer, said)
    for text in _relations(said):
        formula = _read(text, tuple(evaluation.point), evaluation.definitions, "holds")
        try:
            broken = evaluation.broken(formula)
        except Undefined:
            return fails(say(_("With these numbers $%(relation)s$ has no value."), relation=to_latex(formula.written)))
        if broken is not None:
            return fails(broken)
    return HOLDS


def value_of(text: str, answer: Reading, said: Said, what: str) -> Value:
    """The value of an author's formula where the answer is looked at. Raises Undefined where it has none."""
    return _evaluation(answer, said).value(text, what)


def _evaluation(answer: Reading, said: Said) -> "_Evaluation":
    # what has names of its own, such as a list of formulas of any length, is not called by others
    entries = dict(zip(answer.names, answer.entries, strict=True)) if answer.names else {}
    point: dict[str, Value] = {**answer.point, **entries}
    scalars = {name: value for name, value in _scalars(said).items() if name not in point}
    definitions = read_definitions(tuple(said.definitions.items()))
    return _Evaluation(definitions, {**scalars, **point}, answer.sight)


def read_definitions(items: tuple[tuple[str, str], ...]) -> dict[str, Definition]:
    """name -> definition, from keys such as `f(x)` and `m`."""
    found: dict[str, Definition] = {}
    for signature, body in items:
        match = _SIGNATURE.fullmatch(signature.strip())
        name = match[1] if match else signature.strip()
        parameters = tuple(part.strip() for part in match[2].split(",") if part.strip()) if match else ()
        if not name.isidentifier() or not all(part.isidentifier() for part in parameters):
            raise ValueError(f"`{signature}` is no signature such as f(x)")
        found[name] = Definition(parameters, str(body))
    return found


class _Evaluation:
    """Evaluates formulas at one point; the functions see the entries of the answer too."""

    def __init__(self, definitions: Mapping[str, Definition], point: Mapping[str, Value], sight: Sight) -> None:
        self.definitions = definitions
        self.point = dict(point)
        self.sight = sight
        self.calls = 0
        self.depth = 0

    def value(self, text: str, what: str) -> Value:
        formula = _read(text, tuple(self.point), self.definitions, what)
        _refuse_no_value(formula, text)
        return self._value(formula, self.point)

    def broken(self, formula: Formula) -> Message | None:
        """What is said of a relation that does not hold, None when it does."""
        return self._broken(formula.tree, self._bound(formula, self.point), to_latex(formula.written))

    def _broken(self, tree: Tree, point: Mapping[str, Value], relation: str) -> Message | None:
        if isinstance(tree, Logic):
            parts = [self._broken(part, point, relation) for part in tree.parts]
            if tree.word == "and":
                return next((part for part in parts if part is not None), None)
            if tree.word == "or":
                return None if any(part is None for part in parts) else next(iter(parts), say(_("It never holds.")))
            return say(_("A condition holds that must not.")) if parts[0] is None else None
        if not isinstance(tree, Relation):
            raise ValueError("a formula of `holds` must be a relation")
        values = [Evaluator(REAL, point).value(term) for term in tree.terms]
        for left, sign, right in zip(values[:-1], tree.signs, values[1:], strict=True):
            if not _is_true(self.sight.sign(left - right), sign):
                return _sides(relation, left, sign, right)
        return None

    def _bound(self, formula: Formula, point: Mapping[str, Value]) -> dict[str, Value]:
        """The point, with the value of every call."""
        bound = dict(point)
        for placeholder, (name, arguments) in formula.calls.items():
            bound[placeholder] = self._call(name, [self._value(argument, point) for argument in arguments])
        return bound

    def _value(self, formula: Formula, point: Mapping[str, Value]) -> Value:
        return Evaluator(REAL, self._bound(formula, point)).value(formula.tree)

    def _call(self, name: str, arguments: list[Value]) -> Value:
        definition = self.definitions[name]
        self.calls += 1
        self.depth += 1
        if self.calls > _CALLS or self.depth > _DEEPEST:
            raise TooMuch
        inner = {**self.point, **dict(zip(definition.parameters, arguments, strict=True))}
        value = self._value(_read(definition.body, tuple(inner), self.definitions, name), inner)
        self.depth -= 1
        return value


def _sides(relation: str, left: Value, sign: str, right: Value) -> Message:
    """What both sides are where a relation does not hold. relation: in LaTeX."""
    first, second = shown_apart(left, right)
    if len(relation) > _LONGEST_SHOWN:
        text = _("The left side is %(left)s, the right side %(right)s; asked is left `%(sign)s` right.")
        return say(text, left=first, right=second, sign=sign)
    if first == second:
        return say(_("In $%(relation)s$ both sides are %(value)s."), relation=relation, value=first)
    text = _("In $%(relation)s$ the left side is %(left)s, the right side %(right)s.")
    return say(text, relation=relation, left=first, right=second)


def _is_true(order: int, sign: str) -> bool:
    return {"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]


def _relations(said: Said) -> list[str]:
    text = said.keys["holds"]
    return [str(one) for one in text] if isinstance(text, list | tuple) else [str(text)]


def _scalars(said: Said) -> dict[str, Value]:
    """The given numbers by name; the entries of given vectors as `v1`, of given matrices as `A12`."""
    found: dict[str, Value] = {}
    for name in said.given:
        rows = Said({name: name}, said.given, {}).matrix(name)
        flat = len(rows[0]) == 1 or len(rows) == 1
        if len(rows) == len(rows[0]) == 1:
            found[name] = rows[0][0]
            continue
        for i, row in enumerate(rows, start=1):
            for j, entry in enumerate(row, start=1):
                found[f"{name}{max(i, j) if flat else f'{i}{j}'}"] = entry
    return found


def _read(source: str, names: tuple[str, ...], definitions: Mapping[str, Definition], what: str) -> Formula:
    try:
        return _read_formula(source, names, tuple((name, len(one.parameters)) for name, one in definitions.items()))
    except AnswerError as problem:
        raise ValueError(f"{what} `{source}` cannot be read: {problem}") from problem


@lru_cache(maxsize=2048)
def _read_formula(source: str, names: tuple[str, ...], functions: tuple[tuple[str, int], ...]) -> Formula:
    """Replace the calls of defined functions by placeholders, then read the rest with the grammar."""
    arity = {name: count for name, count in functions if name not in names}
    calls: dict[str, tuple[str, tuple[Formula, ...]]] = {}
    text, place = "", 0
    for found in re.finditer(r"(?<![A-Za-z0-9_])([A-Za-z]\w*)", source):
        name = found[1]
        if found.start() < place or name not in arity:
            continue
        end, arguments = _arguments(source, found.end()) if arity[name] else (found.end(), [])
        if len(arguments) != arity[name]:
            raise ValueError(f"{name} takes {arity[name]} arguments in `{source}`")
        placeholder = f"call_{len(calls) + 1}"
        read = tuple(_read_formula(one, names, functions) for one in arguments)
        for argument, formula in zip(arguments, read, strict=True):
            _refuse_no_value(formula, argument)
        calls[placeholder] = (name, read)
        text += f"{source[place : found.start()]} {placeholder} "
        place = end
    return Formula(parse_reference(text + source[place:], (*names, *calls)), calls)


def _refuse_no_value(formula: Formula, source: str) -> None:
    if sort(formula.tree) != "value":
        raise ValueError(f"`{source.strip()}` is no expression; no relation and no list can stand there")


def _arguments(source: str, start: int) -> tuple[int, list[str]]:
    """What stands in the parentheses that open at `start`, parted by commas, and where they end."""
    if source[start : start + 1] != "(":
        return start, []
    parts: list[str] = []
    depth, part = 0, ""
    for place in range(start, len(source)):
        character = source[place]
        depth += (character in "([{") - (character in ")]}")
        if not depth:
            return place + 1, [*parts, part]
        if character == "," and depth == 1:
            parts.append(part)
            part = ""
        elif place > start:
            part += character
    raise ValueError(f"a parenthesis is not closed in `{source}`")

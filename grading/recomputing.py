"""Work out what a later field expects from a learner's own earlier answers: formulas, no author's code.

Numbers and formulas are put in for their names, so that roots stay roots; with a matrix the formula is computed, and
what is not rational then counts as a decimal that was rounded.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from flint import arb, fmpq

from grading.errors import AnswerError
from grading.kinds import KINDS
from grading.kinds.base import Field, Raw
from grading.kinds.matrix import MatrixField, Rows
from grading.kinds.number import NumberField
from grading.maths import equivalence, numbers
from grading.maths.decisions import Outcome
from grading.maths.domains import Domain
from grading.maths.matrices import algebra
from grading.maths.matrices.algebra import MATRICES
from grading.maths.matrices.evaluation import Point, evaluate
from grading.maths.matrices.inference import infer
from grading.maths.matrices.parser import parse_reference as parse_matrices
from grading.maths.matrices.symbols import Shaped, Symbols, read_symbols
from grading.maths.numbers import DEFAULT_RTOL
from grading.maths.parser import parse_reference
from grading.maths.printing import to_text
from grading.maths.reals import REAL
from grading.maths.sampling import plan
from grading.maths.tree import Name, Tree, names
from grading.maths.trees import substituted
from grading.maths.values import Evaluator, TooMuch, Undefined, Unsure, Value, bits

# What an earlier answer stands for in a formula: an expression, or rows of numbers.
Own = Tree | Rows
# A name, or a number, which may hold an `e` that is no name.
_WORD = re.compile(r"[A-Za-z]\w*|\d+\.?\d*(?:[eE][-+]?\d+)?")
_RELATION = re.compile(r"<=|>=|!=|==|[<>=]")
_FREE_OF = re.compile(r"(?P<formula>.+?) +free +of +(?P<name>\w+) *")
# A name that nobody can declare, for another value of a symbol; points at which formulas are compared by size.
_OTHER, _TRIES = "_other", 16
_BITS = (320, 1280)
_DECIMALS = 30
# Beyond this a computed decimal has too few digits behind the point to be compared.
_LARGEST = 10**15


class NotWorkable(Exception):
    """The earlier values lead to nothing that could be compared: a division by zero, another shape, a giant number."""


def mentioned(field: Field, known: Iterable[str]) -> tuple[str, ...]:
    """Which of the known names the field's `follows` mentions."""
    if field.follows is None:
        return ()
    return tuple(name for name in known if any(_uses(formula, name) for formula in field.follows.formulas))


def own_value(field: Field, raw: Raw) -> Own:
    """What this answer stands for in the formulas of later fields. Raises AnswerError, NotWorkable."""
    answer = KINDS[field.kind].parse(field, raw)
    match field.kind:
        case "number" | "matrix_expression":
            tree: Tree = answer.tree
            return tree
        case "symbolic" | "matrix":
            own: Own = answer
            return own
        case "property" if len(answer) == 1:
            rows: Rows = answer[0]
            return rows
    raise NotWorkable


def given_value(field: Field, value: Any) -> Own:
    """A number, rows, or a formula in the field's own symbols, as the author gave it."""
    if isinstance(value, list | tuple):
        rows = MatrixField(kind="matrix", reference=value).reference
        return tuple(tuple(map(numbers.read_reference, row)) for row in rows)
    symbols: Mapping[str, Any] = getattr(field, "symbols", {})
    return parse_reference(str(value), tuple(symbols))


def recompute(field: Field, own: Mapping[str, Own]) -> dict[str, Any]:
    """The keys of the field that change when the earlier fields are worth this.

    Raises NotWorkable, and Unsure where it cannot be told.
    """
    assert field.follows is not None
    expects = field.follows.expects
    try:
        if isinstance(expects, dict):
            return _recompute_mapping(field, expects, own)
        if field.kind == "matrix":
            return {"reference": _rows(expects, own), **_rounding(field)}
        if field.kind == "number":
            return {"reference": _number(str(expects), own), **_rounding(field)}
        return {"reference": _formula(field, str(expects), own)}
    except (Undefined, TooMuch, AnswerError, OverflowError) as problem:
        raise NotWorkable from problem


def _recompute_mapping(field: Field, expects: Mapping[str, str], own: Mapping[str, Own]) -> dict[str, Any]:
    if field.kind == "property":
        given: Mapping[str, Any] = getattr(field, "given", {})
        return {"given": {**given, **{name: _entries(_value(formula, own)) for name, formula in expects.items()}}}
    for key, condition in expects.items():
        if holds(condition, own):
            return {"reference": key}
    raise NotWorkable


def _number(formula: str, own: Mapping[str, Own]) -> str:
    if _has_matrix(formula, own):
        return _text(algebra.as_number(_value(formula, own)))
    trees = {name: value for name, value in own.items() if not isinstance(value, tuple)}
    found = substituted(parse_reference(formula, tuple(trees)), trees)
    # Here it is told apart from what nobody can work out whether only the machine cannot.
    with bits(_BITS[-1]):
        Evaluator(REAL, {}).value(found)
    return to_text(found)


def _formula(field: Field, formula: str, own: Mapping[str, Own]) -> str:
    """The formula with the earlier ones put in; a name that is no earlier field is a symbol of the field."""
    trees = {name: value for name, value in own.items() if not isinstance(value, tuple)}
    symbols: Mapping[str, Any] = getattr(field, "symbols", {})
    if field.kind == "symbolic":
        known = dict.fromkeys((*trees, *symbols))
        return to_text(substituted(parse_reference(formula, tuple(known)), trees))
    declared = read_symbols(symbols)
    tree, _places = parse_matrices(
        formula, tuple(dict.fromkeys((*trees, *declared.names))), declared.sizes, declared.shapes
    )
    return to_text(substituted(tree, trees))


def _rows(expects: Any, own: Mapping[str, Own]) -> list[list[str]]:
    if isinstance(expects, str):
        value = _value(expects, own)
        rows = _entries(value)
        return rows if isinstance(rows, list) else [[rows]]
    return [[_number(str(entry), own) for entry in row] for row in expects]


def _rounding(field: Field) -> dict[str, Any]:
    """A reference that was rounded allows for rounding; what is recomputed from exact values must do so, too."""
    assert isinstance(field, NumberField | MatrixField)
    if not field.tolerance.is_exact:
        return {}
    entries = (
        [field.reference] if isinstance(field, NumberField) else [entry for row in field.reference for entry in row]
    )
    is_rounded = any(numbers.is_computed(numbers.read_reference(entry)) for entry in entries)
    return {"rtol": DEFAULT_RTOL} if is_rounded else {}


def holds(condition: str, own: Mapping[str, Own], domains: Mapping[str, Domain] | None = None) -> bool:
    """Whether a condition such as `a = 0`, `norm(d) < 1` or `f free of x` is true of the values.

    domains: of the symbols in formulas; a formula is less than another where it is so wherever that is tried. Raises
    Unsure, NotWorkable.
    """
    independent = _FREE_OF.fullmatch(condition)
    sign = _RELATION.search(condition)
    if sign is None and independent is None:
        raise NotWorkable
    try:
        if independent:
            return _is_free_of(independent["formula"], independent["name"], own, domains or {})
        assert sign is not None
        left, right = condition[: sign.start()], condition[sign.end() :]
        if _is_open(condition, own, domains or {}):
            return _holds_of_formulas(left, sign[0], right, own, domains or {})
        return _compare(_value(left, own), sign[0], _value(right, own))
    except (Undefined, TooMuch, AnswerError) as problem:
        raise NotWorkable from problem


def _is_open(condition: str, own: Mapping[str, Own], domains: Mapping[str, Domain]) -> bool:
    """Whether formulas with symbols take part."""
    return any(_uses(condition, name) for name in domains if name not in own) or any(
        not isinstance(value, tuple) and bool(names(value)) for name, value in own.items() if _uses(condition, name)
    )


def _put_in(formula: str, own: Mapping[str, Own], domains: Mapping[str, Domain]) -> Tree:
    trees = {name: value for name, value in own.items() if not isinstance(value, tuple)}
    return substituted(parse_reference(formula, tuple(dict.fromkeys((*trees, *domains)))), trees)


def _is_free_of(formula: str, name: str, own: Mapping[str, Own], domains: Mapping[str, Domain]) -> bool:
    """Whether the formula stays as it is when the symbol takes another value."""
    tree = _put_in(formula, own, domains)
    domain = domains.get(name, Domain())
    return _are_same(tree, substituted(tree, {name: Name(_OTHER)}), {**domains, name: domain, _OTHER: domain})


def _holds_of_formulas(left: str, sign: str, right: str, own: Mapping[str, Own], domains: Mapping[str, Domain]) -> bool:
    first, second = (_put_in(side, own, domains) for side in (left, right))
    if sign in ("=", "==", "!="):
        return _are_same(first, second, domains) == (sign != "!=")
    used = {name: domains.get(name, Domain()) for name in sorted(names(first) | names(second))}
    found: list[bool] = []
    for point in islice(plan(first, second, used).points, _TRIES):
        with bits(_BITS[0]), suppress(Undefined, Unsure, TooMuch):
            values = [Evaluator(REAL, point).value(side) for side in (first, second)]
            found.append(_compare(values[0], sign, values[1]))
    if not found:
        raise NotWorkable
    return all(found)


def _same_formula(left: str, right: str, own: Mapping[str, Own]) -> bool:
    return _are_same(_put_in(left, own, {}), _put_in(right, own, {}), {})


def _are_same(first: Tree, second: Tree, domains: Mapping[str, Domain]) -> bool:
    used = {name: domains.get(name, Domain()) for name in names(first) | names(second)}
    decision = equivalence.compare(first, second, used)
    if decision.outcome is Outcome.UNDECIDED:
        raise Unsure
    return decision.equal


def _compare(left: Value, sign: str, right: Value) -> bool:
    gap = algebra.plus(left, -right)
    gaps = [_sign(entry) for entry in gap.entries()] if isinstance(gap, MATRICES) else [_sign(gap)]
    tests = {
        "<": lambda one: one < 0, ">": lambda one: one > 0, "<=": lambda one: one <= 0, ">=": lambda one: one >= 0,
    }  # fmt: skip
    if sign in tests:
        return all(map(tests[sign], gaps))
    return any(gaps) if sign == "!=" else not any(gaps)


def _sign(value: Value) -> int:
    if type(value) is fmpq:
        return int(value > 0) - int(value < 0)
    if value.contains(0):
        if value.abs_upper() < arb(2) ** -(_BITS[0] // 2):
            return 0
        raise Unsure
    return 1 if value > 0 else -1


def is_zero(field: Field, changes: Mapping[str, Any]) -> bool:
    """Whether what is expected now is nothing but zero. Raises Unsure."""
    reference = changes.get("reference")
    if field.kind in ("number", "matrix"):
        rows = reference if isinstance(reference, list) else [[reference]]
        with bits(_BITS[0]):
            return not any(_sign(numbers.read_reference(entry).value) for row in rows for entry in row)
    if field.kind == "symbolic":
        return _same_formula("it", "0", {"it": given_value(field, reference)})
    return False


def is_without_symbols(field: Field, changes: Mapping[str, Any]) -> bool:
    """Whether what is expected now is the same for all values of the symbols. Raises Unsure."""
    if field.kind != "symbolic" or not isinstance(changes.get("reference"), str):
        return False
    own = {"it": given_value(field, changes["reference"])}
    domains: Mapping[str, Domain] = getattr(field, "domains", {})
    return all(_is_free_of("it", name, own, domains) for name in domains)


def _value(formula: str, own: Mapping[str, Own]) -> Value:
    """The number or matrix that the formula is worth. Raises Undefined, Unsure, TooMuch, AnswerError, NotWorkable."""
    used = {name: value for name, value in own.items() if _uses(formula, name)}
    if any(not isinstance(value, tuple) and names(value) for value in used.values()):
        raise NotWorkable
    shaped = {name: Shaped(len(rows), len(rows[0])) for name, rows in used.items() if isinstance(rows, tuple)}
    symbols = Symbols(shaped, {name: Domain() for name in used if name not in shaped})
    tree, places = parse_matrices(formula, symbols.names, (), symbols.shapes)
    reading = infer(tree, symbols, places)
    reading.close()
    for count in _BITS:
        try:
            with bits(count):
                point = Point({}, {name: _as_value(value) for name, value in used.items()})
                return evaluate(reading, point)
        except Unsure:
            if count == _BITS[-1]:
                raise
    raise Unsure


def _as_value(own: Own) -> Value:
    if not isinstance(own, tuple):
        return numbers.evaluate(own, to_text(own))
    found = algebra.matrix(len(own), len(own[0]), [entry.value for row in own for entry in row])
    return algebra.as_number(found) if len(own) == len(own[0]) == 1 else found


def _has_matrix(formula: str, own: Mapping[str, Own]) -> bool:
    return any(isinstance(value, tuple) for name, value in own.items() if _uses(formula, name))


def _uses(formula: str, name: str) -> bool:
    return name in _WORD.findall(formula)


def _entries(value: Value) -> Any:
    """Rows of texts, or the text of a number."""
    if not isinstance(value, MATRICES):
        return _text(value)
    return [[_text(value[row, column]) for column in range(value.ncols())] for row in range(value.nrows())]


def _text(value: Value) -> str:
    """A fraction, or a decimal with so many digits that it counts as one that was rounded."""
    if type(value) is fmpq:
        return f"{value.p}/{value.q}" if value.q != 1 else str(value.p)
    if not abs(value) < _LARGEST:
        raise TooMuch
    written = f"{Decimal(value.str(_DECIMALS, radius=False)):f}"
    return written if "." in written else f"{written}.0"

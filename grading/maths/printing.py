"""Print a tree as text of the language or as LaTeX; `parse` reads both back to the same tree."""

import re
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from grading.maths.alphabet import GREEK_NAMES
from grading.maths.functions import FUNCTIONS
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Interval,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    is_where,
)

_OR, _AND, _NOT, _RELATION, _UNION, _SUM, _ENTRYWISE, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 12)


def decimal_text(value: Fraction) -> str:
    """A non-negative fraction with a finite expansion, written out; very large and small ones with a power of ten."""
    if value.denominator == 1:
        digits = str(value.numerator)
        bare = digits.rstrip("0")
        return digits if len(digits) < 25 or not bare else f"{bare}e{len(digits) - len(bare)}"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str((value * 10**places).numerator)
    if places - len(digits) > 6:
        return f"{digits}e-{places}"
    digits = digits.rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def to_text(tree: Tree) -> str:
    """The tree in the plain grammar.

    >>> from grading.maths.parser import parse
    >>> to_text(parse("2x(y + 1)", ("x", "y")))
    '2*x*(y + 1)'
    """
    return _text(tree)[0]


def _text(tree: Tree) -> tuple[str, int]:
    """The text and how strongly its outermost operator binds."""
    match tree:
        case Number(value):
            return decimal_text(value), _ATOM
        case Name(name) | Constant(name):
            return name, _ATOM
        case Negate(inner):
            return f"-{_in_text(inner, _PRODUCT, strict=isinstance(inner, Negate))}", _SUM
        case Add(terms):
            return _text_sum(terms), _SUM
        case Multiply(factors):
            first = _in_text(factors[0], _PRODUCT, strict=isinstance(factors[0], Multiply))
            return "*".join((first, *(_in_text(factor, _SIGN) for factor in factors[1:]))), _PRODUCT
        case Divide(over, under):
            return f"{_in_text(over, _PRODUCT)}/{_in_text(under, _SIGN)}", _PRODUCT
        case Power(base, exponent):
            return f"{_in_text(base, _ATOM)}^{_in_text(exponent, _POWER)}", _POWER
        case Call():
            return _text_call(tree)
        case Fold(kind, body, index, low, high):
            return f"{kind}({to_text(body)}, ({index}, {to_text(low)}, {to_text(high)}))", _ATOM
        case _:
            return _text_statement(tree)


def _text_call(tree: Call) -> tuple[str, int]:
    match tree:
        case Call("union" | "intersection" | "difference" as name, parts):
            sign = {"union": " ∪ ", "intersection": " ∩ "}.get(name, " ∖ ")
            return sign.join((_in_text(parts[0], _UNION), *(_in_text(part, _SUM) for part in parts[1:]))), _UNION
        case Call("transpose", (inner,)):
            return (f"({to_text(inner)}).T" if isinstance(inner, Number) else f"{_in_text(inner, _ATOM)}.T"), _ATOM
        case Call("row", (base, *indices)):
            return f"{_in_text(base, _ATOM)}[{', '.join(map(to_text, indices))}]", _ATOM
        case Call("hstack" | "vstack") if all(not is_stack(block) for row in block_rows(tree) for block in row):
            rows = [f"[{', '.join(map(to_text, row))}]" for row in block_rows(tree)]
            return (rows[0] if len(rows) == 1 else f"[{', '.join(rows)}]"), _ATOM
    return f"{tree.function}({', '.join(map(to_text, tree.arguments))})", _ATOM


def is_stack(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.function in ("hstack", "vstack")


def block_rows(tree: Call) -> list[tuple[Tree, ...]]:
    """The rows of a matrix of blocks."""
    if tree.function == "hstack":
        return [tree.arguments]
    return [row.arguments if isinstance(row, Call) and row.function == "hstack" else (row,) for row in tree.arguments]


def _text_statement(tree: Tree) -> tuple[str, int]:
    match tree:
        case Relation(terms, signs):
            parts_text = [_in_text(term, _UNION) for term in terms]
            pairs = zip(signs, parts_text[1:], strict=True)
            return parts_text[0] + "".join(f" {sign} {part}" for sign, part in pairs), _RELATION
        case Logic(word, ()):
            return ("true" if word == "and" else "false"), _ATOM
        case Logic("not", (part,)):
            return f"not {_in_text(part, _RELATION)}", _NOT
        case Logic(word, parts):
            level = _OR if word == "or" else _AND
            return f" {word} ".join(_in_text(part, level, strict=True) for part in parts), level
        case Items(kind, items):
            inside = ", ".join(map(to_text, items))
            return (f"{{{inside}}}" if kind == "set" else f"({inside}{',' if len(items) == 1 else ''})"), _ATOM
        case Interval(low, high, closed_low, closed_high):
            return f"{'[' if closed_low else '('}{to_text(low)}, {to_text(high)}{']' if closed_high else ')'}", _ATOM
    raise TypeError(tree)


def _in_text(tree: Tree, level: int, *, strict: bool = False) -> str:
    text, binding = _text(tree)
    return (
        f"({text})"
        if binding < level or (strict and binding == level) or (strict and isinstance(tree, Negate))
        else text
    )


def _text_sum(terms: tuple[Tree, ...]) -> str:
    parts = [_in_text(terms[0], _SUM, strict=isinstance(terms[0], Add))]
    for term in terms[1:]:
        if isinstance(term, Negate):
            parts.append(f" - {_in_text(term.inner, _PRODUCT)}")
        else:
            parts.append(f" + {_in_text(term, _PRODUCT)}")
    return "".join(parts)


# --- LaTeX ---

_CONSTANTS = {"pi": r"\pi", "e": "e", "i": "i", "oo": r"\infty", "I": "I", "ones": r"\mathbf{1}"}
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
_MODIFIED = re.compile(r"(?P<base>[A-Za-z]+?)_?(?P<accent>hat|bar|tilde|dot|vec)$")
_SUBSCRIPTED = re.compile(r"(?P<base>[A-Za-z]+?)(?:_(?P<script>\w+)|(?P<digits>\d+))$")
_LATEX_OF = {"lam": r"\lambda", "lambd": r"\lambda", "eps": r"\epsilon", "omicron": "o"}


@lru_cache(maxsize=1024)
def name_to_latex(name: str) -> str:
    """How a declared name is set: `sigma_1` as \\sigma_{1}, `yhat` as \\hat{y}, `loss` upright."""
    found = _SUBSCRIPTED.fullmatch(name)
    if found:
        script = found["script"] or found["digits"]
        if not found["script"] or script not in ("hat", "bar", "tilde", "dot", "vec"):
            inner = script if script.isdigit() or len(script) == 1 else rf"\mathrm{{{script.replace('_', ',')}}}"
            return f"{name_to_latex(found['base'])}_{{{inner}}}"
    found = _MODIFIED.fullmatch(name)
    if found and (len(found["base"]) == 1 or found["base"] in GREEK_NAMES):
        return rf"\{found['accent']}{{{name_to_latex(found['base'])}}}"
    if name in GREEK_NAMES:
        return "\\" + name
    return _LATEX_OF.get(name) or (name if len(name) == 1 else rf"\mathrm{{{name}}}")


def to_latex(tree: Tree) -> str:
    """The tree as LaTeX, without dollars."""
    return _latex(tree)[0]


def _latex(tree: Tree) -> tuple[str, int]:
    match tree:
        case Number(value):
            return _latex_number(value)
        case Name(name):
            return name_to_latex(name), _ATOM
        case Constant(name):
            return _CONSTANTS[name], _ATOM
        case Negate(inner):
            return f"-{_in_latex(inner, _PRODUCT, strict=isinstance(inner, Negate))}", _SUM
        case Add(terms):
            return _latex_sum(terms), _SUM
        case Multiply(factors):
            return _latex_product(factors), _PRODUCT
        case Divide(over, under):
            return rf"\frac{{{to_latex(over)}}}{{{to_latex(under)}}}", _POWER
        case Power(base, exponent):
            return f"{_in_latex(base, _ATOM)}^{{{to_latex(exponent)}}}", _POWER
        case Call("where", parts):
            return _latex_cases(parts)
        case Call(name, parts):
            return _latex_call(name, parts)
        case Fold(kind, body, index, low, high):
            command = r"\sum" if kind == "Sum" else r"\prod"
            limits = f"{command}_{{{name_to_latex(index)}={to_latex(low)}}}^{{{to_latex(high)}}}"
            return f"{limits} {_in_latex(body, _PRODUCT)}", _SUM
        case _:
            return _latex_statement(tree)


def _latex_statement(tree: Tree) -> tuple[str, int]:
    match tree:
        case Relation(terms, signs):
            parts = [_in_latex(term, _UNION) for term in terms]
            pairs = zip(signs, parts[1:], strict=True)
            return parts[0] + "".join(f" {_RELATIONS.get(sign, sign)} {part}" for sign, part in pairs), _RELATION
        case Logic(word, ()):
            return rf"\text{{{'true' if word == 'and' else 'false'}}}", _ATOM
        case Logic("not", (part,)):
            return rf"\lnot {_in_latex(part, _RELATION)}", _NOT
        case Logic(word, parts_of):
            level = _OR if word == "or" else _AND
            sign = r" \lor " if word == "or" else r" \land "
            return sign.join(_in_latex(part, level, strict=True) for part in parts_of), level
        case Items("set", ()):
            return r"\emptyset", _ATOM
        case Items(kind, items):
            inside = ", ".join(map(to_latex, items)) + ("," if kind == "tuple" and len(items) == 1 else "")
            return (rf"\left\{{{inside}\right\}}" if kind == "set" else rf"\left({inside}\right)"), _ATOM
        case Interval(low, high, closed_low, closed_high):
            first, last = "[" if closed_low else "(", "]" if closed_high else ")"
            return rf"\left{first}{to_latex(low)}, {to_latex(high)}\right{last}", _ATOM
    raise TypeError(tree)


def _latex_number(value: Fraction) -> tuple[str, int]:
    mantissa, _e, exponent = decimal_text(value).partition("e")
    if not exponent:
        return mantissa, _ATOM
    return rf"{mantissa} \cdot 10^{{{exponent}}}", _PRODUCT


def _in_latex(tree: Tree, level: int, *, strict: bool = False) -> str:
    text, binding = _latex(tree)
    if binding < level or (strict and (binding == level or isinstance(tree, Negate))):
        return rf"\left({text}\right)"
    return text


def _latex_sum(terms: tuple[Tree, ...]) -> str:
    parts = [_in_latex(terms[0], _SUM, strict=isinstance(terms[0], Add))]
    for term in terms[1:]:
        if isinstance(term, Negate):
            parts.append(f" - {_in_latex(term.inner, _PRODUCT)}")
        else:
            parts.append(f" + {_in_latex(term, _ENTRYWISE)}")
    return "".join(parts)


def _latex_product(factors: tuple[Tree, ...]) -> str:
    """Factors side by side; a dot where two numbers, or a number and a fraction, would run together."""
    text = _in_latex(factors[0], _PRODUCT, strict=isinstance(factors[0], Multiply))
    for before, factor in pairwise(factors):
        part = _in_latex(factor, _SIGN)
        needs_dot = part[0].isdigit() or (isinstance(before, Number) and part.startswith(r"\frac"))
        needs_dot = (
            needs_dot or isinstance(before, Fold) or (isinstance(before, Call) and not text.endswith((")", "|", "}")))
        )
        text += (r" \cdot " if needs_dot else " ") + part
    return text


def _latex_of_matrices(name: str, parts: tuple[Tree, ...]) -> tuple[str, int] | None:
    """The functions of matrices, means and derivatives, which are written with signs."""
    match name, parts:
        case "transpose", (inner,):
            return rf"{_in_latex(inner, _ATOM)}^{{\top}}", _POWER
        case "row", (base, *indices):
            return f"{_in_latex(base, _ATOM)}[{', '.join(map(to_latex, indices))}]", _ATOM
        case "hstack" | "vstack", _:
            rows = [" & ".join(map(to_latex, row)) for row in block_rows(Call(name, parts))]
            return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}", _ATOM
        case "hadamard" | "divide", (first, *rest):
            sign = r"\circ" if name == "hadamard" else r"\oslash"
            start = _in_latex(first, _PRODUCT)
            return start + "".join(rf" {sign} {_in_latex(part, _PRODUCT)}" for part in rest), _ENTRYWISE
        case "kron", (first, second):
            return rf"{_in_latex(first, _SIGN)} \otimes {_in_latex(second, _SIGN)}", _ENTRYWISE
        case "norm", (inner, order):
            return rf"\left\|{to_latex(inner)}\right\|_{{{to_latex(order)}}}", _ATOM
        case "det", (inner,):
            return rf"\det\left({to_latex(inner)}\right)", _ATOM
        case "E", (inner,):
            return rf"\operatorname{{E}}\left[{to_latex(inner)}\right]", _ATOM
        case "diff", (inner, by):
            return _latex_derivative(inner, by)
        case "bars" | "absolute", (inner,):
            return rf"\left|{to_latex(inner)}\right|", _ATOM
        case "eye" | "ones", (Name(size),):
            return rf"{_CONSTANTS['I' if name == 'eye' else name]}_{{{size}}}", _ATOM
    return None


def _latex_derivative(inner: Tree, by: Tree) -> tuple[str, int]:
    """Beside a factor it stands in brackets: the factor would be differentiated too."""
    if isinstance(inner, Name):
        return rf"\frac{{\partial {to_latex(inner)}}}{{\partial {to_latex(by)}}}", _SIGN
    return rf"\frac{{\partial}}{{\partial {to_latex(by)}}} {_in_latex(inner, _ATOM)}", _ENTRYWISE


def _latex_cases(parts: tuple[Tree, ...]) -> tuple[str, int]:
    """An indicator, or a row for each case; cases in what is left are more rows.

    Rows stand in brackets beside anything else, which would seem to belong to one of them.
    """
    if parts[1:] == (Number(Fraction(1)), Number(Fraction(0))):
        return rf"\mathbb{{1}}\left[{to_latex(parts[0])}\right]", _ATOM
    condition, value, *rest = parts
    rows = [f"{to_latex(value)} & {_condition(condition)}"]
    while rest and is_where(rest[0]):
        condition, value, *rest = rest[0].arguments
        rows.append(f"{to_latex(value)} & {_condition(condition)}")
    rows += [rf"{to_latex(value)} & \text{{otherwise}}" for value in rest]
    return r"\begin{cases}" + r" \\ ".join(rows) + r"\end{cases}", _UNION


def _condition(tree: Tree) -> str:
    return rf"\text{{if }} {to_latex(tree)}"


def _latex_call(name: str, parts: tuple[Tree, ...]) -> tuple[str, int]:
    special = _latex_of_matrices(name, parts)
    if special:
        return special
    # Each part is written once: twice at every level would be exponential.
    match name:
        case "root":
            return rf"\sqrt[{to_latex(parts[1])}]{{{to_latex(parts[0])}}}", _ATOM
        case "factorial":
            return f"{_in_latex(parts[0], _ATOM)}!", _POWER
        case "binomial":
            return rf"\binom{{{to_latex(parts[0])}}}{{{to_latex(parts[1])}}}", _ATOM
        case "log" if len(parts) == 2:
            return rf"\log_{{{to_latex(parts[1])}}}\left({to_latex(parts[0])}\right)", _ATOM
        case "union" | "intersection" | "difference":
            sign = {"union": r" \cup ", "intersection": r" \cap "}.get(name, r" \setminus ")
            return sign.join((_in_latex(parts[0], _UNION), *(_in_latex(part, _SUM) for part in parts[1:]))), _UNION
    start, end = _latex_brackets(name)
    return f"{start}{', '.join(map(to_latex, parts))}{end}", _ATOM


def _latex_brackets(name: str) -> tuple[str, str]:
    """What stands before and behind the arguments of a function."""
    match name:
        case "sqrt":
            return r"\sqrt{", "}"
        case "abs":
            return r"\left|", r"\right|"
        case "norm":
            return r"\left\|", r"\right\|"
        case "floor":
            return r"\left\lfloor ", r"\right\rfloor"
        case "ceil":
            return r"\left\lceil ", r"\right\rceil"
    plain = name if len(name) == 1 else rf"\operatorname{{{name}}}"
    command = (FUNCTIONS[name].latex if name in FUNCTIONS else "") or plain
    return rf"{command}\left(", r"\right)"

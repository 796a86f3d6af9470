"""How a value is written: as LaTeX for prompts, as text of Nabla's grammar for answers, as plain data for storage."""

# ruff: noqa: N802 - SymPy finds the methods of its printers by the names of its classes
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.str import StrPrinter

from exercises.authoring.blame import AuthorError

# Keys of a field whose strings are Markdown; every other string of a field or sample is an answer or a name.
MARKDOWN_KEYS = frozenset({"label", "title", "text", "says", "says_missing", "transposed_says"})
_GREEK = {"lam": r"\lambda", "eps": r"\varepsilon", "epsilon": r"\varepsilon"}


_WRITABLE = "Write a number, a text, a list, or what SymPy and NumPy have for them."


class _Latex(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    def _print_Symbol(self, expr: sympy.Symbol, style: str = "plain") -> str:
        return _GREEK.get(expr.name) or str(super()._print_Symbol(expr, style))


class _Text(StrPrinter):  # type: ignore[misc]
    """SymPy's own spelling, where Nabla's grammar reads something else."""

    def _print_Exp1(self, expr: Any) -> str:
        return "e"

    def _print_ImaginaryUnit(self, expr: Any) -> str:
        return "i"

    def _print_Relational(self, expr: Any) -> str:
        sign = {"==": "="}.get(expr.rel_op, expr.rel_op)
        return f"{self._print(expr.lhs)} {sign} {self._print(expr.rhs)}"

    def _print_Interval(self, expr: Any) -> str:
        opening, closing = "(" if expr.left_open else "[", ")" if expr.right_open else "]"
        return f"{opening}{self._print(expr.start)}, {self._print(expr.end)}{closing}"

    def _print_EmptySet(self, expr: Any) -> str:
        return "{}"

    def _print_Float(self, expr: Any) -> str:
        return _decimal(float(expr))


_LATEX = _Latex({"mat_str": "pmatrix", "mat_delim": ""})
_TEXT = _Text({"sympy_integers": False})


def latex(value: Any) -> str:
    """LaTeX without dollars: fractions, column vectors for 1-d arrays, pmatrix for rows; strings stay as they are.

    >>> latex(sympy.Rational(-1, 2))
    '- \\\\frac{1}{2}'
    """
    value = _simpler(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | Fraction):
        return str(_LATEX.doprint(sympy.Rational(value)))
    if isinstance(value, float):
        return _latex_decimal(value)
    if isinstance(value, np.ndarray):
        return _latex_rows([[entry] for entry in value] if value.ndim == 1 else value.tolist())
    if isinstance(value, sympy.MatrixBase):
        return _latex_rows(value.tolist())
    if isinstance(value, sympy.Basic):
        return str(_LATEX.doprint(value))
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        return _latex_rows(value)
    if isinstance(value, list | tuple):
        listed = ", ".join(latex(entry) for entry in value)
        return f"({listed})" if isinstance(value, tuple) else listed
    raise AuthorError(f"{_called(value)} cannot be written in a text. {_WRITABLE}")


def text(value: Any) -> str:
    """Text of Nabla's grammar, as a learner would type it.

    >>> text(sympy.exp(2) * sympy.Symbol("x") ** 2 / 3)
    'x^2*exp(2)/3'
    """
    value = _simpler(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | Fraction):
        return str(value)
    if isinstance(value, float):
        return _decimal(value)
    if isinstance(value, np.ndarray):
        return text(value.tolist())
    if isinstance(value, sympy.MatrixBase):
        return text([row[0] for row in value.tolist()] if value.cols == 1 else value.tolist())
    if isinstance(value, sympy.Basic):
        return str(_TEXT.doprint(value)).replace("**", "^")
    if isinstance(value, list | tuple):
        opening, closing = "[]" if isinstance(value, list) else "()"
        return opening + ", ".join(text(entry) for entry in value) + closing
    raise AuthorError(f"{_called(value)} cannot be written in an answer. {_WRITABLE}")


def plain(value: Any, key: str = "") -> Any:
    """The value as plain data to store: numbers, texts, lists and mappings.

    key: the key of the mapping that it stands under; a value that people read as Markdown is written as LaTeX.
    Raises AuthorError for anything else, for nan and infinity.
    """
    value = _simpler(value)
    if key in MARKDOWN_KEYS and not isinstance(value, list | Mapping):
        return latex(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise AuthorError(f"A number came out as {value}. Draw again where it does, with `require(...)`.")
        return value
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, sympy.MatrixBase):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(entry, key) for entry in value]
    if isinstance(value, Mapping):
        return {str(name): plain(entry, str(name)) for name, entry in value.items()}
    return text(value)


def _called(value: Any) -> str:
    """What a value that cannot be written is called."""
    return "A function" if callable(value) else f"A value of type `{type(value).__name__}`"


def all_different(*values: Any) -> bool:
    """Whether no two of the values are the same; good in `require(all_different(right, wrong, other_wrong))`."""
    written = [text(plain(_exact(value))) for value in values]
    return len(set(written)) == len(written)


def _exact(value: Any) -> Any:
    return sympy.simplify(value) if isinstance(value, sympy.Expr) else value


def _simpler(value: Any) -> Any:
    """Python's own type where SymPy's or NumPy's means the same."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, sympy.Integer):
        return int(value)
    if isinstance(value, sympy.Rational) and value.is_finite:
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, Fraction) and value.denominator == 1:
        return int(value)
    if isinstance(value, sympy.Float):
        return float(value)
    if isinstance(value, sympy.logic.boolalg.BooleanAtom):
        return bool(value)
    return value


def _decimal(value: float) -> str:
    return f"{value:.12g}"


def _latex_decimal(value: float) -> str:
    digits, _, exponent = _decimal(value).partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits


def _latex_rows(rows: list[Any]) -> str:
    body = r" \\ ".join(" & ".join(latex(entry) for entry in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

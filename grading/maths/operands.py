"""What an operand may begin with besides a bracket: numbers, functions, sums, and LaTeX's fractions and roots."""

from fractions import Fraction
from functools import lru_cache

from grading.maths import limits
from grading.maths.cursor import Cursor
from grading.maths.functions import INVERSES, LOGARITHMS
from grading.maths.indicators import indicator_sign
from grading.maths.numbered import written_out
from grading.maths.periods import is_short_form, value
from grading.maths.program_signs import is_of_arrays
from grading.maths.surroundings import ARGUMENTS, ONE_ARGUMENT, REMAINDER
from grading.maths.tokens import Token, cut
from grading.maths.tree import (
    Call,
    Divide,
    Fold,
    Interval,
    Items,
    Multiply,
    Negate,
    Number,
    Power,
    Tree,
    children,
    names,
)
from grading.messages import _, say

# How strongly a sum and a sign bind, as in `parser.py`.
_SUM, _SIGN = 6, 9
# The commas of `sum(f, i, 1, n)`.
_COMMAS = 3
# A whole number with so few digits is nothing to think about.
_SHORT = 9
_FACTOR = frozenset({"number", "symbol", "constant", "structure"})

_HUNDRED = Number(Fraction(100))
_TOO_LONG = _("The number has more than %(most)d digits.")
# Before other things `%` is taken for a remainder.
_BEHIND_PERCENT = frozenset(")]}+-*/,=<>") | {"<=", ">=", "!="}


def take_number(parser: Cursor, token: Token) -> Tree:
    """The exact value of a typed number; raises AnswerError for too many digits and for large exponents."""
    if is_short_form(token.text):
        return per_cent(parser, token, _periodic(parser, token))
    is_short = len(token.text) <= _SHORT and token.text.isdecimal()
    return per_cent(parser, token, Number(_whole(token.text) if is_short else _long_number(parser, token)))


@lru_cache(maxsize=256)
def _whole(digits: str) -> Fraction:
    return Fraction(int(digits))


def per_cent(parser: Cursor, first: Token, made: Tree) -> Tree:
    """`12.5%` is 1/8. Raises AnswerError for `1/4%`, of which nobody knows what is divided."""
    sign = parser.tokens[parser.position]
    if sign.text != "%":
        return made
    behind = parser.raw(1)
    if not (behind.sort == "end" or behind.text in _BEHIND_PERCENT):
        return made
    if sign.spaced and behind.text in ("+", "-"):
        return made
    if parser.tokens[parser.tokens.index(first) - 1].text == "/":
        parser.refuse(say(_("Say by brackets what is divided: `(1/4)%` or `1/(4%)`.")), first, sign)
    parser.position += 1
    return Divide(made, _HUNDRED)


def _periodic(parser: Cursor, token: Token) -> Tree:
    """A periodic decimal as the quotient that it is."""
    if len(token.text) > limits.DIGITS:
        parser.refuse(say(_TOO_LONG, most=limits.DIGITS), token)
    fraction = value(token.text)
    above, below = Number(Fraction(fraction.numerator)), Number(Fraction(fraction.denominator))
    return above if fraction.denominator == 1 else Divide(above, below)


def _long_number(parser: Cursor, token: Token) -> Fraction:
    mantissa, _e, exponent = token.text.lower().partition("e")
    if len(mantissa) > limits.DIGITS:
        parser.refuse(say(_TOO_LONG, most=limits.DIGITS), token)
    if len(exponent) > 6 or abs(int(exponent or 0)) > limits.EXPONENT:
        parser.refuse(say(_("The power of ten is larger than %(most)d."), most=limits.EXPONENT), token)
    return Fraction(mantissa) * Fraction(10) ** int(exponent or 0)


def call(parser: Cursor, token: Token) -> Tree:
    """A function with its arguments; also `sin^2 x`, `sin^-1(x)`, `log_2 x` and `sin x` without parentheses."""
    base = _base(parser, token)
    power = _power_before_arguments(parser, token)
    name = token.text if token.sort == "function" else "log"
    if power == Negate(Number(Fraction(1))):
        if name not in INVERSES:
            parser.refuse(
                say(_("`%(name)s^-1` has two meanings. Write `1/%(name)s(...)` or the inverse function."), name=name),
                token,
            )
        name, power = INVERSES[name], None
    if name == "exp" and power is not None and not parser.next_is("(", "{", "{set"):
        parser.refuse(say(_("Write `exp(x)` or `e^x`.")), token)
    found = _arguments(parser, token)
    if name in ("max", "min") and len(found) == 1 and isinstance(found[0], Items | Interval):
        found = list(children(found[0]))  # `max([a, b])`
    elif name in ("max", "min") and len(found) > 1 and isinstance(found[1], Number):
        _refuse_axis(parser, token)
    _check_arity(parser, token, name, len(found) + (base is not None))
    result: Tree = Call(name, (*found, base) if base is not None else tuple(found))
    return Power(result, power) if power is not None else result


def _base(parser: Cursor, token: Token) -> Tree | None:
    if token.sort == "logarithm":
        return Number(Fraction(LOGARITHMS[token.text]))
    if token.text == "log" and parser.next_is("_"):
        return argument(parser, parser.advance())
    return None


def _power_before_arguments(parser: Cursor, token: Token) -> Tree | None:
    if not parser.next_is("^"):
        return None
    opened = parser.advance()
    if parser.next_is("{", "("):
        brace = parser.advance()
        return parser.inside(brace)
    if parser.take("-"):
        return Negate(argument(parser, opened, whole_number=True))
    cut_exponent(parser)
    return argument(parser, opened, whole_number=True)


def _arguments(parser: Cursor, token: Token) -> list[Tree]:
    opened = parser.raw()
    if parser.take("("):
        found = parser.items((")",))
        parser.expect(")", opened)
    elif parser.take("{set") or parser.take("{"):
        found = parser.items(("}set", "}"))
        parser.expect("}set" if opened.text == "{set" else "}", opened)
    elif parser.next_is("|", "|open") and not (parser.open_bars[-1] and parser.next_is("|")):
        found = [parser.absolute(parser.advance())]
    else:
        found = [_factors_beside(parser, token)]
    if not found:
        parser.refuse(say(_("`%(name)s` needs an argument, as in `%(name)s(x)`."), name=token.text), token)
    return found


def _factors_beside(parser: Cursor, token: Token) -> Tree:
    """The argument of a function written without parentheses: the factors up to the next sign, bracket or function."""
    negative = parser.take("-")
    following = parser.peek()
    if following.sort not in _FACTOR | {"function", "logarithm", "fold"} and not parser.next_is(
        "[", "⌊", "⌈", "[matrix"
    ):
        parser.refuse(say(_("`%(name)s` needs an argument, as in `%(name)s(x)`."), name=parser.written(token)), token)
    factors = [parser.expression(_SIGN)]
    if token.text == "sqrt" and following.sort == "number" and not following.spaced and parser.peek().sort == "symbol":
        return factors[0]  # the root of 2 in `sqrt2 x`, as of `\\sqrt2 x`
    while parser.peek().sort in _FACTOR or (isinstance(factors[-1], Number) and parser.next_is("(")):
        if parser.peek().sort == "number":
            parser.refuse_neighbours(parser.tokens[parser.position - 1], parser.peek())
        factors.append(parser.expression(_SIGN))
    inner: Tree = factors[0] if len(factors) == 1 else Multiply(tuple(factors))
    return Negate(inner) if negative else inner


def _refuse_axis(parser: Cursor, token: Token) -> None:
    """Refuse `np.max(z, 0)`, the largest entry along an axis, which is often written for `np.maximum(z, 0)`."""
    written = parser.written(token)
    if written in ("max", "min", "amax", "amin") and is_of_arrays(token, parser.text.plain):
        message = _("The second argument of NumPy's `%(name)s` is an axis. Write `%(larger)simum(x, 0)`.")
        parser.refuse(say(message, name=written, larger=written[-3:]), token)


def _check_arity(parser: Cursor, token: Token, name: str, have: int) -> None:
    function = parser.vocabulary.function(name)
    if function.fewest <= have <= function.most:
        return
    if name == "mod" and have == 1:
        parser.refuse(say(REMAINDER), token)
    asked = str(function.fewest) if function.fewest == function.most else f"{function.fewest}-{function.most}"
    parser.refuse(
        say(ONE_ARGUMENT if asked == "1" else ARGUMENTS, name=token.text, asked=asked, have=have),
        token,
    )


def argument(parser: Cursor, opened: Token, *, whole_number: bool = False) -> Tree:
    r"""An argument of a LaTeX command: a group in braces, or a single digit, letter or command (`\frac12`, `\sqrt x`).

    whole_number: take all the digits (`sin^10 x`).
    """
    brace = parser.raw()
    if parser.take("{"):
        return parser.inside(brace)
    if parser.is_latex and len(brace.text) > 1:
        is_unknown = parser.vocabulary.meaning(brace.text, parser.bound) is None
        is_run = brace.sort == "word" and (not whole_number or is_unknown)
        if is_run or (brace.sort == "number" and not whole_number and brace.text[:2].isdigit()):
            parser.replace(cut(brace, brace.text[0]))
    token = parser.peek()
    if token.sort not in _FACTOR | {"function", "logarithm"} and token.text not in ("(", "|", "|open"):
        parser.refuse(say(_("Something must follow `%(sign)s`."), sign=parser.written(opened)), opened)
    parser.enter()
    found = parser.operand(_SIGN)
    parser.leave()
    return found


def cut_exponent(parser: Cursor) -> None:
    """LaTeX raises one digit or letter: `x^23y` shows a factor 3, and `x^n2` a factor 2.

    Raises AnswerError for `x^10` and `x^12`: nobody multiplies by 0, or raises to 1.
    """
    token = parser.raw()
    if not parser.is_latex or token.sort not in ("word", "number") or not token.text[1:2].isdigit():
        return
    if token.sort == "number" and (token.text[0] in "01" or token.text[1] == "0"):
        message = _("LaTeX raises only the first digit here. Write `^{%(number)s}`.")
        parser.refuse(say(message, number=token.text), token)
    if token.text[0] != ".":
        parser.replace(cut(token, token.text[0]))


def structure(parser: Cursor, token: Token) -> Tree:
    """A LaTeX command with arguments: fraction, root, binomial coefficient, sum or product."""
    match token.text:
        case "frac":
            return Divide(argument(parser, token), argument(parser, token))
        case "binom":
            return Call("binomial", (argument(parser, token), argument(parser, token)))
        case "sqrt":
            return _root(parser, token)
        case "indicator":
            return indicator_sign(parser, token)
    return _big_operator(parser, token)


def is_plain_fraction(parser: Cursor) -> bool:
    r"""Whether `\frac{1}{2}` stands next, a fraction of two whole numbers, as in a mixed number."""
    if parser.peek().text != "frac":
        return False
    ahead, digits = 1, 0
    while digits < 2:
        is_open = parser.raw(ahead).text == "{"
        token = parser.raw(ahead + is_open)
        if not token.text.isdigit() or (is_open and parser.raw(ahead + 2).text != "}"):
            return False
        digits += 1 if is_open else len(token.text)
        ahead += 3 if is_open else 1
    return True


def _root(parser: Cursor, token: Token) -> Tree:
    opened = parser.raw()
    if parser.is_latex and parser.take("["):
        degree = parser.inside(opened)
        return Call("root", (argument(parser, token), degree))
    return Call("sqrt", (argument(parser, token, whole_number=not parser.is_latex),))


def _big_operator(parser: Cursor, token: Token) -> Tree:
    """`\\sum_{i=1}^{n} body`: the body reaches to the next `+` or `-`."""
    high: Tree | None = None
    if parser.take("^"):
        cut_exponent(parser)
        high = argument(parser, token, whole_number=True)
    taken, brace = parser.take("_"), parser.raw()
    if not taken or not parser.take("{"):
        parser.refuse(say(_("Write the index below, as in `\\sum_{i=1}^{n}`.")), token)
    index = _index(parser, token)
    if not parser.take("="):
        parser.refuse(say(_("Write the index below, as in `\\sum_{i=1}^{n}`.")), token)
    low = parser.expression()
    parser.expect("}", brace)
    if high is None and parser.take("^"):
        cut_exponent(parser)
        high = argument(parser, token, whole_number=True)
    if high is None:
        parser.refuse(say(_("Write where the index ends, as in `\\sum_{i=1}^{n}`.")), token)
    outer, parser.bound = parser.bound, (*parser.bound, index)
    body = parser.expression(_SUM)
    parser.bound = outer
    return written_out(parser, token, Fold(token.text, body, index, low, high))


def _index(parser: Cursor, token: Token) -> str:
    word = parser.raw()
    if word.sort not in ("word", "name", "symbol", "constant"):
        parser.refuse(say(_("The index of `%(name)s` must be a letter."), name=token.text), word)
    parser.position += 1
    return word.text


def sum_or_product(parser: Cursor, token: Token) -> Tree:
    """`Sum(body, (i, low, high))`: indices are looked up before the body is read; the first is innermost."""
    opened = parser.raw()
    starts = inner_brackets(parser)
    flat = None if starts else _index_without_bracket(parser)
    if not parser.take("(") or not (starts or flat):
        parser.refuse(say(_("Write `%(name)s(f, (i, 1, n))`."), name=token.text), token)
    indices = [parser.tokens[place].text for place in ([start + 1 for start in starts] or [flat or 0])]
    outer, parser.bound = parser.bound, (*parser.bound, *indices)
    body, ends = parser.expression(), list[tuple[Tree, Tree]]()
    for index in indices:
        comma, bracket = parser.take(","), parser.raw() if flat is None else opened
        if not (comma and (flat is not None or parser.take("(")) and _index(parser, token) == index):
            parser.refuse(say(_("Write `%(name)s(f, (i, 1, n))`."), name=token.text), token)
        parser.expect(",", bracket)
        low = parser.expression()
        parser.expect(",", bracket)
        high = parser.expression()
        if flat is None:
            parser.expect(")", bracket)
        ends.append((low, high))
    parser.bound = outer
    parser.expect(")", opened)
    # SymPy's first index is the innermost; `(i, 1, n), (j, 1, i)` can only be meant the other way round.
    order = list(zip(indices, ends, strict=True))
    if any(index in names(end) for place, index in enumerate(indices) for both in ends[place + 1 :] for end in both):
        order.reverse()
    within = set[str]()
    for index, (low, high) in order:
        within |= {index} - set(parser.vocabulary.symbols)
        if within & (names(low) | names(high)):
            parser.refuse(say(_("Write `%(name)s(f, (i, 1, n))`."), name=token.text), token)
        body = written_out(parser, token, Fold(token.text, body, index, low, high))
    return body


def _index_without_bracket(parser: Cursor) -> int | None:
    """Where the index of `sum(f, i, 1, n)` stands, as Maxima and MATLAB write it."""
    depth, commas = 0, list[int]()
    for place in range(parser.position, len(parser.tokens)):
        token = parser.tokens[place]
        if token.sort != "sign":
            continue
        depth += (token.text in "([{") - (token.text in ")]}")
        if token.text == "," and depth == 1:
            commas.append(place)
        if not depth:
            break
    is_flat = len(commas) == _COMMAS and parser.tokens[commas[0] + 1].sort in ("word", "name")
    return commas[0] + 1 if is_flat and commas[1] == commas[0] + 2 else None


def inner_brackets(parser: Cursor) -> list[int]:
    """Where the last brackets directly inside the one that stands next are, after a comma and before a word."""
    depth, found = 0, list[int]()
    for place in range(parser.position, len(parser.tokens)):
        token = parser.tokens[place]
        if token.sort != "sign":
            continue
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "(" and depth == 2:
            is_index = parser.tokens[place - 1].text == "," and parser.tokens[place + 1].sort in ("word", "name")
            # What stood before another argument was none.
            found = [*(found if parser.tokens[place - 2].text == ")" else []), place] if is_index else found
        if not depth:
            break
    return found

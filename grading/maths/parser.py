"""One grammar for text and LaTeX: a Pratt parser from tokens to the tree.

What binds how strongly, weakest first: `or`, `and`, `not`, relations, unions, sums, products (written or implied, from
left to right: `1/2x` is half of x), a sign, powers (from right to left), the factorial. A function without parentheses
takes the factors that stand directly beside it: `sin 2x cos x` is sin(2x) cos(x), `sin x/2` is half of sin(x).
"""

from functools import lru_cache
from itertools import pairwise

from grading.errors import AnswerError, Place
from grading.maths import brackets, indicators, limits, piecewise, refusals
from grading.maths.brackets import CLOSING
from grading.maths.constructors import construct
from grading.maths.cursor import Cursor
from grading.maths.membership import as_relation
from grading.maths.methods import method
from grading.maths.operands import (
    call,
    cut_exponent,
    is_plain_fraction,
    per_cent,
    structure,
    sum_or_product,
    take_number,
)
from grading.maths.sorts import refuse_misplaced
from grading.maths.tokens import Token
from grading.maths.tree import (
    ALWAYS,
    NEVER,
    SET_FUNCTIONS,
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Items,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    functions,
    is_value,
    is_where,
    misplaced,
    nodes,
    types,
    walk,
)
from grading.maths.tuples import spread
from grading.maths.vocabulary import Vocabulary, vocabulary
from grading.messages import _, say

# ENTRYWISE is for the entrywise product of matrices.
_OR, _AND, _NOT, _RELATION, _UNION, SUM, ENTRYWISE, PRODUCT, SIGN, _POWER, POSTFIX = range(1, 12)
_BINDING: dict[str, int] = {
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "∈", "∉"), _RELATION),
    **dict.fromkeys(("∪", "∩", "∖", "choose", "over"), _UNION),
    **dict.fromkeys(("+", "-"), SUM),
    **dict.fromkeys(("*", "/", "mod"), PRODUCT),
    "^": _POWER,
    **dict.fromkeys(("!", "₊", "^*"), POSTFIX),
    **dict.fromkeys(("(", "[", "{", "{set", "|open", "‖open", "⌊", "⌈", "[cases"), PRODUCT),
}
# From so many bars on there may be two readings; of so many it is looked at whether they could open.
_AMBIGUOUS_BARS, _MOST_BARS = 4, 16
# What an operand begins with, as it was cut.
_BEGINS = frozenset({"number", "word", "name", "constant", "structure"})
# Parts of which a tree of any shape may be made, and functions of which it may not.
_PLAIN = frozenset({Number, Name, Constant, Negate, Add, Multiply, Divide, Power, Call, Fold})
_ASKING = piecewise.CHOOSING | SET_FUNCTIONS
_OPERAND = frozenset({"number", "symbol", "constant", "function", "logarithm", "fold", "structure", "constructor"})
# Signs between two sets, and those that LaTeX writes between the two parts of a group.
_OF_TWO = {"mod": "mod", "∪": "union", "∩": "intersection", "∖": "difference", "choose": "binomial"}


def parse(source: str, symbols: tuple[str, ...] = (), *, asks_tuple: bool = False) -> Tree:
    """Read an expression, relation, set, interval or tuple in the declared symbols, from text or LaTeX.

    asks_tuple: then a number beside a tuple belongs to each of its parts. Raises AnswerError with the place and the
    remedy.

    >>> parse("2x + 1", ("x",)) == parse(r"2 \\cdot x+1", ("x",))
    True
    """
    known = vocabulary(symbols)
    if source.count("|") < _AMBIGUOUS_BARS:
        parser = Parser(source, known)
        parser.asks_tuple = asks_tuple
        return parser.whole()
    return _only_reading(source, known)


def _only_reading(source: str, known: Vocabulary) -> Tree:
    """With many bars: |2|x|+1| is the absolute value of 2|x|+1, or 2 times x times 1, and is refused."""
    whole = Place(source, 0, min(len(source), limits.LENGTH))
    if source.count("|") > limits.BARS:
        raise AnswerError(say(_("There are too many bars to be read. Write `abs(...)` instead.")), whole)
    parser = Parser(source, known)
    bars = [
        token.start
        for token, following in pairwise(parser.tokens)
        if token.text == "|" and (following.sort in _BEGINS or following.text in ("(", "["))
    ]
    others = [tree for bar in bars[1:_MOST_BARS] if (tree := _reading_with(source, known, bar)) is not None]
    try:
        tree = parser.whole()
    except AnswerError:
        if not others:
            raise
        tree = others[0]
    if any(other != tree for other in others):
        raise AnswerError(say(_("The bars can be read in two ways. Write `abs(...)` for the inner ones.")), whole)
    return tree


def _reading_with(source: str, known: Vocabulary, opening_bar: int) -> Tree | None:
    parser = Parser(source, known)
    parser.opening_bar = opening_bar
    try:
        return parser.whole()
    except AnswerError:
        return None


@lru_cache(maxsize=4096)
def parse_reference(source: str, symbols: tuple[str, ...] = ()) -> Tree:
    """Like `parse`, for an author's text, which is read again and again."""
    return parse(source, symbols)


def _last_factor(tree: Tree) -> Tree:
    return tree.factors[-1] if isinstance(tree, Multiply) else tree


class Parser(Cursor):
    """The rules of operators and brackets; `operands.py` has those of numbers, functions and LaTeX's commands."""

    asks_tuple = False

    def whole(self) -> Tree:
        self.take("=")  # people copy the sign before their result
        if self.raw().sort == "end":
            raise AnswerError(say(_("The answer is empty.")))
        items = [piecewise.case(self)]
        while self.take(","):
            items.append(piecewise.case(self))
            self.check_count(items, self.raw())
        token = self.peek()
        if token.sort != "end":
            refusals.refuse_leftover(self, token)
        items = piecewise.joined(items)
        tree = items[0] if len(items) == 1 else brackets.system(items) or Items("tuple", tuple(items), bare=True)
        return self.checked(tree)

    def checked(self, tree: Tree) -> Tree:
        """The tree, with conditions that count as numbers.

        Raises AnswerError for what is too large to be judged, and for parts that cannot stand where they do.
        """
        if self.counted:
            self.check_size(tree)
        found = nodes(tree)
        if len(found) <= limits.DEPTH and types(tree) <= _PLAIN and functions(tree).isdisjoint(_ASKING):
            return tree
        whole = self.text.place(0, len(self.text.plain))
        only_values, cases, choices = True, 0, 0
        for count, (node, depth) in enumerate(walk(tree), start=1):
            if count > limits.NODES or depth > limits.DEPTH:
                self.refuse_size()
            cases += is_where(node)
            choices += isinstance(node, Call) and node.function in piecewise.CHOOSING
            only_values = only_values and is_value(node) and not cases
        if choices > limits.CHOICES:
            piecewise.check_choices(tree, whole)
        if only_values:
            return tree
        odd = [(node, part) for node in nodes(tree) if (part := misplaced(node)) is not None]
        if odd or cases > limits.CASES:
            tree = piecewise.with_indicators(spread(tree) if self.asks_tuple else tree, whole, self.replaced)
            odd = [(node, part) for node in nodes(tree) if (part := misplaced(node)) is not None]
        if odd:
            refuse_misplaced(*odd[0], whole)
        return tree

    def replaced(self, before: Tree, now: Tree) -> None:
        """Told of every part that another one takes the place of."""

    def expression(self, above: int = 0) -> Tree:
        """Read as far as operators bind more strongly than `above`."""
        self.enter()
        left = self.operand(above)
        made: Tree | None = None
        while (binding := self.binding(self.peek())) > above:
            grown = self.infix(left, binding, grows=left is made)
            left = made = grown
        self.leave()
        return left

    def binding(self, token: Token) -> int:
        if token.sort == "sign":
            if token.text in ("|", "‖") and (not self.open_bars[-1] or token.start == self.opening_bar):
                return PRODUCT
            if token.text == "[" and brackets.turned_closes(self):
                return 0
            return _BINDING.get(token.text, 0)
        if token.sort == "word":
            if token.text == "if":
                return _OR
            return {"or": _OR, "and": _AND, "in": _RELATION}.get(token.text, 0)
        if token.sort == "method":
            return POSTFIX
        return PRODUCT if token.sort in _OPERAND else 0

    def infix(self, left: Tree, binding: int, *, grows: bool) -> Tree:
        """Read the operator that stands next with its right side. grows: `left` was made by the operator before it."""
        token = self.peek()
        if binding == PRODUCT and not (token.sort == "sign" and token.text in ("*", "/", "mod")):
            return self.implied_product(left, grows=grows)
        self.advance()
        if binding == POSTFIX:
            return self.postfix(left, token)
        if binding == _POWER:
            return Power(left, self.script(token))
        if token.text == "if":
            return piecewise.conditional(self, left)
        right = self.expression(binding)
        match token.text:
            case "+" | "-":
                term = Negate(right) if token.text == "-" else right
                return Add((*left.terms, term)) if grows and isinstance(left, Add) else Add((left, term))
            case "*":
                return (
                    Multiply((*left.factors, right))
                    if grows and isinstance(left, Multiply)
                    else Multiply((left, right))
                )
            case "/" | "over":
                return Divide(left, right)
            case "and" | "or":
                same = grows and isinstance(left, Logic) and left.word == token.text
                return Logic(token.text, (*left.parts, right) if same and isinstance(left, Logic) else (left, right))
            case sign if sign in _OF_TWO:
                refusals.refuse_unclear_ends(self, token)
                return Call(_OF_TWO[sign], (left, right))
            case "∈" | "in" | "∉":
                return self.membership(left, right, token)
        if grows and isinstance(left, Relation):
            refusals.refuse_turn(self, left.signs[-1], token)
            return Relation((*left.terms, right), (*left.signs, token.text))
        return brackets.comparison(left, right, token.text)

    def membership(self, left: Tree, right: Tree, token: Token) -> Tree:
        """`x in [0, 1)` is read as `0 <= x < 1`, `x in {1, 2}` as `x = 1 or x = 2`."""
        found = None if is_value(right) or not is_value(left) else as_relation(right, left)
        if found is None:
            message = _("After `%(sign)s` a set or an interval must stand, like `{1, 2}` or `[0, 1)`.")
            self.refuse(say(message, sign=self.written(token)), token)
        return Logic("not", (found,)) if token.text == "∉" else found

    def implied_product(self, left: Tree, *, grows: bool) -> Tree:
        token, before = self.peek(), self.tokens[self.position - 1]
        is_indicator = token.text == "1" and self.raw(1).text in ("[", "{", "{set", "_")
        is_number = token.sort == "number" and not is_indicator
        ends_in_number = before.sort == "number" and isinstance(_last_factor(left), Number)
        if (is_number and not refusals.is_product_meant(self, before, token)) or (
            ends_in_number and is_plain_fraction(self)
        ):
            self.refuse_neighbours(before, token)
        right = self.expression(PRODUCT)
        factors = left.factors if grows and isinstance(left, Multiply) else (left,)
        piecewise.refuse_condition(self, right, before, token)
        return Multiply((*factors, right))

    def refuse_neighbours(self, before: Token, token: Token) -> None:
        """Refuse `3 1/2`, which may be a sum or a product, and `x 2`, which may have lost a `^` or a `*`."""
        refusals.refuse_neighbours(self, before, token)

    def postfix(self, left: Tree, token: Token) -> Tree:
        """What a method, the `+` of a positive part, or a factorial makes of what stands before it."""
        if token.sort == "method":
            return self.check_size(method(self, left, token))
        functions = {"₊": "relu", "^*": "conjugate"}
        return Call(functions[token.text], (left,)) if token.text in functions else self.factorial(left, token)

    def factorial(self, left: Tree, token: Token) -> Tree:
        if self.next_is("!"):
            self.refuse(say(_("`!!` has two meanings. Write `(n!)!` for a factorial twice.")), token, self.peek())
        return Call("factorial", (left,))

    def script(self, opened: Token) -> Tree:
        """What stands above or below: in braces a whole expression, else one factor with its sign."""
        brace = self.raw()
        if self.take("{"):
            return self.inside(brace)
        cut_exponent(self)
        if self.peek().sort == "end":
            self.refuse(say(_("Something must follow `%(sign)s`."), sign=self.written(opened)), opened)
        return self.expression(SIGN)

    def inside(self, opened: Token) -> Tree:
        """One expression up to the brace, bracket or bar that closes it."""
        self.open_bars.append(0)
        inner = self.expression()
        self.expect(CLOSING[opened.text], opened)
        self.open_bars.pop()
        return inner

    def operand(self, above: int) -> Tree:
        token = self.advance()
        match token.sort:
            case "number":
                found = indicators.indicator_below(self, token) or indicators.indicator_behind(self, token)
                return found or take_number(self, token)
            case "symbol":
                return Name(token.text)
            case "constant":
                return indicators.indicator_behind(self, token) or Constant(token.text)
            case "function" | "logarithm":
                return call(self, token)
            case "fold":
                return sum_or_product(self, token)
            case "structure":
                return structure(self, token)
            case "constructor":
                return self.check_size(construct(self, token))
            case "word" if token.text == "not":
                return Logic("not", (self.expression(_NOT),))
            case "word" if token.text in ("true", "false"):
                return ALWAYS if token.text == "true" else NEVER
            case "sign":
                return self.signed_operand(token, above)
        return refusals.refuse_operand(self, token)

    def signed_operand(self, token: Token, above: int) -> Tree:
        match token.text:
            case "-":
                return Negate(self.expression(SIGN if above >= PRODUCT else SUM))
            case "+":
                return self.expression(SIGN if above >= PRODUCT else SUM)
            case "(":
                return per_cent(self, token, self.bracketed(token))
            case "[":
                return self.bracketed(token)
            case "]" if brackets.turned_opens(self):
                return self.bracketed(token)
            case "{" | "{set":
                return self.braced(token)
            case "|" | "|open" | "‖" | "‖open":
                return self.absolute(token)
            case "⌊" | "⌈":
                return Call("floor" if token.text == "⌊" else "ceil", (self.inside(token),))
            case "∅":
                return Items("set", ())
            case "[cases":
                return piecewise.environment(self, token)
        return refusals.refuse_operand(self, token)

    def items(self, closing: tuple[str, ...]) -> list[Tree]:
        self.open_bars.append(0)
        opened = self.tokens[self.position - 1]
        found = [] if self.next_is(*closing) else [self.expression()]
        while found and self.take(","):
            if self.next_is(*closing):
                break
            found.append(self.expression())
            self.check_count(found, opened)
        self.open_bars.pop()
        return found

    def check_count(self, found: list[Tree], opened: Token) -> None:
        if len(found) > limits.ITEMS:
            self.refuse(say(_("The list has more than %(most)d parts."), most=limits.ITEMS), opened)

    def bracketed(self, opened: Token) -> Tree:
        return brackets.bracketed(self, opened)

    def braced(self, opened: Token) -> Tree:
        return brackets.braced(self, opened)

    def absolute(self, opened: Token) -> Tree:
        """|x|, or a norm for double bars."""
        bar = opened.text[0]
        self.open_bars[-1] += 1
        inner = self.expression()
        if not self.take(bar, bar + "close"):
            self.expect(bar, opened)
        self.open_bars[-1] -= 1
        return Call("abs" if bar == "|" else "norm", (inner,))

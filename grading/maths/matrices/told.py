r"""What the shapes tell and the text leaves out: where the sum `\sum_i x_i y_i` ends, and what `len(y)` is."""

from dataclasses import replace
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING

from grading.errors import AnswerError
from grading.maths.matrices.arrays import Arrays
from grading.maths.matrices.axes import ALONG, summed
from grading.maths.matrices.broadcasting import Spreading
from grading.maths.matrices.dims import ONE, Dim, Shape
from grading.maths.matrices.wording import brief
from grading.maths.numbered import written_out
from grading.maths.operands import argument, inner_brackets, sum_or_product
from grading.maths.parser import SUM
from grading.maths.tokens import Token, cut
from grading.maths.tree import Call, Constant, Fold, Name, Number, Tree, walk
from grading.maths.trees import with_changed
from grading.messages import _, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from grading.maths.matrices.parser import MatrixParser
    from grading.maths.matrices.places import Places

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))
_ORDERS = frozenset({"!=", "<", "<=", ">", ">="})
# The end of a sum that is not written.
_END = Constant("end")
_SIDES = ("rows", "columns")
_ASKED = _("Write where the index ends, as in `\\sum_{i=1}^{n}`.")


def is_asked(tree: Tree) -> bool:
    """Whether the shapes must tell it."""
    return (isinstance(tree, Fold) and tree.high == _END) or (
        isinstance(tree, Call) and tree.function in (*_SIDES, *ALONG)
    )


# --- reading ---


def gathered(parser: "MatrixParser", token: Token) -> Tree | None:
    """A sum or a product that only matrices are asked for, None for others, which are read elsewhere."""
    if token.sort == "structure" and token.text in ("Sum", "Product"):
        reads = open_sum
    elif token.sort == "function" and token.text == "sum":
        reads = sum_with_index
    else:
        return None
    start = parser.position
    parser.advance()
    found = reads(parser, token)
    if found is None:
        parser.position = start
    return found


def sum_with_index(parser: "MatrixParser", token: Token) -> Tree | None:
    """`sum(f, (i, 1, n))` for `Sum`, as an index that nobody declares can mean nothing else; None for other sums.

    token: the word, which has been read.
    """
    indices = [parser.tokens[place + 1].text for place in inner_brackets(parser)]
    if not indices or any(map(parser.vocabulary.meaning, indices)):
        return None
    return sum_or_product(parser, token._replace(sort="structure", text="Sum"))


def open_sum(parser: "MatrixParser", token: Token) -> Tree | None:
    r"""`\sum_i f`, `\sum_{i,j} f`, `\sum_{i,j=1}^n f`, `\sum_{i < j} f`; None where a sum stands that is written out.

    token: the sign of the sum, which has been read.
    """
    if (conditional := _sum_where(parser, token)) is not None:
        return conditional
    start = parser.position
    indices = _indices(parser)
    if not indices:
        parser.position = start
        return None
    low: Tree = _ONE
    if parser.take("="):
        if len(indices) == 1:
            parser.position = start
            return None
        low = parser.expression()
    if parser.raw(-1).text != "}" and not parser.take("}") and parser.raw(start - parser.position + 1).text == "{":
        parser.position = start
        return None
    high: Tree = argument(parser, parser.raw(-1), whole_number=True) if parser.take("^") else _END
    outer, parser.bound = parser.bound, (*parser.bound, *indices)
    body = parser.expression(SUM)
    parser.bound = outer
    for index in reversed(indices):
        body = written_out(parser, token, Fold(token.text, body, index, low, high))
    return body


def _sum_where(parser: "MatrixParser", token: Token) -> Tree | None:
    r"""`\sum_{i \ne j} f` and `\sum_{1 \le i < j \le n} f`, where a condition holds; None for others."""
    inside = list(takewhile(lambda each: each.text != "}", parser.tokens[parser.position + 2 :]))
    signs = [each.text for each in inside if each.sort == "sign"]
    if token.text != "Sum" or [each.text for each in parser.tokens[parser.position :][:2]] != ["_", "{"]:
        return None
    words = dict.fromkeys(each.text for each in inside if each.sort in ("word", "name"))
    indices = tuple(word for word in words if len(word) == 1 and parser.vocabulary.meaning(word, parser.bound) is None)
    if not (signs and indices and set(signs) <= _ORDERS):
        return None
    brace = parser.raw(1)
    parser.position += 2
    outer, parser.bound = parser.bound, (*parser.bound, *indices)
    condition = parser.expression()
    parser.expect("}", brace)
    high: Tree = argument(parser, parser.raw(-1), whole_number=True) if parser.take("^") else _END
    body: Tree = Call("where", (condition, parser.expression(SUM), _ZERO))
    parser.bound = outer
    for index in reversed(indices):
        body = Fold(token.text, body, index, _ONE, high)
    return body


def _indices(parser: "MatrixParser") -> tuple[str, ...]:
    """The letters after the underscore that stands next; () where other things stand there."""
    if not parser.take("_"):
        return ()
    if not parser.take("{"):
        return _letters(parser)
    found = _letters(parser)
    while found and parser.take(","):
        more = _letters(parser)
        found = (*found, *more) if more else ()
    return found


def _letters(parser: "MatrixParser") -> tuple[str, ...]:
    word, is_inside = parser.raw(), parser.raw(-1).text in ("{", ",")
    if word.sort not in ("word", "name", "constant"):
        return ()
    if not is_inside and parser.is_latex and len(word.text) > 1:
        parser.replace(cut(word, word.text[0]))
        word = parser.raw()
    if not word.text.isalpha() or len(word.text) > 1 + is_inside:
        return ()
    parser.position += 1
    return tuple(word.text)


# --- settling ---


def settled(tree: Tree, places: "Places", shape_of: "Callable[[Tree], Shape]") -> Tree:
    """The tree with the ends and sizes that the shapes tell. Raises AnswerError where they tell none."""
    spreading, arrays = Spreading(shape_of, _as_tree), Arrays(places, shape_of)

    def change(part: Tree) -> Tree:
        if not is_asked(part):
            return part
        if isinstance(part, Fold):
            ends = set(_run_through(part, shape_of))
            size = _as_tree(ends.pop()) if len(ends) == 1 else None
            if size is None:
                raise AnswerError(say(_ASKED), places.whole)
            return replace(part, high=size)
        assert isinstance(part, Call)
        if part.function in ALONG:
            return summed(part, shape_of, _as_tree)
        size = _as_tree(shape_of(part.arguments[0])[_SIDES.index(part.function)])
        if size is None:
            text = _("The size of `%(part)s` is not clear here. Write the letter of the size.")
            raise AnswerError(say(text, part=brief(part.arguments[0])), places.whole)
        return size

    def whole(part: Tree) -> Tree:
        made = change(with_changed(part, whole))
        if made is not part:
            places.move(part, made)
        if places.has_axes:
            arrays.note(part, made)
        now = spreading.spread(part, made)
        if now is not made:
            places.move(part, now)
        return now

    return whole(tree)


def _run_through(fold: Fold, shape_of: "Callable[[Tree], Shape]") -> list[Dim]:
    """The sizes through which the index runs, as an index of a row or of an entry."""
    found = []
    for node, _depth in walk(fold.body):
        if not isinstance(node, Call) or node.function != "row":
            continue
        base, indices = node.arguments[0], node.arguments[1:]
        for place, index in enumerate(indices):
            if index == Name(fold.index):
                rows, columns = shape_of(base)
                found.append(columns if place or (len(indices) == 1 and rows == ONE) else rows)
    return found


def _as_tree(dim: Dim) -> Tree | None:
    if dim.open or dim.more or len(dim.names) > 1 or (dim.names and dim.factor != 1):
        return None
    return Name(dim.names[0]) if dim.names else Number(Fraction(dim.factor))

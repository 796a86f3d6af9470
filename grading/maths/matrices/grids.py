"""How matrices of blocks are read: `[A, b; C, d]`, `[[A, b], [C, d]]` and LaTeX's environments."""

from typing import TYPE_CHECKING

from grading.maths.matrices.blocks import from_rows
from grading.maths.tokens import Token
from grading.maths.tree import Call, Tree

if TYPE_CHECKING:
    from grading.maths.matrices.parser import MatrixParser


def blocks(parser: "MatrixParser", opened: Token) -> Tree:
    """`[A, b; C, d]` and `[[A, b], [C, d]]` are matrices of blocks; `[A x - b]` only groups."""
    start, rows, is_row = parser.position - 1, list[list[Tree]]([[]]), list[bool]()
    parser.open_bars.append(0)
    while True:
        place = parser.position
        rows[-1].append(parser.expression())
        is_row.append(parser.closed.get(place) == parser.position - 1)
        sign = parser.raw()
        if not parser.take(","):
            break
        if parser.next_is("]"):
            break
        if parser.text.plain[sign.start] == ";":
            rows.append([])
    parser.open_bars.pop()
    parser.expect("]", opened)
    parser.closed[start] = parser.position - 1
    are_rows = len(rows) == 1 and all(is_row) and not any(_is_call(item, "vstack") for item in rows[0])
    if are_rows:
        rows = [_row(item) for item in rows[0]]
    return from_rows(rows)


def _row(tree: Tree) -> list[Tree]:
    return list(tree.arguments) if isinstance(tree, Call) and tree.function == "hstack" else [tree]


def _is_call(tree: Tree, name: str) -> bool:
    return isinstance(tree, Call) and tree.function == name


def environment(parser: "MatrixParser", opened: Token) -> Tree:
    """`\\begin{pmatrix} A & b \\\\ c & d \\end{pmatrix}`."""
    rows: list[list[Tree]] = [[]]
    parser.open_bars.append(0)
    while True:
        rows[-1].append(parser.expression())
        if parser.take("\\\\"):
            if parser.next_is("]matrix"):
                break
            rows.append([])
        elif not parser.take("&"):
            break
    parser.open_bars.pop()
    parser.expect("]matrix", opened)
    return from_rows(rows)

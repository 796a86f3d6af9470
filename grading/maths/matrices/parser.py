"""The grammar of `parser.py` with what matrices add: transposes, indices, entrywise and Kronecker products.

`A'`, `A.T`, `A^T` and `A^\\top` are transposes, `A^-1` and `inv(A)` inverses, `X[i]` is the i-th row of X as a column,
`@` is a product like `*`. `[A, b; C, d]`, `[[A, b], [C, d]]` and `\\begin{pmatrix}` hold blocks; `[A x - b]` groups.
`∘` binds less strongly than products and more strongly than sums: `A B ∘ C` is (A B) ∘ C.
"""

import re
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from typing import NoReturn

from grading.errors import AnswerError, Place
from grading.maths.indicators import holds_comparison, indicator_behind
from grading.maths.matrices import told
from grading.maths.matrices.angles import with_angles
from grading.maths.matrices.axes import with_axes
from grading.maths.matrices.grids import blocks, environment
from grading.maths.matrices.methods import method
from grading.maths.matrices.places import Places
from grading.maths.matrices.programs import marks
from grading.maths.matrices.raised import is_transposed_at, raised
from grading.maths.matrices.rows import entries_tokens, matrix_of, rows_tokens, samples_tokens
from grading.maths.matrices.spellings import INVERSE, simplified
from grading.maths.matrices.vocabulary import MatrixVocabulary, NamedShape, matrix_vocabulary
from grading.maths.operands import argument
from grading.maths.parser import ENTRYWISE, POSTFIX, PRODUCT, Parser
from grading.maths.tokens import Token
from grading.maths.tree import Call, Constant, Items, Logic, Multiply, Name, Number, Power, Relation, Tree, names, sort
from grading.messages import _, say

_BINDING = {**dict.fromkeys("∘⊘", ENTRYWISE), **dict.fromkeys("⊗@\\", PRODUCT), **dict.fromkeys("'⊤†", POSTFIX)}
_BY_SIGN = {"∘": "hadamard", "⊗": "kron", "⊘": "divide"}
# What may stand behind the last factor of a product.
_LAST = frozenset({")", "]", "}", "+", "-", "'", ","})
# A `1` that is transposed is a column of ones, and so are others beside it.
_ONES_TURNED = re.compile(r"(?<![\w.])1\s*(?:\^\s*[{(]?\s*(?:[Tt]\b|\\top|\\intercal)|'|\.T\b|\\top)")
# PyTorch's products, behind the name of the module.
_PRODUCTS = frozenset({"mm", "mv"})
_NEW_AXIS = frozenset({"None", "newaxis"})
_ARRAYS = frozenset({"array", "asarray", "Matrix", "matrix", "tensor"})
_DOTS = frozenset({"·", "⋅", "∙", "•", "\\cdot"})
# What an index is computed with, and of how many tokens.
_LONGEST = 24
_IN_INDEX = frozenset({"+", "-", "*", "(", ")", ","})
_TEN = 10
_FROBENIUS = frozenset({"F", "Fro", "fro"})


def parse(
    source: str, symbols: tuple[str, ...] = (), sizes: tuple[str, ...] = (), shapes: tuple[NamedShape, ...] = ()
) -> tuple[Tree, Places]:
    """Read one expression in matrices, and where its parts stand. Raises AnswerError with the place and the remedy.

    shapes: the names of vectors and matrices with rows and columns, whose entries may be called `x_2` and `A_12`.
    """
    if not source.strip():
        raise AnswerError(say(_("The answer is empty.")))
    parser = MatrixParser(source, matrix_vocabulary(symbols, sizes, shapes))
    parser.tokens = with_angles(with_axes(parser)) if "<" in source else with_axes(parser)
    tree = _as_column(parser.whole())
    whole = Place(source, 0, len(source))
    if isinstance(tree, Logic) or (isinstance(tree, Relation) and set(tree.signs) != {"="}):
        raise AnswerError(
            say(_("Enter an expression, not a relation. `1[...]` is 1 where a relation holds, else 0.")), whole
        )
    if sort(tree) == "truth":
        raise AnswerError(say(_("Enter only the expression, without `=`.")), whole)
    if sort(tree) != "value":
        raise AnswerError(say(_("Enter one expression, without a comma; decimals take a point, as in `0.5`.")), whole)
    return tree, Places(whole, parser.spans, marks(parser))


def _as_column(tree: Tree) -> Tree:
    """The pair `(2 x y, x^2)` as a column; numbers alone may be a decimal with a comma."""
    if isinstance(tree, Items) and tree.kind == "tuple" and any(map(names, tree.items)):
        return Call("vstack", tree.items)
    return tree


@lru_cache(maxsize=2048)
def parse_reference(
    source: str, symbols: tuple[str, ...], sizes: tuple[str, ...], shapes: tuple[NamedShape, ...] = ()
) -> tuple[Tree, Places]:
    """Like `parse`, for an author's text, which is read again and again."""
    return parse(source, symbols, sizes, shapes)


class MatrixParser(Parser):
    """spans: id of a part -> the part itself (so that the id stays its own) and its place. starred, dotted,
    matmul: ids of the parts before which a `*`, a dot or `@` stands. doubled, by_entry: ids of the powers that are
    written with `**`, and of those that are certainly taken by entry. closed: where a bracket `[` stands among the
    tokens -> where it is closed. counts: whether a comparison counts as a number.
    column: where a `1` stands that is a column of ones.
    """

    vocabulary: MatrixVocabulary
    reads_matrices = True

    def __init__(self, source: str, vocabulary: MatrixVocabulary) -> None:
        super().__init__(source, vocabulary)
        self.closed: dict[int, int] = {}
        self.spans: dict[int, tuple[Tree, Place]] = {}
        self.starred: set[int] = set()
        self.dotted: set[int] = set()
        self.matmul: set[int] = set()
        self.doubled: set[int] = set()
        self.by_entry: set[int] = set()
        self.has_samples = False
        self.asks_shapes = False
        self.counts = False
        self.column = -1

    def note(self, tree: Tree, first: Token) -> Tree:
        """Remember that the tree stands from a token to here."""
        self.asks_shapes = self.asks_shapes or told.is_asked(tree)
        last = self.tokens[max(self.position - 1, 0)]
        self.spans[id(tree)] = (tree, self.text.place(first.start, max(last.end, first.end)))
        return tree

    def expression(self, above: int = 0) -> Tree:
        first = self.raw()
        return self.note(super().expression(above), first)

    def operand(self, above: int) -> Tree:
        first = self.raw()
        token = self.peek()
        below = self.raw(1)
        if token.text == "1" and below.text == "_" and below.start == token.end and not holds_comparison(self, 2):
            self.position += 2
            return self.note(Call("ones", (argument(self, below, whole_number=True),)), first)
        starts_outer = token.text == self.raw(1).text == "1" and self.is_turned_at(2)
        if token.sort == "number" and (token.start == self.column or starts_outer):
            self.advance()
            return self.note(Constant("ones"), first)
        if token.sort == "constant" and token.text.partition("_")[0] in ("I", "ones"):
            self.advance()
            return self.note(indicator_behind(self, token) or self.sized(token), first)
        if token.sort == "function" and token.text == "ones" and self.raw(1).text not in ("(", "{"):
            self.advance()
            return self.note(Constant("ones"), first)
        if (found := told.gathered(self, token)) is not None:
            return self.note(found, first)
        made = self.simple(super().operand(above))
        if isinstance(made, Power) and token.text == self.written(first) == "power":
            self.by_entry.add(id(made))
        return self.note(made, first)

    def simple(self, tree: Tree) -> Tree:
        made = simplified(tree)
        return made if made is tree else self.check_size(made)

    def sized(self, token: Token) -> Tree:
        """`I` and `1` of the size that is written behind, or of the size that fits."""
        name, _underscore, size = token.text.partition("_")
        if size:
            of: Tree = Number(Fraction(size)) if size.isdigit() else Name(size)
            return Call("eye" if name == "I" else "ones", (of,))
        inner, closing = self.raw(1), self.raw(2)
        is_size = inner.text in self.vocabulary.sizes or inner.sort == "number"
        if name == "I" and self.next_is("(") and not self.raw().spaced and is_size and closing.text == ")":
            self.position += 3
            return Call("eye", (Number(Fraction(inner.text)) if inner.sort == "number" else Name(inner.text),))
        return Constant(name)

    def refuse_neighbours(self, before: Token, token: Token) -> None:
        """The `1_n` of `A 1_n`, and the last `1` of `A 1`, are columns of ones, no numbers; `A 0` is 0."""
        if token.text == "0" and before.sort != "number":
            return
        if token.text == "1" and self.raw(1).text == "_" and self.raw(1).start == token.end:
            return
        if before.text == token.text == "1" and self.is_turned_at(1):
            return
        if token.text == "1" and before.sort != "number":
            if self.ends_a_product() and _ONES_TURNED.search(self.text.plain):
                self.column = token.start
                return
            text = _("`1` is the number here. Write a column of ones as `ones(n)`, a product of numbers with `*`.")
            self.refuse(say(text), before, token)
        super().refuse_neighbours(before, token)

    def ends_a_product(self) -> bool:
        """Whether the token that stands next is the last factor of a product, or is transposed."""
        behind = self.raw(1)
        if behind.text == "1":
            return self.is_turned_at(2)
        return behind.sort == "end" or behind.text in _LAST or self.is_turned_at(1)

    def is_turned_at(self, ahead: int) -> bool:
        """Whether what stands so many tokens ahead transposes what stands before it."""
        return self.raw(ahead).text in ("'", "⊤") or (self.raw(ahead).text == "^" and is_transposed_at(self, ahead))

    def refuse_word(self, token: Token) -> NoReturn:
        if token.text in _ARRAYS:
            text = _("Write a matrix as `[[1, 2], [3, 4]]` and a column as `[1; 2]`, without `%(name)s(...)`.")
            self.refuse(say(text, name=token.text), token)
        if token.text in _NEW_AXIS:
            text = _("Vectors are columns here, without new axes: `diag(w) X` scales rows, `x y^T` is a matrix.")
            self.refuse(say(text), token)
        if matrix := matrix_of(token.text, self.vocabulary):
            text = _("Unknown name `%(name)s`. Row i of `%(matrix)s` is `%(matrix)s[i]`, column i `(%(matrix)s^T)[i]`.")
            self.refuse(say(text, name=token.text, matrix=matrix), token)
        super().refuse_word(token)

    def resolve(self, token: Token) -> None:
        """Also `X_i` with the index of a sum, which is `X[i]`, and PyTorch's `tensor(0.)` and `torch.mm`."""
        if token.text in _ARRAYS and [self.raw(1).text, self.raw(2).sort, self.raw(3).text] == ["(", "number", ")"]:
            self.tokens[self.position : self.position + 4] = [self.raw(2)]
            return
        if token.text in _PRODUCTS and self.text.plain[token.start - 1 : token.start] == ".":
            token = self.tokens[self.position] = token._replace(text="matmul")
        if token.text == "e" and self.is_exponential():
            self.tokens[self.position] = Token("constant", "e", token.start, token.end, token.spaced)
            return
        cut = rows_tokens(token, self.vocabulary, self.bound) if self.bound else []
        if not cut and "_" in token.text:
            cut = entries_tokens(token, self.vocabulary)
        elif not cut and len(token.text) == 1 and (behind := self.tokens[self.position + 1]).text == "[":
            cut = samples_tokens(token, behind, self.vocabulary)
        if cut:
            self.tokens[self.position : self.position + 1] = cut
            self.has_samples = self.has_samples or not token.text.startswith(cut[0].text)
            return
        super().resolve(token)

    def is_exponential(self) -> bool:
        """Whether `e`, the name of a size, is raised to a name: who writes `e^{x}` means the number e."""
        if "e" not in self.vocabulary.sizes or self.raw(1).text != "^":
            return False
        depth = 0
        for token in self.tokens[self.position + 2 :]:
            depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
            if token.sort not in ("number", "sign", "structure"):
                return token.sort != "end"
            if depth <= 0 and token.text != "-":
                return False
        return False

    def binding(self, token: Token) -> int:
        if token.sort in ("method", "size"):
            return POSTFIX
        if token.sort == "sign":
            if token.text == "_" and self.opens_script():
                return POSTFIX
            if token.text == "[" and self.opens_index(token):
                return POSTFIX
            if token.text in _BINDING:
                return _BINDING[token.text]
            if token.text == "[matrix":
                return PRODUCT
        return super().binding(token)

    def opens_index(self, token: Token) -> bool:
        """Whether this bracket holds an index: it stands close, and begins with a number or the index of a sum.

        Behind the name of a vector or matrix sizes are counted, too: `y[n-i+1]`.
        """
        if token.spaced:
            return False
        inner, known = self.raw(1), (*self.bound, *self.vocabulary.sizes)
        if any(name == self.raw(-1).text for name, *_shape in self.vocabulary.shapes):
            inside = self.tokens[self.position + 1 :][:_LONGEST]
            inside = list(takewhile(lambda each: each.text != "]" and each.sort != "end", inside))
            counted = [each for each in inside if each.sort == "number" or each.text in known]
            signs = [each for each in inside if each.sort == "sign" and each.text in _IN_INDEX]
            return bool(counted) and len(counted) + len(signs) == len(inside)
        if inner.sort == "number":
            return self.raw(2).text in ("]", ",")
        return inner.text in self.bound

    def replaced(self, before: Tree, now: Tree) -> None:
        """What is known of a part is known of what takes its place."""
        self.counts = self.counts or sort(before) == "truth"
        if id(before) in self.spans:
            self.spans[id(now)] = (now, self.spans[id(before)][1])
        for marked in (self.starred, self.dotted, self.matmul, self.doubled, self.by_entry):
            if id(before) in marked:
                marked.add(id(now))

    def opens_script(self) -> bool:
        """Whether indices stand below a bracket: `(A x)_i`, `(A B)_{ij}`."""
        return self.raw(-1).text in (")", "]", "'")

    def infix(self, left: Tree, binding: int, *, grows: bool) -> Tree:
        token = self.peek()
        first = Token("sign", "", self.start_of(left), token.end)
        if token.sort == "method":
            return self.note(self.check_size(method(self, left)), first)
        if token.sort == "size":
            return self.note(self.simple(Call(self.advance().text, (left,))), first)
        match token.text if token.sort == "sign" else "":
            case "^" | "'" | "⊤" | "†" if (made := raised(self, left)) is not None:
                return self.note(made, first)
            case "[" if binding == POSTFIX:
                self.advance()
                indices = self.items(("]",))
                self.expect("]", token)
                return self.note(simplified(Call("row", (left, *indices))), first)
            case "_":
                return self.note(self.below(left), first)
            case "*":
                is_dot = self.written(token) in _DOTS
                made = super().infix(left, binding, grows=grows)
                if isinstance(made, Multiply):
                    (self.dotted if is_dot else self.starred).add(id(made.factors[-1]))
                return self.note(made, first)
            case "@":
                self.advance()
                right = self.expression(PRODUCT)
                self.matmul.add(id(right))
                return Multiply((*left.factors, right) if grows and isinstance(left, Multiply) else (left, right))
            case "\\":
                self.advance()
                return self.note(Multiply((Power(left, INVERSE), self.expression(PRODUCT))), first)
            case "∘" | "⊗" | "⊘" as sign:
                self.advance()
                right, name = self.expression(binding), _BY_SIGN[sign]
                same = grows and name == "hadamard" and isinstance(left, Call) and left.function == name
                return Call(name, (*left.arguments, right) if same and isinstance(left, Call) else (left, right))
        return self.note(self.doubly(token, super().infix(left, binding, grows=grows)), first)

    def doubly(self, token: Token, made: Tree) -> Tree:
        """What an operator made; a power that is written with `**` is remembered."""
        if isinstance(made, Power) and self.written(token) == "**":
            self.doubled.add(id(made))
        return made

    def below(self, left: Tree) -> Tree:
        """The indices that stand below a bracket."""
        opened = self.advance()
        brace = self.raw()
        if not self.take("{"):
            return Call("row", (left, argument(self, opened)))
        indices = self.items(("}",))
        self.expect("}", brace)
        flat = indices[0].factors if len(indices) == 1 and isinstance(indices[0], Multiply) else tuple(indices)
        if not 1 <= len(flat) <= 2 or _is_long(flat[0]):
            self.refuse(say(_("One or two indices stand below a matrix, parted by a comma: `(A B)[1, 2]`.")), opened)
        return Call("row", (left, *flat))

    def bracketed(self, opened: Token) -> Tree:
        """Also blocks, and the inner product `⟨u, v⟩`."""
        if opened.text == "[":
            return blocks(self, opened)
        if self.written(opened) not in ("⟨", "\\langle", "<"):
            return super().bracketed(opened)
        found = self.items((")",))
        self.expect(")", opened)
        if self.next_is("_") and self.raw(1).text in _FROBENIUS:
            self.position += 2
        if len(found) < 2:
            self.refuse(say(_("An inner product has two parts, parted by a comma.")), opened)
        return Call("inner" if len(found) == 2 else "vstack", tuple(found))

    def braced(self, opened: Token) -> Tree:
        """Braces only group here: there are no sets."""
        found = super().braced(opened)
        return found.items[0] if isinstance(found, Items) and len(found.items) == 1 else found

    def signed_operand(self, token: Token, above: int) -> Tree:
        return environment(self, token) if token.text == "[matrix" else super().signed_operand(token, above)

    def start_of(self, tree: Tree) -> int:
        """Where a part begins in the normalised text (its noted place is one of the source)."""
        noted = self.spans.get(id(tree))
        if noted is None:
            return self.tokens[self.position].start
        origin = self.text.origin
        return noted[1].start if isinstance(origin, range) else origin.index(noted[1].start)

    def absolute(self, opened: Token) -> Tree:
        """|x| for numbers; a norm for double bars, with its order below: `\\|x\\|_1`."""
        inner = super().absolute(opened)
        assert isinstance(inner, Call)
        body = inner.arguments[0]
        if inner.function == "abs":
            is_double = isinstance(body, Call) and body.function == "bars" and not self.raw(-1).spaced
            if not is_double:
                return Call("bars", (body,))
            assert isinstance(body, Call)
            body = body.arguments[0]
        if not self.next_is("_"):
            return Call("norm", (body,))
        below = self.advance()
        brace = self.raw()
        order = self.raw(1) if brace.text == "{" else brace
        if order.text in _FROBENIUS:
            self.position += 3 if order is not brace else 1
            return Call("norm", (body,))
        return Call("norm", (body, argument(self, below, whole_number=True)))


def _is_long(index: Tree) -> bool:
    """`(A B)_{12}` may be the entry in row 1 and column 2, or the twelfth."""
    return isinstance(index, Number) and index.value >= _TEN

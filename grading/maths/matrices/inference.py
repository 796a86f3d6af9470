"""Give every part of an expression its shape, or say which part has none and what may be meant.

Sizes are symbols: `A` is m by n whatever m and n are. Where the context alone tells a size (`I`, a bare `1`), it is
left open and solved for. What is 1 by 1 is a scalar.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from grading.errors import AnswerError
from grading.maths import limits
from grading.maths.matrices import calls, folds, quotients, refusals, remedies, terms
from grading.maths.matrices.as_read import as_read, times
from grading.maths.matrices.blocks import ZERO
from grading.maths.matrices.choosing import with_masks
from grading.maths.matrices.dims import ONE, SCALAR, Dim, Shape, Sizes
from grading.maths.matrices.places import Places
from grading.maths.matrices.spellings import INVERSE
from grading.maths.matrices.stars import check_stars
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.told import settled
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import brief, name_shape
from grading.maths.tree import Add, Call, Constant, Divide, Fold, Multiply, Name, Negate, Number, Power, Tree, is_whole
from grading.messages import Message, _, say

# The largest power of a matrix that is computed.
_POWER = 30
_E = Constant("e")
_LEAVES = frozenset({Number, Name, Constant})  # every `I` may have a size of its own
_NAMED_T = (Name("T"), Negate(Name("T")))


@dataclass(frozen=True)
class Reading:
    """An expression with its shapes. open: sizes that only the context tells -> the part that has them.

    read: the expression with each product as it was read, None where all are what they look like. kinks: whether it has
    no value at a point, as it is the derivative of something with a kink there. loss: what it is the derivative of.
    """

    tree: Tree
    typed: Typed
    sizes: Sizes
    places: Places
    open: tuple[tuple[Dim, Tree], ...]
    read: Tree | None = None
    kinks: Callable[[Any], bool] | None = None
    loss: "Reading | None" = None

    @property
    def shape(self) -> Shape:
        return self.sizes.shape(self.typed.shape)

    def close(self) -> None:
        """Check that all sizes are known. Raises AnswerError at the part whose size is not."""
        for dim, part in self.open:
            if part == ZERO:
                # A zero block that nothing tells the size of is a number.
                self.sizes.same(dim, ONE)
            elif self.sizes.settled(dim).unknown:
                raise AnswerError(refusals.of_size(part), self.places.of(part))


def infer(tree: Tree, symbols: Symbols, places: Places) -> Reading:
    """The expression with its shapes. Raises AnswerError naming the ill-shaped part and the shapes in it."""
    if places.marks.asks_shapes:
        tree = settled(tree, places, lambda part: infer(part, symbols, places.told()).shape)
    inference = Inference(symbols, places)
    typed = inference.typed(tree)
    read = as_read(tree, inference.products) if inference.products else None
    return Reading(tree, typed, inference.sizes, places, tuple(inference.open), read)


class Inference:
    def __init__(self, symbols: Symbols, places: Places) -> None:
        self.symbols = symbols
        self.places = places
        self.sizes = Sizes()
        self.open: list[tuple[Dim, Tree]] = []
        self.folds: dict[str, Fold] = {}
        self.products: dict[Tree, Tree] = {}
        self.found: dict[tuple[int, bool], tuple[Tree, Typed]] = {}
        self.is_by_entry = places.is_numpy
        self.is_exponent = False

    @contextmanager
    def by_entry(self, found: bool, *, is_exponent: bool = False) -> Iterator[None]:
        """Inside of what is taken entry by entry numbers are added to every entry: `exp(z + 3)`.

        is_exponent: whether `x^2` is no square of entries there, as in `exp(-x^2/2)` it may be a squared length.
        """
        before = self.is_by_entry, self.is_exponent
        self.is_by_entry, self.is_exponent = self.is_by_entry or found, self.is_exponent or is_exponent
        yield
        self.is_by_entry, self.is_exponent = before

    def typed(self, tree: Tree) -> Typed:
        """A part with its shape, found once: rules may ask for that of their parts several times."""
        # The part is kept beside it, so that the id stays its own.
        key = id(tree), self.is_by_entry
        if type(tree) in _LEAVES or key not in self.found:
            self.found[key] = tree, self.first_typed(tree)
        return self.found[key][1]

    def first_typed(self, tree: Tree) -> Typed:
        rule: Callable[[Inference, Any], Typed] | None = _RULES.get(type(tree))
        if rule is None:
            self.refuse(say(_("`%(part)s` cannot be a part of a formula."), part=brief(tree)), tree)
        return rule(self, tree)

    def refuse(self, message: Message, tree: Tree, last: Tree | None = None) -> NoReturn:
        raise AnswerError(message, self.places.of(tree, last))

    def is_scalar(self, part: Typed) -> bool:
        return self.sizes.is_scalar(part.shape)

    def shown(self, part: Typed) -> str:
        return name_shape(self.sizes.shape(part.shape))

    def scalar(self, tree: Tree, message: str) -> Typed:
        """A part that must be a number. message: with places for `part` and `shape`."""
        part = self.typed(tree)
        if not self.sizes.same_shape(part.shape, SCALAR):
            self.refuse(say(message, part=brief(tree), shape=self.shown(part)), tree)
        return part

    def opened(self, tree: Tree) -> Dim:
        dim = self.sizes.new()
        self.open.append((dim, tree))
        return dim

    def number(self, tree: Number) -> Typed:
        return Typed("number", (), SCALAR, tree.exact)

    def name(self, tree: Name) -> Typed:
        return Typed("name", (), self.symbols.shape(tree.name), tree.name)

    def constant(self, tree: Constant) -> Typed:
        if tree.name == "I":
            dim = self.opened(tree)
            return Typed("eye", (), (dim, dim))
        if tree.name == "ones":
            return Typed("ones", (), (self.opened(tree), ONE))
        if tree.name == "oo":
            self.refuse(say(_("Infinity has no meaning here.")), tree)
        return Typed("constant", (), SCALAR, tree.name)

    def negate(self, tree: Negate) -> Typed:
        inner = self.typed(tree.inner)
        return Typed("negate", (inner,), inner.shape)

    def add(self, tree: Add) -> Typed:
        parts = [self.typed(term) for term in tree.terms]
        parts = terms.with_zeros(tree.terms, parts, self.sizes)
        if self.is_by_entry or any(map(terms.is_by_entry, parts)) or terms.has_level(parts):
            parts = terms.spread(parts, self.sizes)
        for index, part in enumerate(parts[1:], start=1):
            if not self.sizes.same_shape(parts[0].shape, part.shape):
                self.refuse_sum(tree, index, parts[0], part)
        return Typed("add", tuple(parts), parts[0].shape)

    def refuse_sum(self, tree: Add, index: int, first: Typed, part: Typed) -> NoReturn:
        before: Tree = tree.terms[0] if index == 1 else Add(tree.terms[:index])
        term = tree.terms[index]
        right = term.inner if isinstance(term, Negate) else term
        shapes = self.sizes.shape(first.shape), self.sizes.shape(part.shape)
        self.refuse_unclear(*zip(*shapes, strict=True))
        self.refuse(refusals.of_sum(self, before, right, *shapes), tree.terms[0], right)

    def refuse_unclear(self, *pairs: tuple[Dim, Dim]) -> None:
        """Raises AnswerError where two sizes may be equal in several ways: `kron(I, I)` beside A."""
        several = [dim for pair in pairs if pair[0] != pair[1] for dim in pair if len(dim.unknown) > 1]
        for dim, part in self.open:
            if any(dim.unknown <= each.unknown for each in several):
                self.refuse(refusals.of_size(part), part)

    def multiply(self, tree: Multiply) -> Typed:
        if len(tree.factors) > limits.FACTORS:
            self.refuse(say(_("A product has at most %(most)d factors."), most=limits.FACTORS), tree)
        factors = [self.typed(factor) for factor in tree.factors]
        masked = with_masks(self, tree, factors)
        if masked is not tree:
            self.products[tree] = masked
            return self.typed(masked)
        check_stars(self, tree, factors)
        before = dict(self.sizes.known)
        # in a program factors are multiplied from left to right
        made = None if any(map(self.places.is_by_entry, tree.factors)) else self.chain(factors)
        if made is None:
            self.sizes.known = before
            made = self.from_left_to_right(tree, factors)
        return made

    def chain(self, factors: list[Typed]) -> Typed | None:
        """The product in a bracketing in which all shapes fit, as A (x^T x) y; None where there is none.

        Whatever fits its neighbour is multiplied at once, by associativity; what does not waits for its partner. A row
        then finds its column as brackets find each other, and all bracketings that fit give the same.
        """
        waiting: list[Typed] = []
        for factor in factors:
            waiting.append(factor)
            while len(waiting) > 1 and not self.would_shrink(*waiting[-2:]):
                made = self.product(*waiting[-2:])
                if made is None:
                    break
                waiting[-2:] = [made]
        return waiting[0] if len(waiting) == 1 else None

    def would_shrink(self, left: Typed, right: Typed) -> bool:
        """Whether an `I` or `ones` would have to be a single number to fit: in I x^T x the row waits for x."""
        if self.is_scalar(left) or self.is_scalar(right):
            return False
        columns, rows = self.sizes.shape(left.shape)[1], self.sizes.shape(right.shape)[0]
        return bool(columns.open and rows == ONE) or bool(rows.open and columns == ONE)

    def behind_numbers(self, tree: Multiply, factors: list[Typed]) -> Typed | None:
        """`2 * x @ y` of NumPy as `2 * (x @ y)`, so that x may be a row; None for other products."""
        count = next((place for place, factor in enumerate(factors) if not self.is_scalar(factor)), 0)
        rest = Multiply(tree.factors[count:])
        if not count or len(rest.factors) < 2 or not all(map(self.places.is_matmul, rest.factors[1:])):
            return None
        made = self.typed(rest)
        for factor in reversed(factors[:count]):
            made = Typed("scale", (factor, made), made.shape)
        self.products[tree] = Multiply((*tree.factors[:count], self.products.get(rest, rest)))
        return made

    def from_left_to_right(self, tree: Multiply, factors: list[Typed]) -> Typed:
        if (found := self.behind_numbers(tree, factors)) is not None:
            return found
        left = self.row_of_numpy(tree, factors)
        read = tree.factors[0] if left is factors[0] else Call("transpose", (tree.factors[0],))
        for index, right in enumerate(factors[1:], start=1):
            is_entrywise = self.places.is_by_entry(tree.factors[index]) and not self.is_scalar(left)
            mark, made = "", None if is_entrywise and not self.is_scalar(right) else self.product(left, right)
            if made is None and (made := self.marked_product(tree, index, left, right)) is not None:
                mark = made.op
            if made is None:
                self.refuse_product(tree, index, left, right)
            left, read = made, times(read, tree.factors[index], mark)
        if read != tree:
            self.products[tree] = read
        return left

    def product(self, left: Typed, right: Typed) -> Typed | None:
        """The product of two, or None where their shapes do not fit."""
        if self.is_scalar(left):
            return Typed("scale", (left, right), right.shape)
        if self.is_scalar(right):
            return Typed("scale", (right, left), left.shape)
        if not self.sizes.same(left.shape[1], right.shape[0]):
            return None
        return Typed("product", (left, right), (left.shape[0], right.shape[1]))

    def row_of_numpy(self, tree: Multiply, factors: list[Typed]) -> Typed:
        """The first factor; in `x @ A @ x` of NumPy, whose vectors are neither rows nor columns, it is the row of x."""
        first, last = self.sizes.shape(factors[0].shape), self.sizes.shape(factors[-1].shape)
        if not all(map(self.places.is_matmul, tree.factors[1:])) or not first[1] == last[1] == ONE != first[0]:
            return factors[0]
        row = Typed("transpose", (factors[0],), (ONE, first[0]))
        before = dict(self.sizes.known)
        made = self.chain([row, *factors[1:]])
        fits = made is not None and self.is_scalar(made)
        self.sizes.known = self.sizes.known if fits else before
        return row if fits else factors[0]

    def marked_product(self, tree: Multiply, index: int, left: Typed, right: Typed) -> Typed | None:
        """`A * B` in a text of NumPy, where two equal shapes have no other product; `x · y` of two columns."""
        is_starred, is_dotted = self.places.is_starred(tree.factors[index]), self.places.is_dotted(tree.factors[index])
        if not (is_starred or is_dotted) or not self.sizes.same_shape(left.shape, right.shape):
            return None
        if is_starred:
            return Typed("hadamard", (left, right), left.shape)
        return Typed("dot", (left, right), SCALAR) if calls.is_vector(self, left) else None

    def refuse_product(self, tree: Multiply, index: int, left: Typed, right: Typed) -> NoReturn:
        """The factor before and the factor behind, or all the factors before when their product has another shape."""
        before, factor = tree.factors[index - 1], tree.factors[index]
        first = before
        alone = self.typed(before)
        if self.sizes.shape(alone.shape) != self.sizes.shape(left.shape):
            before, first = Multiply(tree.factors[:index]), tree.factors[0]
        shapes = self.sizes.shape(left.shape), self.sizes.shape(right.shape)
        self.refuse_unclear((shapes[0][1], shapes[1][0]))
        self.refuse(refusals.of_product(before, factor, *shapes), first, factor)

    def divide(self, tree: Divide) -> Typed:
        return quotients.infer_divide(self, tree)

    def power(self, tree: Power) -> Typed:
        base = self.typed(tree.base)
        if tree.base == _E and self.is_column(tree.exponent):
            # of a column it can only mean every entry; e^A of a square matrix is another thing
            return self.typed(Call("exp", (tree.exponent,)))
        if self.is_scalar(base):
            asked = _("`%(part)s` is %(shape)s, but an exponent is a number.")
            return Typed("scalar_power", (base, self.scalar(tree.exponent, asked)), SCALAR)
        if tree.exponent in _NAMED_T:
            # `T` may also be a declared name; as an exponent of a matrix it can only mean the transpose.
            inner: Tree = tree.base if tree.exponent == _NAMED_T[0] else Power(tree.base, INVERSE)
            return self.typed(remedies.turned(inner))
        exponent = self.whole_exponent(tree)
        self.check_power_of_sum(tree.base, base)
        if exponent == -1 and terms.is_by_entry(base) and self.has_two_sizes(base):
            return quotients.infer_reciprocal(self, tree.base)
        is_certain = self.places.is_by_entry(tree) or (self.places.marks.is_program and terms.is_pointwise(base))
        is_square = self.could_be_square(base) and not is_certain
        within = self.is_by_entry and not self.is_exponent
        has_entries = within or self.places.has_entries(tree) or terms.is_by_entry(base)
        if has_entries and not is_square and (exponent > 0 or is_certain):
            return self.powers_of_entries(tree, base, exponent)
        if not self.sizes.same(base.shape[0], base.shape[1]):
            self.refuse_power(tree, base, exponent)
        return Typed("power", (base,), base.shape, exponent)

    def check_power_of_sum(self, tree: Tree, base: Typed) -> None:
        """Raises AnswerError for `(1 + exp(-A))^-1` of a square matrix, where 1 may be I, or all be meant by entry."""
        if not isinstance(tree, Add) or self.places.marks.is_program or self.has_two_sizes(base):
            return
        numbers = [terms.spread_number(*pair) for pair in zip(tree.terms, base.parts, strict=True)]
        index = next((place for place, number in enumerate(numbers) if number is not None), None)
        if index is not None:
            first, second = (numbers[0] or base), (numbers[index] or base) if index else base
            self.refuse_sum(tree, max(index, 1), first, second)

    def has_two_sizes(self, part: Typed) -> bool:
        """Whether there are not as many rows as columns."""
        rows, columns = self.sizes.shape(part.shape)
        return rows != columns and not (rows.unknown or columns.unknown)

    def powers_of_entries(self, tree: Power, base: Typed, exponent: int) -> Typed:
        """`X**2` in a text of NumPy."""
        if exponent < 1:
            message = _("In NumPy `**` takes the power of every entry. Write `inv(...)` for the inverse of a matrix.")
            self.refuse(say(message), tree)
        if exponent == 1:
            return base
        self.products[tree] = Call("hadamard", (tree.base,) * exponent)
        return self.typed(self.products[tree])

    def is_column(self, tree: Tree) -> bool:
        rows, columns = self.sizes.shape(self.typed(tree).shape)
        return columns == ONE != rows and not rows.open

    def could_be_square(self, typed: Typed) -> bool:
        rows, columns = self.sizes.shape(typed.shape)
        return rows == columns or bool(rows.open or columns.open)

    def whole_exponent(self, tree: Power) -> int:
        exponent = tree.exponent
        inner = exponent.inner if isinstance(exponent, Negate) else exponent
        if not (is_whole(exponent) and isinstance(inner, Number) and inner.value <= _POWER):
            message = _("`%(base)s` is a matrix; its powers are whole numbers from -%(most)d to %(most)d.")
            self.refuse(say(message, base=brief(tree.base), most=_POWER), tree)
        return int(inner.value) * (-1 if isinstance(exponent, Negate) else 1)

    def refuse_power(self, tree: Power, base: Typed, exponent: int) -> NoReturn:
        values = {"base": brief(tree.base), "shape": self.shown(base)}
        if exponent == -1:
            message = _("`%(base)s` is %(shape)s; only square matrices have an inverse.")
        elif self.sizes.shape(base.shape)[1] == ONE:
            message = _(
                "`%(base)s` is %(shape)s; only square matrices have powers. The squared length is `norm(x)^2`, "
                "the squares of the entries are `hadamard(x, x)`."
            )
        else:
            message = _("`%(base)s` is %(shape)s; only square matrices have powers.")
        self.refuse(say(message, **values), tree)

    def call(self, tree: Call) -> Typed:
        return calls.infer_call(self, tree)

    def fold(self, tree: Fold) -> Typed:
        return folds.infer_fold(self, tree)


_RULES: dict[type, Callable[[Inference, Any], Typed]] = {
    Number: Inference.number,
    Name: Inference.name,
    Constant: Inference.constant,
    Negate: Inference.negate,
    Add: Inference.add,
    Multiply: Inference.multiply,
    Divide: Inference.divide,
    Power: Inference.power,
    Call: Inference.call,
    Fold: Inference.fold,
}

"""One thing done wrong at one place of a matrix formula; which of them have a shape is seen later."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, pairwise

from grading.errors import AnswerError, Place
from grading.maths.matrices.inference import infer
from grading.maths.matrices.places import Places
from grading.maths.matrices.spellings import INVERSE
from grading.maths.matrices.symbols import Symbols
from grading.maths.slips import factors
from grading.maths.slips.factors import BLOCKS
from grading.maths.spots import TWO, Product, Spot, negated, product_of, terms_of, total
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Tree,
    names,
    nodes,
    walk,
)

Change = Callable[[Spot, Symbols], Iterator[Tree]]

_NOWHERE = Places(Place("", 0, 0), {})
_IDENTITIES = frozenset({"I", "ones"})


def turned(tree: Tree) -> Tree:
    return tree.arguments[0] if isinstance(tree, Call) and tree.function == "transpose" else Call("transpose", (tree,))


def inverse_of(tree: Tree) -> Tree | None:
    """X, where the tree is the inverse of X; the parser makes `inv(X)` a power."""
    return tree.base if isinstance(tree, Power) and tree.exponent == INVERSE else None


def may_be_matrix(tree: Tree, symbols: Symbols) -> bool:
    """Whether something with a shape stands in it; a product of two vectors passes, too."""
    for node, _depth in walk(tree):
        match node:
            case Name(name) if name in symbols.shaped:
                return True
            case Constant(name) if name.partition("_")[0] in _IDENTITIES:
                return True
            case Call("eye" | "ones" | "zeros"):
                return True
    return False


def missing_transpose(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """Of (A B)^T = B^T A^T each of the two, too."""
    match spot.tree:
        case Call("transpose", (Multiply(factors),)):
            backwards = factors[::-1]
            for index, factor in enumerate(backwards):
                if may_be_matrix(factor, symbols):
                    yield Multiply(tuple(each if i == index else turned(each) for i, each in enumerate(backwards)))
            yield Multiply(factors)
        case Call("transpose", (inner,)):
            yield inner


def extra_transpose(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    is_symbol = isinstance(spot.tree, Name) and spot.tree.name in symbols.shaped
    if spot.function != "transpose" and (is_symbol or spot.role == "whole"):
        yield turned(spot.tree)


def gram_the_wrong_way(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """X X^T for X^T X, x^T y for x y^T: the transpose moves from one of two neighbours to the other."""
    view = product_of(spot.tree)
    for index in range(len(view.over) - 1):
        first, second = view.over[index : index + 2]
        if _is_turned(first) != _is_turned(second) and all(may_be_matrix(each, symbols) for each in (first, second)):
            yield _with(view, index, (turned(first), turned(second)))
    for index, later in _around(view.over):
        if may_be_matrix(view.over[index], symbols):
            yield _exchanged(view, index, later)


def _around(over: tuple[Tree, ...]) -> Iterator[tuple[int, int]]:
    """The places of P^T and P in P^T A P."""
    places = combinations(range(len(over)), 2)
    return ((first, second) for first, second in places if second > first + 1 and turned(over[first]) == over[second])


def _is_turned(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.function == "transpose"


def _with(view: Product, index: int, pair: tuple[Tree, Tree]) -> Tree:
    return replace(view, over=(*view.over[:index], *pair, *view.over[index + 2 :])).tree


def swapped_factors(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """B A for A B: two neighbours, the first and the last, or all of them."""
    if not isinstance(spot.tree, Multiply) and not product_of(spot.tree).over[1:]:
        return
    view = product_of(spot.tree)
    places = [index for index, factor in enumerate(view.over) if may_be_matrix(factor, symbols)]
    for first, second in pairwise(places):
        yield _exchanged(view, first, second)
    if len(places) > 2:
        yield _exchanged(view, places[0], places[-1])
        matrices = [view.over[index] for index in places]
        for moved in ([*matrices[1:], matrices[0]], [matrices[-1], *matrices[:-1]], matrices[::-1]):
            put = dict(zip(places, moved, strict=True))
            yield replace(view, over=tuple(put.get(index, old) for index, old in enumerate(view.over))).tree


def _exchanged(view: Product, first: int, second: int) -> Tree:
    over = list(view.over)
    over[first], over[second] = over[second], over[first]
    return replace(view, over=tuple(over)).tree


def commuted(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """A^2 + 2 A B + B^2 for (A + B)^2, A^2 - B^2 for (A + B) (A - B), and A^2 B^2 for (A B)^2."""
    match spot.tree:
        case Power(Add(), Number() as exponent) if exponent == TWO and len(terms_of(spot.tree.base)) == 2:
            first, second = terms_of(spot.tree.base)
            for pair in ((first, second), (second, first)) if may_be_matrix(first, symbols) else ():
                view = product_of(Multiply(pair))
                yield Add((Power(first, TWO), replace(view, over=(TWO, *view.over)).tree, Power(second, TWO)))
        case Power(Multiply(over), Number() as exponent) if may_be_matrix(over[0], symbols):
            yield Multiply(tuple(Power(factor, exponent) for factor in over))
        case Multiply():
            yield from _third_binomial(product_of(spot.tree))


def _third_binomial(view: Product) -> Iterator[Tree]:
    for index, (one, other) in enumerate(pairwise(view.over)):
        first, second = terms_of(one), terms_of(other)
        if len(first) == 2 and second == (first[0], negated(first[1])):
            bare = first[1].inner if isinstance(first[1], Negate) else first[1]
            squares = Add((Power(first[0], TWO), Negate(Power(bare, TWO))))
            yield replace(view, over=(*view.over[:index], squares, *view.over[index + 2 :])).tree


def log_of_a_sum(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    """The sum of the logarithms of what is summed; of exponentials those are their exponents."""
    match spot.tree:
        case Call("logsumexp", (inner,)):
            yield Call("sum", (inner,))
        case Call("log", (Call("sum", (inner,)),)):
            yield Call("sum", (Call("log", (inner,)),))


def lost_inverse(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    inner = inverse_of(spot.tree)
    if inner is not None:
        yield inner


def extra_inverse(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """Only of symbols that have one."""
    match spot.tree:
        case Name(name) if name in symbols.shaped and symbols.shaped[name].rows == symbols.shaped[name].columns:
            if spot.role != "base" and spot.function not in ("inv", "tr", "det", "logdet"):
                yield Power(spot.tree, INVERSE)


def inverse_of_a_product(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    """A^-1 B^-1 for (A B)^-1."""
    inner = inverse_of(spot.tree)
    if isinstance(inner, Multiply):
        yield Multiply(tuple(Power(each, INVERSE) for each in inner.factors))


def inverse_of_a_sum(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    inner = inverse_of(spot.tree)
    if isinstance(inner, Add):
        yield Add(tuple(Power(term, INVERSE) for term in terms_of(inner)))


def transpose_of_a_product(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    """A^T B^T for (A B)^T."""
    match spot.tree:
        case Call("transpose", (Multiply(factors),)):
            yield Multiply(tuple(turned(factor) for factor in factors))


def lost_identity(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """Without the term that is a multiple of the identity."""
    terms = terms_of(spot.tree)
    for index, term in enumerate(terms):
        if len(terms) > 1 and _is_identity(term, symbols):
            yield total((*terms[:index], *terms[index + 1 :]))


def _is_identity(tree: Tree, symbols: Symbols) -> bool:
    return any(
        (isinstance(factor, Constant) and factor.name.partition("_")[0] == "I")
        or (isinstance(factor, Call) and factor.function == "eye")
        for factor in product_of(tree).over
    ) and not any(isinstance(node, Name) and node.name in symbols.shaped for node, _depth in walk(tree))


def sum_for_mean(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """Without the division by a size."""
    view = product_of(spot.tree)
    for index, factor in enumerate(view.under):
        if isinstance(factor, Name) and factor.name in symbols.sizes:
            yield view.without(len(view.over) + index).tree


def mean_for_sum(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """The whole divided by a size, unless it is a mean itself, or made of sizes alone."""
    if spot.role == "whole" and not names(spot.tree) <= set(symbols.sizes):
        divisors = {name for node in nodes(spot.tree) if isinstance(node, Divide) for name in names(node.under)}
        yield from (Divide(spot.tree, Name(size)) for size in symbols.sizes if size not in divisors)


def another_size(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """m for n."""
    if isinstance(spot.tree, Name) and spot.tree.name in symbols.sizes and spot.role in ("denominator", "factor"):
        yield from (Name(size) for size in symbols.sizes if size != spot.tree.name)


def swapped_vectors(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("outer", (first, second)):
            yield Call("outer", (second, first))


def pulled_out_of_determinant(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("det", (Multiply(factors),)):
            inside = tuple(factor for factor in factors if may_be_matrix(factor, symbols))
            outside = tuple(factor for factor in factors if factor not in inside)
            if inside and outside:
                yield Multiply((*outside, Call("det", (inside[0] if len(inside) == 1 else Multiply(inside),))))


def trace_for_determinant(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("tr", arguments):
            yield Call("det", arguments)
        case Call("det", arguments):
            yield Call("tr", arguments)


def trace_of_a_product(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """tr(A) tr(B) for tr(A B), and the other way round."""
    match spot.tree:
        case Call("tr", (Multiply(factors),)):
            places = [index for index, factor in enumerate(factors) if may_be_matrix(factor, symbols)]
            for place in places[1:]:
                halves = factors[:place], factors[place:]
                yield Multiply(tuple(Call("tr", (half[0] if len(half) == 1 else Multiply(half),)) for half in halves))
        case Multiply((*before, Call("tr", (first,)), Call("tr", (second,)))):
            yield Multiply((*before, Call("tr", (Multiply((first, second)),))))


def sign_of_a_block(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    if spot.function in BLOCKS:
        yield negated(spot.tree)


def lost_logarithm(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("logdet", arguments):
            yield Call("det", arguments)
            yield Call("tr", arguments)
        case Call("log", (inner,)) if is_number(inner, symbols):
            yield inner
        case Call("logsumexp", (inner,)):
            yield Call("sum", (Call("exp", (inner,)),))


def product_for_hadamard(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("hadamard", factors):
            yield Multiply(factors)
            yield Multiply((*factors[:-1], turned(factors[-1])))
            yield Multiply((turned(factors[0]), *factors[1:]))


def lost_entry_factor(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("hadamard", factors):
            for index in range(len(factors)):
                rest = (*factors[:index], *factors[index + 1 :])
                yield rest[0] if len(rest) == 1 else Call("hadamard", rest)


def hadamard_for_product(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    view = product_of(spot.tree)
    for index in range(len(view.over) - 1):
        pair = view.over[index : index + 2]
        if all(may_be_matrix(each, symbols) for each in pair):
            merged = (*view.over[:index], Call("hadamard", pair), *view.over[index + 2 :])
            yield replace(view, over=merged).tree


def lost_activation(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """The argument of a function by entry, or of a softmax."""
    match spot.tree:
        case Call(name, (inner, *_more)) if name in _BY_ENTRY and may_be_matrix(spot.tree, symbols):
            if not is_number(spot.tree, symbols):
                yield inner


def lost_root(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """The argument of a root of a number."""
    yield from (inner for inner in factors.lost_root(spot) if is_number(inner, symbols))


def lost_exponential(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("exp", (inner,)) if is_number(inner, symbols):
            yield inner


def lost_function(spot: Spot, symbols: Symbols) -> Iterator[Tree]:
    """The argument of another function of a number."""
    match spot.tree:
        case Call(name, (inner,)) if name in _OF_NUMBERS and is_number(inner, symbols):
            yield inner


def is_number(tree: Tree, symbols: Symbols) -> bool:
    try:
        reading = infer(tree, symbols, _NOWHERE)
    except AnswerError:
        return False
    return reading.sizes.is_scalar(reading.typed.shape)


_BY_ENTRY = frozenset({"exp", "log", "sqrt", "tanh", "relu", "sigmoid", "softplus", "softmax", "sign"})
_OF_NUMBERS = _BY_ENTRY - {"exp", "log", "sqrt", "softmax"} | {"abs"}


def norm_for_its_square(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Power(Call("norm") as inner, Number() as exponent) if exponent == TWO:
            yield inner
        case Call("norm") if spot.role != "base":
            yield Power(spot.tree, TWO)


def square_of_a_norm(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    """norm(x)^2 + norm(y)^2 for norm(x + y)^2."""
    match spot.tree:
        case Power(Call("norm" as name, (Add() as inner, *more)), exponent):
            terms = terms_of(inner)
            bare = (term.inner if isinstance(term, Negate) else term for term in terms)
            powers = [Power(Call(name, (term, *more)), exponent) for term in bare]
            yield Add(tuple(powers))
            pairs = zip(terms, powers, strict=True)
            yield Add(tuple(Negate(power) if isinstance(term, Negate) else power for term, power in pairs))


def outer_for_inner(spot: Spot, _symbols: Symbols) -> Iterator[Tree]:
    match spot.tree:
        case Call("dot", (first, second)):
            yield Call("outer", (first, second))
        case Call("outer", (first, second)):
            yield Call("outer", (second, first))
            yield Call("dot", (first, second))

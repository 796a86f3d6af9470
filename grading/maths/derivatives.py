"""The exact derivative of an expression, as an expression; and what comes out when one rule is applied wrongly."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from grading.errors import DefinitionError
from grading.maths.slopes import ARGUMENTS, in_pairs, slope
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
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
from grading.maths.trees import substituted

ZERO, ONE, TWO = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(2))
_E = Constant("e")


@dataclass(frozen=True)
class Slip:
    """One rule applied wrongly at one part, wherever that part stands.

    rule: "inner" (the inner derivative is taken to be 1), "outer" (only the inner derivative is taken), "minus" (a
    minus is lost), "term" (one term of a product or quotient rule is lost), "factor" (a constant factor is lost),
    "exponent" (the exponent does not come down), "quotient" (the sign of the quotient rule is turned), "behind" (the
    chain rule stops at the part, whose inner derivative is left). place: which term or factor.
    """

    rule: str
    part: Tree
    place: int = 0


def derivative(tree: Tree, name: str, slip: Slip | None = None) -> Tree:
    """The derivative with respect to a name. Raises DefinitionError where there is none.

    >>> from grading.maths.parser import parse
    >>> from grading.maths.printing import to_text
    >>> to_text(derivative(parse("x^2 + sin(3x)", ("x",)), "x"))
    '2*x + 3*cos(3*x)'
    """
    return Differentiation(name, slip).of(tree)


def slips(tree: Tree, name: str) -> Iterator[Slip]:
    """The wrong ways to differentiate this tree that people fall into."""
    for node, _depth in walk(tree):
        if name not in names(node):
            continue
        match node:
            case Negate():
                yield Slip("minus", node)
            case Call(_, (inner,)) if not isinstance(inner, Name):
                yield from (Slip("inner", node), Slip("outer", node))
            case Power(base, exponent):
                yield from _power_slips(node, base, exponent, name)
            case Multiply(factors):
                yield from _product_slips(node, factors, name)
            case Divide(over, under) if name in names(under):
                yield from [Slip("quotient", node), Slip("inner", node)]
                if name in names(over):
                    yield from [Slip("term", node, 0), Slip("term", node, 1)]
    yield from (Slip("behind", part) for part in _inner_parts(tree, name))


def _inner_parts(tree: Tree, name: str) -> Iterator[Tree]:
    """The parts through which alone the tree depends on the name: the chain rule may stop at them."""
    every = nodes(tree)
    count = sum(part == Name(name) for part in every)
    for part in dict.fromkeys(every):
        own = nodes(part).count(Name(name))
        if part != tree and not isinstance(part, Name | Negate) and own and own * every.count(part) == count:
            yield part


def _power_slips(node: Power, base: Tree, exponent: Tree, name: str) -> Iterator[Slip]:
    moving = base if name in names(base) else exponent
    if not isinstance(moving, Name):
        yield Slip("inner", node)
    if name not in names(exponent):
        yield Slip("exponent", node)


def _product_slips(node: Multiply, factors: tuple[Tree, ...], name: str) -> Iterator[Slip]:
    moving = [place for place, factor in enumerate(factors) if name in names(factor)]
    for place, _factor in enumerate(factors):
        if len(moving) > 1 and place in moving:
            yield Slip("term", node, place)
        elif place not in moving:
            yield Slip("factor", node, place)


class Differentiation:
    def __init__(self, name: str, slip: Slip | None = None) -> None:
        self.name = name
        self.slip = slip

    def of(self, tree: Tree) -> Tree:
        if self.name not in names(tree):
            return ZERO
        if self.slipped("behind", tree):
            return ONE
        match tree:
            case Name():
                return ONE
            case Negate(inner):
                return self.of(inner) if self.slipped("minus", tree) else negated(self.of(inner))
            case Add(terms):
                return plus(*map(self.of, terms))
            case Multiply():
                return self.product(tree)
            case Divide():
                return self.quotient(tree)
            case Power():
                return self.power(tree)
            case Call():
                return self.call(tree)
            case Fold():
                return self.fold(tree)
        raise DefinitionError("only the derivative of an expression is known")

    def slipped(self, rule: str, part: Tree, place: int = 0) -> bool:
        slip = self.slip
        return slip is not None and slip.rule == rule and slip.part == part and slip.place == place

    def inner(self, node: Tree, part: Tree) -> Tree:
        """The derivative of what stands inside a function."""
        return ONE if self.slipped("inner", node) and self.name in names(part) else self.of(part)

    def product(self, tree: Multiply) -> Tree:
        factors = tree.factors
        kept = [place for place in range(len(factors)) if not self.slipped("factor", tree, place)]
        terms = []
        for place in kept:
            if self.name in names(factors[place]) and not self.slipped("term", tree, place):
                changed = [self.of(factors[other]) if other == place else factors[other] for other in kept]
                terms.append(times(*changed))
        return plus(*terms)

    def quotient(self, tree: Divide) -> Tree:
        over, under = tree.over, tree.under
        if self.name not in names(under):
            return divided(self.of(over), under)
        first = ZERO if self.slipped("term", tree, 0) else divided(self.of(over), under)
        if self.slipped("term", tree, 1):
            return first
        second = divided(times(over, self.inner(tree, under)), Power(under, TWO))
        return plus(first, second if self.slipped("quotient", tree) else negated(second))

    def power(self, tree: Power) -> Tree:
        base, exponent = tree.base, tree.exponent
        if self.name not in names(exponent):
            lowered = raised(base, minus_one(exponent))
            factor = ONE if self.slipped("exponent", tree) else exponent
            return times(factor, lowered, self.inner(tree, base))
        if self.name not in names(base):
            logarithm = ONE if base == _E else Call("log", (base,))
            return times(tree, logarithm, self.inner(tree, exponent))
        grown = plus(
            times(self.of(exponent), Call("log", (base,))), times(exponent, divided(self.inner(tree, base), base))
        )
        return times(tree, grown)

    def call(self, tree: Call) -> Tree:
        if self.slipped("outer", tree):
            return self.of(tree.arguments[0])
        if tree.function == "where":
            return self.where(tree)
        if len(tree.arguments) > len(ARGUMENTS) and tree.function in ("max", "min"):
            tree = in_pairs(tree)
        parts = tree.arguments
        values = dict(zip(ARGUMENTS, parts, strict=False))
        terms = [
            times(substituted(slope(tree.function, place, len(parts)), values), self.inner(tree, part))
            for place, part in enumerate(parts)
            if self.name in names(part)
        ]
        return plus(*terms)

    def where(self, tree: Call) -> Tree:
        """Case by case; where the case changes, the derivative is that of the case that holds."""
        condition, *values = tree.arguments
        changed = tuple(map(self.of, values))
        return Call("where", (condition, *changed)) if set(changed) != {ZERO} else ZERO

    def fold(self, tree: Fold) -> Tree:
        if self.name in names(tree.low) | names(tree.high):
            raise DefinitionError(f"the bounds of a sum depend on `{self.name}`", remedy="Give a reference instead.")
        if tree.kind == "Sum":
            return Fold("Sum", self.of(tree.body), tree.index, tree.low, tree.high)
        grown = divided(self.of(tree.body), tree.body)
        return times(tree, Fold("Sum", grown, tree.index, tree.low, tree.high))


def plus(*terms: Tree) -> Tree:
    """A sum without zeros."""
    kept = [term for term in terms if term != ZERO]
    if not kept:
        return ZERO
    flat: list[Tree] = []
    for place, term in enumerate(kept):
        flat.extend(term.terms if isinstance(term, Add) and place == 0 else [term])
    return flat[0] if len(flat) == 1 else Add(tuple(flat))


def times(*factors: Tree) -> Tree:
    """A product without ones, with signs and numbers in front."""
    flat: list[Tree] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, Multiply) else [factor])
    if ZERO in flat:
        return ZERO
    bare = [factor.inner if isinstance(factor, Negate) else factor for factor in flat]
    is_negative = sum(isinstance(factor, Negate) for factor in flat) % 2 == 1
    kept = [factor for factor in bare if factor != ONE]
    kept.sort(key=lambda factor: not isinstance(factor, Number))
    made: Tree = ONE if not kept else kept[0] if len(kept) == 1 else Multiply(tuple(kept))
    return Negate(made) if is_negative else made


def divided(over: Tree, under: Tree) -> Tree:
    """A quotient, in which a number in front is cancelled against a number below."""
    if over == ZERO or under == ONE:
        return over
    if isinstance(over, Add) and isinstance(under, Number) and all(_begins_with(term, under) for term in over.terms):
        return plus(*(divided(term, under) for term in over.terms))
    if isinstance(over, Multiply) and isinstance(under, Number) and over.factors[0] == under:
        return times(*over.factors[1:])
    if over == under and isinstance(under, Number):
        return ONE
    return Negate(Divide(over.inner, under)) if isinstance(over, Negate) else Divide(over, under)


def _begins_with(tree: Tree, number: Number) -> bool:
    bare = tree.inner if isinstance(tree, Negate) else tree
    return isinstance(bare, Multiply) and bare.factors[0] == number


def negated(tree: Tree) -> Tree:
    if tree == ZERO:
        return ZERO
    return tree.inner if isinstance(tree, Negate) else Negate(tree)


def raised(base: Tree, exponent: Tree) -> Tree:
    if exponent == ZERO:
        return ONE
    return base if exponent == ONE else Power(base, exponent)


def minus_one(exponent: Tree) -> Tree:
    match exponent:
        case Number(value) if value >= 1:
            return Number(value - 1)
        case Number(value):
            return Negate(Number(1 - value))
        case Negate(Number(value)):
            return Negate(Number(value + 1))
        case _:
            return Add((exponent, Negate(ONE)))

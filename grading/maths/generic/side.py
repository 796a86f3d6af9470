"""The value of one formula where its parts are letters, and what it needs to have one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from math import prod
from typing import Any

from flint import fmpq

from grading.maths.bounds import bounds_of_real, of_domain
from grading.maths.domains import Domain
from grading.maths.functions import words
from grading.maths.generic.letters import Exact, Letters, NowhereError, Unfit, keyed
from grading.maths.generic.sums import closed
from grading.maths.rationals import as_fmpq
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
    children,
    is_whole,
    nodes,
)
from grading.maths.values import is_infinite

# Larger numbers are not worth their time.
_LARGEST = 30_000
_HALF = fmpq(1, 2)
# They have a value for every real number.
_TOTAL = frozenset(words("arctan arsinh erf erfc floor"))
_ODD = frozenset(words("arctan arsinh erf arcsin"))
# Above 0 for every number; above 0 where all their parts are.
_ABOVE = frozenset(words("exp softplus sigmoid cosh"))
_KEEPING = frozenset({Add, Multiply, Divide})
# What stands for a formula where it has no value.
NOWHERE = Items("tuple", ())

Rule = Callable[..., Exact]


class Side:
    """One of two formulas.

    rules: name of a function -> its value at a side and at its arguments;
    under "" that of powers. bound: the indices of sums, by how deep they stand. is_strict: whether single points count.

    needs: what must have a value, or must not be 0, so that the whole has a value, but for single points. sure: what
    has a value wherever its parts have.
    """

    def __init__(
        self,
        letters: Letters,
        domains: Mapping[str, Domain],
        rules: Mapping[str, Rule],
        bound: Mapping[str, int] | None = None,
        *,
        is_strict: bool = False,
    ) -> None:
        self.letters = letters
        self.domains = domains
        self.rules = rules
        self.bound = bound or {}
        self.needs: set[Any] = set()
        self.sure: set[Any] = set()
        self.is_strict = is_strict or not all(domain.is_continuous for domain in domains.values())
        # Each part is looked at once; it is kept, so that no other part gets its id.
        self.known: dict[int, tuple[Tree, Exact]] = {}
        self.above: dict[int, tuple[Tree, bool]] = {}
        self.named: dict[str, Exact] = {}

    def fresh(self, letters: Letters | None = None) -> "Side":
        """A side like this that has not looked at anything yet."""
        found = Side(letters or self.letters, self.domains, self.rules, self.bound, is_strict=True)
        found.is_strict = self.is_strict
        return found

    def copy(self) -> "Side":
        """A side that has seen the same, with letters of its own."""
        found = self.fresh(self.letters.copy())
        found.needs, found.sure, found.known = self.needs.copy(), self.sure.copy(), self.known.copy()
        found.above, found.named = self.above.copy(), self.named.copy()
        return found

    def value(self, tree: Tree) -> Exact:
        """Raises Unfit where it has none."""
        key = id(tree)
        if key not in self.known:
            self.known[key] = tree, _VALUES[type(tree)](self, tree)
        return self.known[key][1]

    def inside(self, index: str = "") -> "Side":
        """A side for what stands in a case, or in a sum over an index: what it needs is asked there only."""
        domains = {name: domain for name, domain in self.domains.items() if name != index}
        # One more than all around, also where an index has the name of one that is bound already.
        depth = max(self.bound.values(), default=0) + 1
        bound = {**self.bound, index: depth} if index else self.bound
        return Side(self.letters, domains, self.rules, bound, is_strict=True)

    def alone(self) -> "Side":
        """A side that knows nothing yet, for what is asked by itself."""
        return Side(self.letters, self.domains, self.rules, self.bound, is_strict=True)

    def letter(self, *parts: Any) -> Exact:
        return self.letters.known_by(keyed(parts))

    def certain(self, *parts: Any) -> Exact:
        """A letter that has a value for all numbers, whatever it is made of: log(1 + exp(x))."""
        key = keyed(parts)
        self.sure.add(key)
        return self.letters.known_by(key)

    def partial(self, *parts: Any) -> Exact:
        """A letter that has no value for some numbers."""
        key = keyed(parts)
        self.needs.add(key)
        return self.letters.known_by(key)

    def need(self, *parts: Any) -> None:
        self.needs.add(keyed(parts))

    @contextmanager
    def needing(self, *parts: Any) -> Iterator[None]:
        """What is looked at inside needs this (nothing, without parts), not what its own parts need by themselves.

        The parts of `x^(n - 1)` as `x^n/x` have no value at 0.
        """
        before = set(self.needs)
        yield
        self.needs = before | {keyed(parts)} if parts else before

    def root_of_name(self, name: str) -> Exact:
        """Names are squares: where a name has a root, it is one."""
        if name in self.bound:
            return self.letter("index", self.bound[name])
        known = self.letters.values.get(("name", name))
        return self._new_name(name) if known is None else known

    def _new_name(self, name: str) -> Exact:
        is_unit = self.is_above(Name(name))
        found = (self.letters.unit if is_unit else self.letter)("name", name)
        if not is_unit:
            self.letters.roots[name] = found
        domain = self.domains.get(name)
        if domain is not None and domain.low is not None and (domain.low or not is_unit):
            self.letters.learn(found**2 - as_fmpq(domain.low))
        if domain is not None and domain.high is not None:
            self.letters.learn(as_fmpq(domain.high) - found**2)
        return found

    def root_of_constant(self, name: str) -> Exact:
        if name not in ("pi", "e"):
            raise Unfit
        return self.letters.unit("constant", name, logarithm=_HALF if name == "e" else None)

    def number(self, tree: Number) -> Exact:
        return tree.exact

    def name(self, tree: Name) -> Exact:
        found = self.named.get(tree.name)
        if found is None:
            found = self.named[tree.name] = self.root_of_name(tree.name) ** 2
        return found

    def constant(self, tree: Constant) -> Exact:
        return self.root_of_constant(tree.name) ** 2

    def negate(self, tree: Negate) -> Exact:
        return -self.value(tree.inner)

    def add(self, tree: Add) -> Exact:
        return total(map(self.value, tree.terms))

    def multiply(self, tree: Multiply) -> Exact:
        return product(map(self.value, tree.factors))

    def divide(self, tree: Divide) -> Exact:
        return held(self.value(tree.over) / self.under(tree.under))

    def under(self, tree: Tree) -> Exact:
        """The value of what is divided by."""
        value = not_zero(self.value(tree))
        if type(tree) is not Number and (self.is_strict or not _is_rational(tree)):
            self.may_be_zero(value, tree)
        return value

    @property
    def chooses(self) -> bool:
        """Whether signs are chosen here."""
        return self.letters.has_pieces and not self.bound

    @property
    def chooses_for_roots(self) -> bool:
        """Whether signs are chosen for roots: what is 0 has a root but no sign, and counts where single points do."""
        return self.chooses and not self.is_strict

    def not_below(self, tree: Tree) -> None:
        """That there is no value where this is below 0, as its sign is chosen: `log(x)` for `log(|x|)`."""
        if self.sign_of(tree) < 0:
            raise NowhereError

    def sign_of(self, tree: Tree) -> int:
        """1 or -1, of products by their factors; what is 0 has both."""
        match tree:
            case Multiply(factors):
                return prod(map(self.sign_of, factors))
            case Divide(over, under):
                return self.sign_of(over) * self.sign_of(under)
            case Negate(inner):
                return -self.sign_of(inner)
            case Power(base, Number(value)) if is_whole(tree.exponent):
                return self.sign_of(base) if value % 2 else 1
        return 1 if self.is_above(tree) else self.letters.sign(self.value(tree)) or 1

    def may_be_zero(self, value: Exact, tree: Tree) -> None:
        if not self.is_above(tree):
            self.need("under", abs(value))

    def power(self, tree: Power) -> Exact:
        return self.rules[""](self, tree)

    def call(self, tree: Call) -> Exact:
        rule = self.rules.get(tree.function)
        return rule(self, *tree.arguments) if rule else self.function(tree.function, tree.arguments)

    def function(self, name: str, arguments: Sequence[Tree]) -> Exact:
        """Of which nothing is known but where it has values, and whether it is odd."""
        values = tuple(map(self.value, arguments))
        sign = 1
        if name in _ODD and values[0] < 0:
            sign, values = -1, (-values[0],)
        return sign * (self.letter(name, *values) if name in _TOTAL else self.partial(name, *values))

    def fold(self, tree: Fold) -> Exact:
        """By a closed form; without one nothing is known of how many terms there are."""
        if (found := closed(self, tree)) is not None:
            return held(found)
        inner = self.inside(tree.index)
        try:
            body = inner.value(tree.body)
        except NowhereError as error:
            raise Unfit from error  # there may be no terms, or cases that no term takes
        return self.partial(tree.kind, body, frozenset(inner.needs), self.end(tree.low), self.end(tree.high))

    def end(self, tree: Tree) -> Any:
        """An end of a sum; those at infinity are no numbers."""
        return tree if is_infinite(tree) else self.value(tree)

    def no_value(self, tree: Tree) -> Exact:
        if tree is NOWHERE:
            return self.partial("nowhere")
        raise Unfit

    def is_above(self, tree: Tree) -> bool:
        """Whether it is certainly above 0."""
        if type(tree) is Number:
            return bool(tree.value)
        if type(tree) is Name:
            return of_domain(self.domains.get(tree.name)).is_above_zero
        known = self.above.get(id(tree))
        if known is None:
            known = self.above[id(tree)] = tree, self._is_made_above(tree)
        return known[1]

    def _is_made_above(self, tree: Tree) -> bool:
        """By its parts, or by bounds, which take longer."""
        if isinstance(tree, Call) and tree.function in _ABOVE:
            return True
        made_of = children(tree) if type(tree) in _KEEPING else ()
        return (bool(made_of) and all(map(self.is_above, made_of))) or bounds_of_real(tree, self.domains).is_above_zero

    def is_not_below(self, tree: Tree) -> bool:
        """Whether it is certainly not below 0."""
        if isinstance(tree, Name):
            domain = self.domains.get(tree.name)
            return domain is not None and domain.low is not None and domain.low >= 0
        return isinstance(tree, Number) or self.is_above(tree)


def held(value: Exact) -> Exact:
    if value.height_bits() > _LARGEST:
        raise Unfit
    return value


def not_zero(value: Exact) -> Exact:
    if not value:
        raise NowhereError
    return value


def total(values: Iterable[Exact]) -> Exact:
    return held(sum(values, start=fmpq(0)))


def product(values: Iterable[Exact]) -> Exact:
    return reduce(lambda first, second: held(first * second), values)


def raised(value: Exact, exponent: int) -> Exact:
    """A whole power."""
    if abs(exponent) * value.height_bits() > _LARGEST or (exponent < 0 and not value):
        raise Unfit
    return value**exponent


def multiplied(factors: Sequence[Tree]) -> Tree:
    return factors[0] if len(factors) == 1 else Multiply(tuple(factors))


def _is_rational(tree: Tree) -> bool:
    """Whether it is 0 at single points only, as soon as it is not 0 as a polynomial."""
    return not any(
        isinstance(node, Call | Fold) or (isinstance(node, Power) and not is_whole(node.exponent))
        for node in nodes(tree)
    )


_VALUES: dict[type, Callable[[Side, Any], Exact]] = {
    Number: Side.number,
    Name: Side.name,
    Constant: Side.constant,
    Negate: Side.negate,
    Add: Side.add,
    Multiply: Side.multiply,
    Divide: Side.divide,
    Power: Side.power,
    Call: Side.call,
    Fold: Side.fold,
    Relation: Side.no_value,
    Logic: Side.no_value,
    Items: Side.no_value,
    Interval: Side.no_value,
}

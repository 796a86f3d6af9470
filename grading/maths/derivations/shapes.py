"""What a line looks like, whatever the order of terms and of factors that commute.

Two expressions have the same form when only order, brackets of sums and products, signs, number factors and numbers
differ: `2(a - b)` and `-2b + 2a`, `x x^T/2` and `0.5 x x^T`. Nothing is multiplied out, put together or cancelled.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any

from grading.maths.derivations.statements import relations
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Fold,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    walk,
)

# ("product", ((form, exponent), ...), (matrix form, ...)), ("sum", ((form, factor), ...)) and leaves, as nested tuples.
Form = tuple[Any, ...]
Scaled = tuple[Fraction, Form]
UNIT: Form = ("product", (), ())
_LARGEST_POWER = 12
_MOST_NUMBERS = 6


class Forms:
    """is_number: whether an expression is a number and not a matrix, so that it commutes."""

    def __init__(self, is_number: Callable[[Tree], bool]) -> None:
        self.is_number = is_number
        self.known: dict[Tree, Scaled] = {}

    def form(self, tree: Tree) -> Scaled:
        """A number factor and the form of the rest."""
        found = self.known.get(tree)
        if found is None:
            found = self.known[tree] = self._read(tree)
        return found

    def same(self, first: Tree, second: Tree) -> bool:
        """Whether two expressions, or two statements, have the same form; `a = b` is also `b = a`."""
        return bool(self._outer(first) == self._outer(second))

    def contains(self, tree: Tree, part: Tree) -> bool:
        """Whether a part stands somewhere in it, up to a number factor."""
        if isinstance(part, Relation):
            return any(self.same(each, part) for each in relations(tree))
        if isinstance(part, Logic):
            return self.same(tree, part)
        wanted = self.form(part)[1]
        values = (node for node, _depth in walk(tree) if not isinstance(node, Relation | Logic))
        return any(_within(wanted, self.form(node)[1]) for node in values)

    def distance(self, first: Tree, second: Tree) -> int:
        """How many symbols and signs are written anew between the two: the size of the parts that differ."""
        return _distance(self.form(first)[1], self.form(second)[1])

    def _outer(self, tree: Tree) -> Any:
        """A form of a statement, too; what is joined may stand in any order."""
        if isinstance(tree, Logic):
            return tree.word, sorted({repr(self._outer(part)) for part in tree.parts})
        return self._directed(tree) if isinstance(tree, Relation) else self.form(tree)

    def _directed(self, relation: Relation) -> Any:
        terms, signs = [self.form(term) for term in relation.terms], list(relation.signs)
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        other = (terms[::-1], [turned.get(sign, sign) for sign in reversed(signs)])
        return min((terms, signs), other, key=repr)

    def _read(self, tree: Tree) -> Scaled:
        match tree:
            case Number(value):
                return (value, UNIT) if value else (Fraction(0), UNIT)
            case Name(name):
                return Fraction(1), self._leaf(tree, ("name", name))
            case Constant(name):
                return Fraction(1), self._leaf(tree, ("constant", name))
            case Negate(inner):
                factor, form = self.form(inner)
                return -factor, form
            case Add(terms):
                return self._sum(terms)
            case Multiply(factors):
                return self._product(factors)
            case Divide(over, under):
                return self._joined([self.form(over), self._inverse(under)])
            case Power(base, exponent):
                return self._power(tree, base, exponent)
            case Call() | Fold():
                return self._call(tree)
            case Relation() | Logic():
                return Fraction(1), ("condition", repr(self._outer(tree)))
        return Fraction(1), ("other", repr(tree))

    def _leaf(self, tree: Tree, form: Form) -> Form:
        return ("product", ((form, Fraction(1)),), ()) if self.is_number(tree) else ("product", (), (form,))

    def _sum(self, terms: tuple[Tree, ...]) -> Scaled:
        scaled = [self.form(term) for term in self._flat_terms(terms)]
        rest = sorted(((form, factor) for factor, form in scaled if factor), key=repr)
        if not rest:
            return Fraction(0), UNIT
        first = rest[0][1]
        if len(rest) == 1:
            return first, rest[0][0]
        made: Form = ("sum", tuple((form, factor / first) for form, factor in rest))
        return first, ("product", ((made, Fraction(1)),), ()) if self.is_number(Add(terms)) else (
            "product",
            (),
            (made,),
        )

    def _flat_terms(self, terms: tuple[Tree, ...]) -> list[Tree]:
        flat: list[Tree] = []
        for term in terms:
            negative = isinstance(term, Negate)
            inner = term.inner if isinstance(term, Negate) else term
            if isinstance(inner, Add):
                parts = self._flat_terms(inner.terms)
                flat += [Negate(part) for part in parts] if negative else parts
            else:
                flat.append(term)
        return flat

    def _product(self, factors: tuple[Tree, ...]) -> Scaled:
        parts: list[Scaled] = []
        for factor in factors:
            scaled = self.form(factor)
            # An inner product among other factors is a number of its own.
            closed = scaled[1][2] and len(factors) != 1 and self.is_number(factor)
            parts.append((scaled[0], ("product", ((scaled[1], Fraction(1)),), ())) if closed else scaled)
        return self._joined(parts)

    def _joined(self, parts: list[Scaled]) -> Scaled:
        factor, powers, row = Fraction(1), dict[tuple[Form, Fraction | bool | None], Fraction](), list[Form]()
        for more, form in parts:
            factor *= more
            for base, exponent in form[1]:
                place = base, self._kind(base, exponent)
                powers[place] = powers.get(place, Fraction(0)) + exponent
            row += form[2]
        left = tuple(sorted(((base, exponent) for (base, _kind), exponent in powers.items() if exponent), key=repr))
        return factor, ("product", left, tuple(row)) if factor else UNIT

    def _kind(self, base: Form, exponent: Fraction) -> Fraction | bool | None:
        """Which powers of a base are put together: those of one kind, here all."""
        return None

    def _inverse(self, tree: Tree) -> Scaled:
        factor, form = self.form(tree)
        if not factor:
            return Fraction(1), ("other", repr(tree))
        if form[2]:
            form = ("product", ((form, Fraction(1)),), ())
        return 1 / factor, ("product", tuple((base, -exponent) for base, exponent in form[1]), ())

    def _power(self, tree: Tree, base: Tree, exponent: Tree) -> Scaled:
        factor, form = self.form(base)
        if base == Constant("e"):
            return self._call(Call("exp", (exponent,)))
        number, rest = self._exponent(exponent)
        if rest != UNIT or number.denominator != 1 or abs(number) > _LARGEST_POWER or not factor:
            made: Form = ("power", (factor, form), (number, rest))
            return Fraction(1), self._leaf(tree, made)
        whole = int(number)
        if self.is_number(base):
            if form[2]:
                form = ("product", ((form, Fraction(1)),), ())
            return factor**whole, ("product", tuple((one, old * whole) for one, old in form[1]) if whole else (), ())
        if whole > 0 and (whole == 1 or len(form[2]) == 1):
            return self._joined([(factor, form)] * whole)
        # (A B)^2 as A B A B is a step.
        return factor**whole, ("product", (), (("power", form, whole),))

    def _exponent(self, tree: Tree) -> Scaled:
        return self.form(tree)

    def _call(self, tree: Call | Fold) -> Scaled:
        if isinstance(tree, Call) and tree.function == "sqrt":
            return self._power(tree, tree.arguments[0], Divide(Number(Fraction(1)), Number(Fraction(2))))
        if isinstance(tree, Call) and tree.function in ("bars", "absolute"):
            tree = Call("abs", tree.arguments)
        if isinstance(tree, Call) and tree.function == "transpose":
            factor, form = self.form(tree.arguments[0])
            return factor, self._leaf(tree, ("transpose", form))
        inside = tuple(self.form(part) for part in children(tree))
        if isinstance(tree, Fold):
            return Fraction(1), self._leaf(tree, ("fold", tree.kind, tree.index, inside))
        if tree.function in ("hadamard", "max", "min", "dot"):
            inside = tuple(sorted(inside, key=repr))
        return Fraction(1), self._leaf(tree, ("call", tree.function, inside))


def _within(part: Form, whole: Form) -> bool:
    if part == whole:
        return True
    if part == UNIT or part[0] != whole[0]:
        return False
    if part[0] != "product":
        return False
    sums = _only_sum(part), _only_sum(whole)
    if sums[0] and sums[1]:
        return _is_partial_sum(sums[0], sums[1])
    powers = dict(whole[1])
    for base, exponent in part[1]:
        have = powers.get(base, Fraction(0))
        if have * exponent <= 0 or abs(have) < abs(exponent):
            return False
    row, wanted = whole[2], part[2]
    return any(row[start : start + len(wanted)] == wanted for start in range(len(row) - len(wanted) + 1))


def _only_sum(form: Form) -> dict[Form, Fraction]:
    """The terms, where the form is a sum alone."""
    parts = [base for base, exponent in form[1] if exponent == 1] + list(form[2])
    single = len(form[1]) + len(form[2]) == 1 and parts and parts[0][0] == "sum"
    return dict(parts[0][1]) if single else {}


def _is_partial_sum(part: dict[Form, Fraction], whole: dict[Form, Fraction]) -> bool:
    if not part.keys() <= whole.keys():
        return False
    return len({whole[form] / factor for form, factor in part.items()}) == 1


def _distance(first: Form, second: Form) -> int:
    if first == second:
        return 0
    heads = first[0] if first else None, second[0] if second else None
    if heads == ("product", "product"):
        return _leftover(Counter(_parts(first)), Counter(_parts(second)))
    if heads == ("sum", "sum"):
        return _leftover(Counter(first[1]), Counter(second[1]))
    return max(_size(first), _size(second))


def _parts(form: Form) -> list[Form]:
    return [*form[1], *form[2]]


def _leftover(first: Counter[Any], second: Counter[Any]) -> int:
    ours, theirs = list((first - second).elements()), list((second - first).elements())
    if len(ours) == len(theirs) == 1:
        return _distance(_inner(ours[0]), _inner(theirs[0])) or 1
    return max(sum(map(_size, ours)), sum(map(_size, theirs)))


def _inner(part: Any) -> Form:
    """The form of a part that stands with its factor or exponent."""
    is_pair = isinstance(part, tuple) and len(part) == 2 and isinstance(part[1], Fraction)
    inner: Form = part[0] if is_pair else part
    return inner


def _size(part: Any) -> int:
    """How many names and numbers stand in it."""
    if isinstance(part, tuple):
        return sum(map(_size, part)) if part and not isinstance(part[0], str) else 1 + sum(map(_size, part[1:]))
    return 0 if isinstance(part, str) or part == 1 else 1


def has_numbers_to_multiply(tree: Tree) -> bool:
    """Whether a product has several number factors, none of which cancel: `3 x (-1)`, but not `2 x/2` or `1 x`."""
    sign = -1 if isinstance(tree, Negate) else 1
    inner = tree.inner if isinstance(tree, Negate) else tree
    found = [each for each in map(_as_number, inner.factors if isinstance(inner, Multiply) else ()) if each is not None]
    if not 2 <= len(found) <= _MOST_NUMBERS:
        return False
    found[0] *= sign
    return all(prod(some) != 1 for count in range(1, len(found) + 1) for some in combinations(found, count))


def _as_number(tree: Tree) -> Fraction | None:
    match tree:
        case Number(value):
            return Fraction(value)
        case Negate(Number(value)):
            return -Fraction(value)
    return None

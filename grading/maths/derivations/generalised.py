"""What is given and a claim, with parts such as det(A) or sin(x) as numbers of which nothing else is known.

What follows for any numbers follows for these: `det(A)^2 = 0` where det(A) = 0, whatever the matrices are.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from grading.maths.derivations.defined import definitions_of, may_be_undefined
from grading.maths.derivations.setting import Setting
from grading.maths.derivations.sums import spread
from grading.maths.domains import Domain
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.symbols import Symbols
from grading.maths.printing import to_text
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
    Relation,
    Tree,
    is_whole,
    names,
    nodes,
    walk,
)
from grading.maths.trees import with_changed

# What is worked with as it is, among numbers.
_ALGEBRAIC = frozenset({"abs", "bars", "absolute", "max", "min", "sqrt", "root", "cbrt", "sign", "transpose"})
_IDENTITY = Constant("I")
_TWICE = 2
_NEVER_NEGATIVE = Domain(low=Fraction(0), open_ends=False)
_UNIT = Domain(low=Fraction(-1), high=Fraction(1), open_ends=False)
_DOMAINS = {"exp": Domain(low=Fraction(0)), "norm": _NEVER_NEGATIVE, "sin": _UNIT, "cos": _UNIT}


class _IsMatrix(Exception):
    """A part that is no number."""


def generalised(setting: Setting, claim: Tree) -> tuple[Setting, Tree] | None:
    """The setting and the claim in numbers alone; None where nothing is gained, or the claim is about matrices.

    claim: a statement in basic symbols.
    """
    if any(each.structure != "general" for each in definitions_of(setting)):
        # Numbers do not know of structures.
        return None
    parts = _Parts(setting)
    every = (*setting.facts, *(parts.determinants() if _speaks_of_determinants(claim) else ()))
    facts = [fact for fact in map(parts.of_fact, every) if fact is not None]
    parts.is_given = False
    try:
        said = parts.in_numbers(parts.replaced(claim))
    except _IsMatrix:
        return None
    if not parts.known or not facts or names(said) <= set(setting.basic.sizes):
        # Sizes are not drawn as freely as numbers.
        return None
    scalars = {**setting.basic.scalars, **parts.domains}
    return Setting(Symbols({}, scalars, setting.basic.sizes), facts=tuple(facts)), said


class _Parts:
    """The parts that are numbers by their name. known: part -> the name it gets."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.known: dict[Tree, Name] = {}
        self.domains: dict[str, Domain] = {}
        # What is given has values.
        self.is_given = True

    def of_fact(self, fact: Relation) -> Relation | None:
        try:
            found = self.in_numbers(fact)
        except _IsMatrix:
            return None
        assert isinstance(found, Relation)
        return found

    def determinants(self) -> Iterator[Relation]:
        """That both sides of given equations of square matrices have one determinant."""
        for fact in self.setting.facts:
            if fact.signs == ("=",) and all(map(self.has_determinant, fact.terms)):
                yield Relation(tuple(Call("det", (side,)) for side in fact.terms), ("=",))

    def replaced(self, tree: Tree) -> Tree:
        """With the names of parts that are known already."""
        if tree in self.known:
            return self.known[tree]
        if isinstance(tree, Fold) and any(tree.index in names(part) for part in self.known):
            return tree  # its index hides a name of which something is known
        return self.of_multiple(tree) or with_changed(tree, self.replaced)

    def of_multiple(self, tree: Tree) -> Tree | None:
        """exp(k u), cos(2 u) and sin(2 u) by what is known of u."""
        match tree:
            case Call(function, (Multiply((Number(times), *rest)),)) if rest and times.denominator == 1:
                angle = Multiply(tuple(rest)) if len(rest) > 1 else rest[0]
                exp, cos, sin = (self.known.get(Call(name, (angle,))) for name in ("exp", "cos", "sin"))
                if function == "exp" and exp:
                    return Power(exp, Number(times))
                if function == "cos" and times == _TWICE and (part := cos or sin):
                    sign = 1 if cos else -1
                    square = Multiply((Number(Fraction(2 * sign)), Power(part, Number(Fraction(2)))))
                    return Add((square, Number(Fraction(-sign))))
                if function == "sin" and times == _TWICE and sin and cos:
                    return Multiply((Number(Fraction(2)), sin, cos))
        return None

    def in_numbers(self, tree: Tree) -> Tree:
        """Raises _IsMatrix where it is no number."""
        if not self.is_given and not self.is_shaped(tree):
            return tree
        match tree:
            case Add() | Negate() | Divide() | Number() | Name() | Relation():
                if isinstance(tree, Name) and self.is_shaped(tree):
                    raise _IsMatrix
                return with_changed(tree, self.in_numbers)
            case Power(base, exponent) if is_whole(exponent) and self.is_number(base):
                return Power(self.in_numbers(base), exponent)
            case Multiply(factors):
                return self.product(factors)
            case Call("det", (inner,)):
                return self.determinant(inner)
            case Fold():
                return self.of_sum(tree)
            case Call(_, arguments) if self.is_shaped(tree) and all(map(self.is_number, arguments)):
                return with_changed(tree, self.in_numbers)
            case Call(function, _) if self.is_shaped(tree) or function not in _ALGEBRAIC:
                return self.part(tree)
        return tree if not self.is_shaped(tree) else with_changed(tree, self.in_numbers)

    def product(self, factors: tuple[Tree, ...]) -> Tree:
        numbers = [factor for factor in factors if self.is_number(factor)]
        row = [factor for factor in factors if factor not in numbers]
        found = [self.in_numbers(factor) for factor in numbers]
        if row:
            turned = [_transposed(factor) for factor in reversed(row)]
            found.append(self.part(Multiply(tuple(min(row, turned, key=_text))) if len(row) > 1 else row[0]))
        return Multiply(tuple(found)) if len(found) > 1 else found[0]

    def of_sum(self, tree: Fold) -> Tree:
        found = spread(tree, lambda part: self.setting.shape_of(replace(tree, body=part)) == SCALAR)
        if isinstance(found, Fold):
            return self.part(found)
        return self.in_numbers(found)

    def determinant(self, inner: Tree) -> Tree:
        """det(A B) is det(A) det(B) for square A and B."""
        if inner == _IDENTITY:
            return Number(Fraction(1))
        match inner:
            case Call("transpose", (turned,)):
                return self.determinant(turned)
            case Multiply(factors) if all(map(self.is_square, factors)):
                return Multiply(tuple(map(self.determinant, factors)))
            case Power(base, exponent) if isinstance(exponent, Number) and is_whole(exponent) and exponent.value > 0:
                return Power(self.determinant(base), exponent)
            case Power(base, Negate(Number()) as exponent) if is_whole(exponent):
                return Power(self.determinant(base), exponent)
        return self.part(Call("det", (inner,)))

    def part(self, tree: Tree) -> Name:
        if not names(tree) or not self.is_number(tree) or (not self.is_given and may_be_undefined(tree)):
            raise _IsMatrix
        if tree not in self.known:
            name = self.known[tree] = Name(f"_{len(self.known)}")
            function = tree.function if isinstance(tree, Call) else ""
            self.domains[name.name] = _DOMAINS.get(function, Domain())
        return self.known[tree]

    def is_shaped(self, tree: Tree) -> bool:
        if names(tree) & self.setting.basic.shaped.keys():
            return True
        return any(isinstance(node, Constant) and node.name in ("I", "ones") for node, _depth in walk(tree))

    def is_number(self, tree: Tree) -> bool:
        return not self.is_shaped(tree) or self.setting.shape_of(tree) == SCALAR

    def has_determinant(self, tree: Tree) -> bool:
        return tree == _IDENTITY or self.is_square(tree)

    def is_square(self, tree: Tree) -> bool:
        shape = self.setting.shape_of(tree)
        return shape is not None and shape != SCALAR and shape[0] == shape[1]


def _speaks_of_determinants(tree: Tree) -> bool:
    return any(isinstance(node, Call) and node.function == "det" for node in nodes(tree))


def _text(row: Iterable[Tree]) -> str:
    return "".join(map(to_text, row))


def _transposed(tree: Tree) -> Tree:
    return tree.arguments[0] if isinstance(tree, Call) and tree.function == "transpose" else Call("transpose", (tree,))

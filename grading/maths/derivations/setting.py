"""What a derivation is about: its symbols, what they stand for, and what a line means in them.

A name that a given equality has alone on one side stands for the other side (`S = (A + A^T)/2`). An expectation is an
average over four outcomes whose values are symbols of their own: two expressions in moments up to the fourth are equal
for all distributions when they are equal for all such outcomes.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product, zip_longest

from flint import fmpq

from grading.errors import AnswerError, DefinitionError, Place
from grading.maths.derivations.intermediate import without_intermediate
from grading.maths.derivations.language import MOMENTS, LineVocabulary, line_vocabulary
from grading.maths.derivations.matrix_slopes import MatrixDifferentiation
from grading.maths.derivations.outcomes import chance, is_outcome, outcome_of
from grading.maths.derivations.statements import adjacent
from grading.maths.derivations.structures import with_structure
from grading.maths.derivations.zeros import ZERO, is_times_zero, of_squares, zeros_like
from grading.maths.derivatives import derivative
from grading.maths.domains import Domain
from grading.maths.matrices.dims import SCALAR, Shape, read_dim
from grading.maths.matrices.inference import Inference, Reading, infer
from grading.maths.matrices.places import Places
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.wording import brief
from grading.maths.printing import to_text
from grading.maths.tree import (
    Add,
    Call,
    Constant,
    Divide,
    Logic,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    names,
    nodes,
    walk,
)
from grading.maths.trees import mapped, rational, substituted, with_changed
from grading.messages import _, say

ONE = Number(Fraction(1))
# How many outcomes each group of random symbols has, and how many groups there may be: more would be slow to judge.
_OUTCOMES, _GROUPS = 4, 3
# How likely they are, besides equally: rare ones, too.
_WEIGHTS = tuple(rational(fmpq(count, 10**5)) for count in (1, 1000, 30000, 68999))
# So many parts an expectation or a derivative has at most when it is written out.
_LARGEST = 6_000
_CHANCE = Domain(low=Fraction(0), high=Fraction(1))
_ANY_CHANCE = Domain(low=Fraction(0), high=Fraction(1), open_ends=False)
NOWHERE = Places(Place("", 0, 0), {})


@dataclass(frozen=True)
class Setting:
    """symbols: all declared names. random: groups of random names; independent of each other, dependent within.

    definitions: name -> what it stands for, in names that are not defined. facts: the given relations that define
    no name, expanded. given: the same as they were given. weights: for each group how likely its outcomes are; () for
    four that are equally likely. values: what the outcomes of random names are, where they have few values.
    """

    symbols: Symbols
    random: tuple[tuple[str, ...], ...] = ()
    definitions: Mapping[str, Tree] = field(default_factory=dict)
    facts: tuple[Relation, ...] = ()
    given: tuple[Relation, ...] = ()
    weights: tuple[tuple[Tree, ...], ...] = ()
    values: Mapping[str, Tree] = field(default_factory=dict)

    @cached_property
    def vocabulary(self) -> LineVocabulary:
        return line_vocabulary(self.symbols.names, self.symbols.sizes, self.symbols.shapes, bool(self.random))

    @cached_property
    def basic(self) -> Symbols:
        """The symbols that get values: those that stand for nothing else, and the outcomes of the random ones."""
        shaped = {name: said for name, said in self.symbols.shaped.items() if name not in self.definitions}
        scalars = {name: said for name, said in self.symbols.scalars.items() if name not in self.definitions}
        for name in (name for group in self.random for name in group):
            for outcome in range(self.count):
                if outcome_of(name, outcome) in self.values:
                    continue
                if name in shaped:
                    shaped[outcome_of(name, outcome)] = shaped[name]
                else:
                    scalars[outcome_of(name, outcome)] = scalars[name]
        chances = (name for weights in self.weights for weight in weights for name in names(weight))
        domain = _ANY_CHANCE if self.values else _CHANCE
        return Symbols(shaped, scalars | dict.fromkeys(chances, domain), self.symbols.sizes)

    @cached_property
    def random_names(self) -> frozenset[str]:
        return frozenset(name for group in self.random for name in group)

    @property
    def count(self) -> int:
        """How many outcomes each group of random names has."""
        return len(self.weights[0]) if self.weights else _OUTCOMES

    def expanded(self, tree: Tree) -> Tree:
        """The tree in basic symbols alone. Raises AnswerError at a derivative that has no rule."""
        if not self.symbols.shaped:
            tree = without_intermediate(tree, self.definitions, self.given)
        plain = substituted(tree, self.definitions)
        return self._without_calls(plain if self.symbols.shaped else mapped(plain, _as_number))

    def _without_calls(self, tree: Tree) -> Tree:
        if isinstance(tree, Call) and tree.function == "diff":
            return _held(self.derivative(tree))
        inner = with_changed(tree, self._without_calls)
        if isinstance(inner, Call) and inner.function in MOMENTS:
            return _held(self.moment(inner))
        return inner

    def derivative(self, tree: Call) -> Tree:
        inner, by = tree.arguments
        if not isinstance(by, Name) or self.symbols.shape(by.name) != SCALAR or by.name in self.definitions:
            raise AnswerError(say(_("A derivative is taken by a number that is free, as in `diff(x^2, x)`.")))
        whole = self._without_calls(inner)
        try:
            if self.symbols.shaped:
                return MatrixDifferentiation(by.name, lambda part: self.shape_of(part) != SCALAR).of(whole)
            return derivative(whole, by.name)
        except DefinitionError as problem:
            message = _("The derivative of `%(part)s` is not known here. Write it without `diff`.")
            raise AnswerError(say(message, part=to_text(whole))) from problem

    def moment(self, tree: Call) -> Tree:
        match tree.function, tree.arguments:
            case "E", (inner,):
                return self.mean(inner)
            case "Var", (inner,):
                first = second = inner
            case _, (first, second):
                pass
        square = self.mean(Multiply((first, self.turned(second))))
        return Add((square, Negate(Multiply((self.mean(first), self.turned(self.mean(second)))))))

    def turned(self, tree: Tree) -> Tree:
        """The transpose; numbers are left as they are."""
        return Call("transpose", (tree,)) if self.symbols.shaped else tree

    def mean(self, inner: Tree) -> Tree:
        """The average over the outcomes of the groups that occur."""
        outcomes = self.outcomes(inner)
        if len(outcomes) == 1:
            return outcomes[0][1]
        if not self.weights:
            return Divide(Add(tuple(term for _numbers, term in outcomes)), Number(Fraction(len(outcomes))))
        weights = [weights for _group, weights in self.groups(inner)]
        return Add(
            tuple(
                Multiply((*(each[number] for each, number in zip(weights, numbers, strict=True)), term))
                for numbers, term in outcomes
            )
        )

    def outcomes(self, tree: Tree) -> list[tuple[tuple[int, ...], Tree]]:
        """The tree at each outcome of the groups that occur, with its numbers; itself where none does."""
        groups = [group for group, _weights in self.groups(tree)]
        chosen = product(range(self.count), repeat=len(groups))
        at_each = ((numbers, substituted(tree, _at_outcome(groups, numbers))) for numbers in chosen)
        return [(numbers, substituted(there, self.values) if self.values else there) for numbers, there in at_each]

    def groups(self, tree: Tree) -> list[tuple[tuple[str, ...], tuple[Tree, ...]]]:
        """The groups of random names that occur, with the weights of their outcomes."""
        used = names(tree)
        return [pair for pair in zip_longest(self.random, self.weights, fillvalue=()) if used & set(pair[0])]

    @cached_property
    def reweighted(self) -> tuple["Setting", ...]:
        """The same with outcomes that are not equally likely: two of any chances, and several with rare ones."""
        chances = (Name(chance(place)) for place in range(len(self.random)))
        two = tuple((each, Add((ONE, Negate(each)))) for each in chances)
        # What is given of single outcomes was written out for those that are equally likely.
        is_plain = not any(is_outcome(name) for relation in self.given for name in names(relation))
        every = (two, (_WEIGHTS,) * len(self.random)) if self.random and is_plain and not self.values else ()
        return tuple(make_setting(Setting(self.symbols, self.random, weights=each), self.given) for each in every)

    def same_shape(
        self, left: Tree, right: Tree, places: Places = NOWHERE, *, closed: bool = True
    ) -> tuple[Reading, Reading]:
        """Both sides with their shapes, which must be the same; 0 is also a matrix of zeros. Raises AnswerError.

        closed: whether all sizes must be known.
        """
        inference = Inference(self.basic, places)
        left_typed, right_typed = inference.typed(left), inference.typed(right)
        sizes = inference.sizes
        if not sizes.same_shape(left_typed.shape, right_typed.shape):
            for zero, other in ((left, right_typed), (right, left_typed)):
                own = left_typed if zero is left else right_typed
                if zero == ZERO or (is_times_zero(zero) and sizes.same(own.shape[0], other.shape[0])):
                    zeros = type(other)("zeros", (), other.shape)
                    left_typed, right_typed = (zeros, other) if zero is left else (other, zeros)
                    break
            else:
                shapes = {"left_shape": inference.shown(left_typed), "right_shape": inference.shown(right_typed)}
                text = _("`%(left)s` is %(left_shape)s and `%(right)s` is %(right_shape)s: they cannot be equal.")
                inference.refuse(say(text, left=brief(left), right=brief(right), **shapes), left, right)
        readings = tuple(
            Reading(tree, typed, sizes, places, tuple(inference.open))
            for tree, typed in ((left, left_typed), (right, right_typed))
        )
        if closed:
            self.settle(inference)
            readings[0].close()
        return readings[0], readings[1]

    def settle(self, inference: Inference) -> None:
        """Where there is one size only, an `I` whose size nothing tells has that."""
        if len(self.symbols.sizes) == 1:
            only = read_dim(self.symbols.sizes[0])
            for dim, part in inference.open:
                if isinstance(part, Constant) and inference.sizes.settled(dim).open:
                    inference.sizes.same(dim, only)

    def check_shapes(self, left: Tree, right: Tree, places: Places, *, closed: bool) -> None:
        """Raises AnswerError where the parts do not fit; it shows them as they are written."""
        if not self.symbols.shaped:
            _refuse_primes(left, right, places)
        try:
            self.same_shape(self.expanded(left), self.expanded(right), places, closed=closed)
        except AnswerError:
            Setting(self.symbols).same_shape(left, right, places, closed=closed)
            raise

    def check(self, tree: Tree) -> None:
        """Raises AnswerError where the parts of a statement or of an expression do not fit."""
        if isinstance(tree, Logic):
            for part in tree.parts:
                self.check(part)
            return
        pairs = (
            [(left, right) for left, _sign, right in adjacent(tree)] if isinstance(tree, Relation) else [(tree, tree)]
        )
        for left, right in pairs if self.symbols.shaped else ():
            self.check_shapes(left, right, NOWHERE, closed=False)

    def as_read(self, tree: Tree, places: Places) -> Tree:
        """With each product as it was read, so that `sum(x*y)` means the same beside other lines."""
        if isinstance(tree, Relation | Logic):
            return with_changed(tree, lambda part: self.as_read(part, places))
        try:
            return infer(tree, self.symbols, places).read or tree
        except AnswerError:
            return tree

    def shape_of(self, tree: Tree) -> Shape | None:
        """The shape of an expression as written, None where it cannot be told alone."""
        try:
            inference = Inference(self.basic, NOWHERE)
            return inference.sizes.shape(inference.typed(self.expanded(tree)).shape)
        except AnswerError:
            return None

    def among(self, known: Set[str]) -> "Setting":
        """The setting of these names alone, which hold all that something is given of, and of what has these sizes."""
        shaped = self.symbols.shaped
        symbols = Symbols(
            {name: said for name, said in shaped.items() if {name, said.rows, said.columns} & known},
            {name: said for name, said in self.symbols.scalars.items() if name in known},
            self.symbols.sizes,
        )
        groups = (tuple(name for name in group if name in known) for group in self.random)
        return replace(self, symbols=symbols, random=tuple(group for group in groups if group))

    def assuming(self, *held: Relation) -> "Setting":
        """The setting in which these relations hold, too."""
        return make_setting(self, held)


def _refuse_primes(left: Tree, right: Tree, places: Places) -> None:
    """`p'(x)` is a derivative for people, and the transpose of p times x for the grammar of matrices."""
    for node in (*nodes(left), *nodes(right)):
        if isinstance(node, Call) and node.function == "transpose":
            text = _("`'` is a transpose here. Write a derivative as `diff(%(name)s, x)`, or as `d/dx (...)`.")
            raise AnswerError(say(text, name=to_text(node.arguments[0])), places.whole)


def _as_number(node: Tree) -> Tree:
    """Among numbers the identity, or a column of ones, is 1, and |x|^2 is x^2."""
    match node:
        case Power(Call("abs" | "bars" | "absolute", (inner,)), Number(value) as exponent) if value % 2 == 0:
            return Power(inner, exponent)
    return ONE if isinstance(node, Constant) and node.name in ("I", "ones") else node


def _held(tree: Tree) -> Tree:
    """The tree, where it is not too large: each level of `Var(Var(..))` makes it four times as large."""
    if any(place > _LARGEST for place, _node in enumerate(walk(tree))):
        raise AnswerError(say(_("This is too long once its expectations and derivatives are written out.")))
    return tree


def make_setting(before: Setting, relations: Sequence[Relation]) -> Setting:
    definitions, facts, symbols = dict(before.definitions), list(before.facts), before.symbols
    for relation in relations:
        for left, sign, right in (_without_squares(pair, symbols) for pair in adjacent(relation)):
            if (structured := with_structure(symbols, left, sign, right, definitions)) is not None:
                symbols = structured
                continue
            setting = Setting(symbols, before.random, definitions, weights=before.weights, values=before.values)
            named = _definition(setting, left, sign, right)
            if named is None:
                said = Relation((setting.expanded(left), setting.expanded(right)), (sign,))
                # What is said of a random name holds for it and at all its outcomes.
                facts += [
                    said,
                    *(each for _at, each in setting.outcomes(said) if isinstance(each, Relation) and each != said),
                ]
                continue
            name, value = named
            definitions = {known: substituted(tree, {name: value}) for known, tree in definitions.items()}
            definitions[name] = value
            facts = [_put_in(fact, {name: value, **_outcomes_of(setting, name, value)}) for fact in facts]
    # What is defined has the outcomes of what it is made of.
    groups = (tuple(name for name in group if name not in definitions) for group in before.random)
    kept = [pair for pair in zip_longest(groups, before.weights, fillvalue=()) if pair[0]]
    if len(kept) > _GROUPS:
        raise DefinitionError(f"at most {_GROUPS} independent groups are read", where="independent")
    random, weights = tuple(group for group, _weights in kept), tuple(each for _group, each in kept if each)
    given = (*before.given, *relations)
    return Setting(symbols, random, definitions, tuple(facts), given, weights, before.values)


def _without_squares(relation: tuple[Tree, str, Tree], symbols: Symbols) -> tuple[Tree, str, Tree]:
    left, sign, right = relation
    if sign == "=" and right == ZERO:
        left = of_squares(left, symbols)
    if sign == "=" and left == ZERO:
        right = of_squares(right, symbols)
    return left, sign, right


def _definition(setting: Setting, left: Tree, sign: str, right: Tree) -> tuple[str, Tree] | None:
    random = setting.random_names
    for name, value in ((left, right), (right, left)):
        # A size of a matrix is no abbreviation: `rank(X) = d` says something of X.
        if sign == "=" and isinstance(name, Name) and name.name in {*setting.symbols.names} - {*setting.definitions}:
            tree = setting.expanded(value)
            tree = (zeros_like(name.name, setting.symbols) or tree) if tree == ZERO else tree
            # X = E[X] is no abbreviation of X, and c = X none of a number c.
            is_random = (name.name in random) != bool(names(tree) & random)
            is_own = any(_is_of(other, name.name) for other in names(tree))
            if not is_own and not is_random and _has_its_shape(setting, name.name, tree):
                return name.name, tree
    return None


def _is_of(other: str, name: str) -> bool:
    """Whether it is the name, or one of its outcomes: `X = E[X]` is no abbreviation."""
    return other == name or (is_outcome(other) and other.startswith(f"{name}."))


def _has_its_shape(setting: Setting, name: str, tree: Tree) -> bool:
    """Whether an expression has the shape of a name by itself: not the `I` in `A = I`."""
    if name not in setting.symbols.shaped:
        return True
    try:
        return setting.same_shape(tree, tree)[0].shape == setting.symbols.shape(name)
    except AnswerError:
        return False


def _outcomes_of(setting: Setting, name: str, value: Tree) -> dict[str, Tree]:
    """What the outcomes of a name are that stands for something random."""
    random = setting.random_names
    if name not in random:
        return {}
    numbers = range(setting.count)
    at = ({each: Name(outcome_of(each, number)) for each in random} for number in numbers)
    return {
        outcome_of(name, number): substituted(value, names_at) for number, names_at in zip(numbers, at, strict=True)
    }


def _put_in(fact: Relation, values: Mapping[str, Tree]) -> Relation:
    changed = substituted(fact, values)
    assert isinstance(changed, Relation)
    return changed


def _at_outcome(groups: Iterable[tuple[str, ...]], numbers: Iterable[int]) -> dict[str, Tree]:
    return {name: Name(outcome_of(name, at)) for group, at in zip(groups, numbers, strict=True) for name in group}

"""Claims that are linear in expectations, as claims about each value: E(f(X)) <= E(g(X)) where f(x) <= g(x) for all x.

An expectation is linear and monotone: what holds for each value holds for every distribution.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from grading.maths.derivations.language import MOMENTS, has_moments
from grading.maths.derivations.outcomes import is_outcome
from grading.maths.derivations.setting import Setting
from grading.maths.domains import Domain
from grading.maths.matrices.symbols import Symbols
from grading.maths.opaque import Letters
from grading.maths.tree import Add, Call, Divide, Multiply, Name, Negate, Power, Relation, Tree, children, names
from grading.maths.trees import mapped, with_changed


def pointwise(setting: Setting, claim: Tree) -> Iterator[tuple[Setting, Tree]]:
    """The setting of single values with claims about them, each of which is enough; none where the claim is not linear
    in expectations of numbers.
    """
    if setting.random and not setting.symbols.shaped and isinstance(claim, Relation) and claim.signs != ("!=",):
        told = _told(setting)
        plain = mapped(claim, lambda node: told.get(node, node))
        assert isinstance(plain, Relation)
        yield from filter(None, (_of_values(setting, each, told) for each in (plain, *_scaled(plain, told))))


def _of_values(setting: Setting, claim: Relation, told: Mapping[Tree, Tree]) -> tuple[Setting, Tree] | None:
    """An expectation inside of another one, as in a variance, is a number of which nothing is known."""
    left, right = (mapped(term, _centred) for term in claim.terms)
    means = list(dict.fromkeys((*_means(left), *_means(right))))
    if not means or not _is_linear(setting, left, right, means):
        return None
    called = {moment: other for other, moment in told.items() if isinstance(other, Name)}
    inner = dict.fromkeys(part for mean in means for part in _means(mean.arguments[0]))
    numbers = {part: called.get(part, Name(f"number {place}")) for place, part in enumerate(inner)}
    values = {mean: _replaced(mean.arguments[0], numbers) for mean in means}
    said = Relation((_replaced(left, values), _replaced(right, values)), claim.signs)
    return _without_chance(setting, [name.name for name in numbers.values()]), said


def _without_chance(setting: Setting, numbers: list[str]) -> Setting:
    """What is given of single values; a name that was given to be a moment is any number, as these numbers are."""
    definitions = {name: tree for name, tree in setting.definitions.items() if not any(map(is_outcome, names(tree)))}
    held = [fact for fact in setting.facts if not any(map(is_outcome, names(fact)))]
    free = setting.definitions.keys() - definitions.keys()
    held += [said for said in setting.given if names(said) & free and not has_moments(said)]
    symbols = Symbols({}, {**dict.fromkeys(numbers, Domain()), **setting.symbols.scalars}, setting.symbols.sizes)
    return Setting(symbols, definitions=definitions, facts=tuple(held))


def _scaled(claim: Relation, told: Mapping[Tree, Tree]) -> Iterator[Relation]:
    """A side without moments, times one and over what it is given to be: 1/k^2 as Var(X)/(k^2 sigma^2)."""
    for (other, moment), place in product(told.items(), (0, 1)):
        side = claim.terms[place]
        if not has_moments(side):
            scaled = Divide(Multiply((side, moment)), other)
            yield Relation((claim.terms[0], scaled) if place else (scaled, claim.terms[1]), claim.signs)


def _told(setting: Setting) -> dict[Tree, Tree]:
    """What stands for a moment by what is given: mu = E(X), Var(X) = sigma^2."""
    pairs = [pair for said in setting.given if said.signs == ("=",) for pair in (said.terms, said.terms[::-1])]
    return {
        other: moment
        for moment, other in pairs
        if isinstance(moment, Call) and moment.function in MOMENTS and isinstance(other, Name | Power)
    }


def _centred(node: Tree) -> Tree:
    """Variances and covariances as expectations of products of what is left without the mean."""
    if not isinstance(node, Call) or node.function not in MOMENTS or node.function == "E":
        return node
    apart = [Add((part, Negate(Call("E", (part,))))) for part in node.arguments]
    return Call("E", (Multiply((apart[0], apart[-1])),))


def _means(tree: Tree) -> Iterator[Call]:
    """The outermost expectations."""
    if isinstance(tree, Call) and tree.function == "E":
        yield tree
    else:
        for part in children(tree):
            yield from _means(part)


def _replaced(tree: Tree, values: Mapping[Call, Tree]) -> Tree:
    """The tree with the values of the outermost expectations."""
    if isinstance(tree, Call) and tree in values:
        return values[tree]
    return with_changed(tree, lambda part: _replaced(part, values))


def _is_linear(setting: Setting, left: Tree, right: Tree, means: Sequence[Call]) -> bool:
    """Whether both sides are linear in the expectations, with what does not hang on chance before them."""
    called = {mean: Name(f"mean {place}") for place, mean in enumerate(means)}
    left, right = _replaced(left, called), _replaced(right, called)
    letters, linear = Letters.of(left, right), tuple(name.name for name in called.values())
    found = letters.quotient(Add((left, Negate(right))))
    random = setting.random_names
    if found is None or random & (names(left) | names(right)):
        return False
    if any(names(part) & set(linear) for part in letters.parts):
        return False
    return letters.degree(found[0], linear) <= 1 and letters.degree(found[1], linear) == 0

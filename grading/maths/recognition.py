"""Which known slip does a wrong answer show? Quick values at a few points find the candidates, the judge decides.

The mutants of a reference and their values are made once; sub-expressions that they share are evaluated once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count, islice

from flint import ctx, fmpq

from grading.maths import sampling
from grading.maths.complexes import COMPLEX
from grading.maths.decisions import Policy
from grading.maths.domains import Domain
from grading.maths.equivalence import compare
from grading.maths.mutations import Mutant, mutants
from grading.maths.reals import REAL
from grading.maths.sharing import Sharing
from grading.maths.spots import has_names
from grading.maths.tree import Tree, names
from grading.maths.used import needs_complex
from grading.maths.values import Arithmetic, Value, bits

_BITS = 96
_STEPS = 2000
# How many points are compared, and how many are tried where the reference seldom has a value.
_POINTS, _TRIED = 3, 12
# How many candidates are judged at most: where there are many, the points told nothing.
_MOST_JUDGED = 6
# A number with fewer bits is hit by chance; of it only the sign is looked at.
_CHANCE_BITS = 6
Values = tuple[Value | None, ...]


@dataclass(frozen=True)
class LineUp:
    """The mutants of one reference. extra: names that an answer may have beside the symbols (constants of integration).

    first: names of slips that come before all others; without: those that are left out.
    """

    reference: Tree
    domains: Mapping[str, Domain]
    policy: Policy = field(default_factory=Policy)
    extra: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    without: Sequence[str] = ()

    def find(self, answer: Tree, is_same: Callable[[Tree], bool]) -> Mutant | None:
        """The first slip that leads to the answer. is_same: whether the answer is right when this is the reference."""
        usual = ctx.prec
        with bits(_BITS):
            found = tuple(_Memory(self.arithmetic, memory.point).whole(answer) for memory in self.memories)
            if self.agree(found, self.wanted):
                return None
            # sign(y)^2 has no y to see: what does not even mention y was not found by a slip with y.
            said = names(answer)
            hits = (mutant for mutant in self.made() if self.may_be(mutant, found) and names(mutant.tree) <= said)
            candidates = islice((mutant for mutant in hits if self.is_telling(mutant)), _MOST_JUDGED)
            while (candidate := next(candidates, None)) is not None:
                with bits(usual):
                    if is_same(candidate.tree) and not self.is_coincidence(candidate.tree, answer):
                        return candidate
        return None

    def is_coincidence(self, mutant: Tree, answer: Tree) -> bool:
        """Whether two are the same at the values of the names alone, and not between them: x is x^2 where it is 0 or 1.

        Where one has no value between them, as (-1)^n, nothing is said against it; nor are complex powers looked at.
        """
        between = {name: _with_all_between(domain) for name, domain in self.domains.items()}
        if between == self.domains or self.arithmetic is COMPLEX:
            return False
        extra = dict.fromkeys(self.extra, fmpq(0))
        points = islice(sampling.random_points(between, sampling.generator_for(mutant, answer)), _TRIED)
        with bits(_BITS):
            memories = (_Memory(self.arithmetic, {**point, **extra}) for point in points)
            pairs = [(memory.whole(mutant), memory.whole(answer)) for memory in memories]
        told = [(one, other) for one, other in pairs if one is not None and other is not None]
        return bool(told) and not self.agree(*zip(*told, strict=True))

    @cached_property
    def arithmetic(self) -> Arithmetic:
        return COMPLEX if needs_complex(self.reference, self.reference, self.domains) else REAL

    @cached_property
    def memories(self) -> tuple["_Memory", ...]:
        """What is known at points at which the reference has a value; up to a constant in one variable only this one
        moves.
        """
        plan = sampling.plan(self.reference, self.reference, self.domains)
        none = dict.fromkeys(self.extra, fmpq(0))
        tried: Iterator[sampling.Point] = ({**point, **none} for point in islice(plan.points, _TRIED))
        if len(self.policy.variables) == 1:
            (moving,), first = self.policy.variables, next(tried)
            tried = chain([first], ({**first, moving: point[moving]} for point in tried))
        every = (_Memory(self.arithmetic, point) for point in tried)
        return tuple(islice((memory for memory in every if memory.whole(self.reference) is not None), _POINTS))

    @cached_property
    def wanted(self) -> Values:
        return tuple(memory.whole(self.reference) for memory in self.memories)

    @cached_property
    def known(self) -> list[Mutant]:
        """The mutants that are made so far; they stay alive as long as what is known of them."""
        return []

    @cached_property
    def others(self) -> Iterator[Mutant]:
        return (mutant for mutant in mutants(self.reference, self.first) if mutant.name not in self.without)

    def made(self) -> Iterator[Mutant]:
        """All mutants, those that are worth the same as the reference, too; each is made when it is asked for."""
        for place in count():
            if place == len(self.known):
                mutant = next(self.others, None)
                if mutant is None:
                    return
                self.known.append(mutant)
            yield self.known[place]

    def values(self, mutant: Mutant) -> Values:
        return tuple(memory.whole(mutant.tree) for memory in self.memories)

    def may_be(self, mutant: Mutant, found: Values) -> bool:
        """Whether the values may be those of the mutant; mostly the first point tells that they are not."""
        if self.policy.up_to == "none" and found[:1] != (None,):
            first = self.memories[0].whole(mutant.tree) if self.memories else None
            if first is not None and not self.is_near(found[0], first):
                return False
        return self.agree(found, self.values(mutant))

    def is_telling(self, mutant: Mutant) -> bool:
        """Whether it differs from the reference, and is not hit by chance."""
        if not has_names(self.reference) and mutant.name != "sign" and self._is_small():
            return False
        return not self.agree(self.values(mutant), self.wanted)

    def _is_small(self) -> bool:
        return any(type(value) is fmpq and value.height_bits() <= _CHANCE_BITS for value in self.wanted)

    def unseen(self, name: str) -> tuple[Tree, ...] | None:
        """The mutants of this name that are worth the same as the reference; None where there is no mutant at all."""
        with bits(_BITS):
            named = [(mutant.tree, self.values(mutant)) for mutant in self.made() if mutant.name == name]
            same = [tree for tree, values in named if self.agree(values, self.wanted)]
        proved = (tree for tree in same if compare(tree, self.reference, self.domains, self.policy).equal)
        return tuple(proved) if named else None

    def agree(self, found: Values, wanted: Values) -> bool:
        """Whether two may be the same, as far as their values at the points tell."""
        pairs = [
            (one, other) for one, other in zip(found, wanted, strict=True) if one is not None and other is not None
        ]
        if not pairs:
            # Two that have no value at any of the points, such as sqrt(a - b) where b is larger, are looked at closely.
            return not any(value is not None for value in (*found, *wanted))
        if self.policy.up_to == "none":
            return all(self.is_near(one, other) for one, other in pairs)
        first, base = pairs[0]
        if self.policy.up_to == "constant":
            return all(self.is_near(one - other, first - base) for one, other in pairs)
        return all(self.is_near(one * base, other * first) for one, other in pairs)

    def is_near(self, found: Value, wanted: Value) -> bool:
        difference = found - wanted
        if type(difference) is fmpq:
            if not difference:
                return True
        elif self.arithmetic.has_zero(difference):
            return True
        if not self.policy.rtol:
            return False
        size = self.arithmetic.size
        return bool(size(difference).abs_lower() <= self.policy.rtol * size(wanted).abs_upper())


def _with_all_between(domain: Domain) -> Domain:
    """The real numbers between the lowest and the highest value."""
    is_listed = bool(domain.values) or domain.sort == "integer"
    return Domain("real", domain.low, domain.high, open_ends=False) if is_listed else domain


class _Memory(Sharing):
    """Evaluates many trees at one point, each with steps of its own."""

    def whole(self, tree: Tree) -> Value | None:
        """The value, or None where there is none."""
        self.steps = _STEPS
        return self.value_if_any(tree)

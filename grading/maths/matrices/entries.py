"""One entry of a matrix formula as a formula of numbers: all that does not work entry by entry is a letter in it."""

from dataclasses import dataclass, field
from fractions import Fraction

from grading.maths.bounds import Bound
from grading.maths.contradictions import cannot_hold
from grading.maths.domains import Domain
from grading.maths.gaps import hides_gaps
from grading.maths.matrices.cases import sides_of, values_of
from grading.maths.matrices.choice import with_terms
from grading.maths.matrices.dims import SCALAR
from grading.maths.matrices.ranges import range_of
from grading.maths.matrices.symbols import Symbols
from grading.maths.matrices.typed import Typed
from grading.maths.slopes import ARGUMENTS
from grading.maths.steps import sign_by_cases
from grading.maths.tree import Add, Call, Divide, Multiply, Name, Negate, Number, Power, Relation, Tree
from grading.maths.trees import rational, substituted

_ONE, _ZERO = Number(Fraction(1)), Number(Fraction(0))
# No name that somebody declares has a space before it.
_LETTER = " entry"


@dataclass
class Entries:
    """The letters of one formula. names: for each part that is one letter its name; domains: between what they lie."""

    symbols: Symbols
    names: dict[Typed, str] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)

    def tree(self, part: Typed) -> Tree:
        inner = part.parts
        match part.op:
            case "number":
                return rational(part.data)
            case "ones" | "zeros":
                return _ONE if part.op == "ones" else _ZERO
            case "negate":
                return Negate(self.tree(inner[0]))
            case "add":
                return Add(tuple(map(self.tree, inner)))
            case "scale" | "hadamard":
                return Multiply(tuple(map(self.tree, inner)))
            case "divide" if inner[1].shape == SCALAR:
                return Divide(self.tree(inner[0]), self.tree(inner[1]))
            case "scalar_power":
                return Power(self.tree(inner[0]), self.tree(inner[1]))
            case "entrywise" | "function" if part.data == "sign":
                return sign_by_cases(self.tree(inner[0]))
            case "entrywise" | "function":
                return Call(part.data, tuple(map(self.tree, inner)))
            case "slopes":
                return substituted(part.data, {ARGUMENTS[0]: self.tree(inner[0])})
            case "where":
                return Call("where", (self.condition(part), *map(self.tree, values_of(part))))
        return Name(self.letter(part))

    def condition(self, part: Typed) -> Tree:
        """What a part by cases asks."""
        return with_terms(part.data.condition, [self.tree(side) for side in sides_of(part)])

    def letter(self, part: Typed) -> str:
        if part not in self.names:
            self.names[part] = f"{_LETTER}{len(self.names)}"
            bounds = range_of(part, self.symbols)
            self.domains[self.names[part]] = Domain("real", _finite(bounds.low), _finite(bounds.high), open_ends=False)
        return self.names[part]


def are_same_by_entry(answer: Typed, reference: Typed, symbols: Symbols) -> bool:
    """Whether it is shown that no entry of one is another than that of the other (False: not known)."""
    entries = Entries(symbols)
    both = entries.tree(answer), entries.tree(reference)
    return not hides_gaps(*both, entries.domains) and cannot_hold((Relation(both, ("!=",)),), entries.domains)


def _finite(bound: Bound) -> Fraction | None:
    return bound if isinstance(bound, Fraction) else None

"""Signs of polynomials that contradict each other, and numbers at which they do not.

A comparison says that a polynomial is above 0, or not below it; so do products of two of them, and squares. Where such
polynomials, each times a number above 0, add up to nothing, and one of them is above 0, no point fulfils them all.
What is no polynomial, such as `exp(x)`, is a letter with bounds of its own. Sources: Farkas, Theorie der einfachen
Ungleichungen, 1902; Handelman, Representing polynomials by positive linear functions, 1988.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

from flint import fmpq

from grading.maths.bounds import Range, bounds_of
from grading.maths.comparisons import Case
from grading.maths.domains import Domain
from grading.maths.opaque import Letters
from grading.maths.polynomials import Polynomial
from grading.maths.rationals import as_fmpq
from grading.maths.simplex import solution
from grading.maths.tree import (
    Add,
    Call,
    Fold,
    Multiply,
    Name,
    Negate,
    Number,
    Power,
    Relation,
    Tree,
    children,
    is_where,
)
from grading.maths.trees import rational

_ONE, _TWO = Number(Fraction(1)), Number(Fraction(2))
# More conditions, and products of more of them, are not looked at; nor are products of a higher degree.
_MOST, _MOST_FACTORS, _DEGREE = 24, 9, 4
# Of more letters no squares are added.
_MOST_LETTERS = 5
TURNED = {"<": ">", "<=": ">="}

# A polynomial, and whether it is above 0 (True) or not below 0.
Sign = tuple[Polynomial, bool]
Powers = tuple[int, ...]


@dataclass(frozen=True)
class System:
    """What comparisons say of polynomials in some letters: their signs, and which of them are 0."""

    letters: Letters
    signs: list[Sign]
    equations: list[Polynomial]

    @property
    def is_linear(self) -> bool:
        polynomials = [*self.equations, *(polynomial for polynomial, _strict in self.signs)]
        return not self.letters.parts and all(polynomial.total_degree() <= 1 for polynomial in polynomials)

    def is_refuted_at_once(self) -> bool:
        """The same without products."""
        return _adds_up(self.signs, self.equations)

    def is_refuted(self) -> bool:
        """Whether no numbers fulfil it (False: not known)."""
        if self.is_refuted_at_once():
            return True
        each = [found for letter in self.letters.all for found in self.polynomial(Name(letter))][:_MOST_LETTERS]
        factors = [*each, *(one * other for one, other in combinations_with_replacement(each, 2))]
        multiples = [equation * factor for equation in self.equations for factor in factors]
        few = [polynomial for polynomial in multiples if polynomial.total_degree() <= _DEGREE]
        return _adds_up([*self.signs, *self.products()], [*self.equations, *few])

    def example(self) -> dict[str, fmpq] | None:
        """Numbers for its names that fulfil it, if all its polynomials are linear; else some that may do so."""
        said = [(_terms(polynomial), fmpq(is_strict)) for polynomial, is_strict in self.signs]
        powers = [power for power in _powers(terms for terms, _least in said) if any(power)]
        powers += [power for power in _powers(map(_terms, self.equations)) if any(power) and power not in powers]
        none = (0,) * len(self.letters.all)
        # All is multiplied by a number of at least 1, so that what is above 0 is at least 1.
        said.append(({none: fmpq(1)}, fmpq(1)))
        rows, wanted = list[list[fmpq]](), list[fmpq]()
        for place, (terms, least) in enumerate(said):
            slack = [fmpq(-(at == place)) for at in range(len(said))]
            rows.append([*_row(terms, powers, none), *slack])
            wanted.append(least)
        for equation in self.equations:
            rows.append([*_row(_terms(equation), powers, none), *[fmpq(0)] * len(said)])
            wanted.append(fmpq(0))
        found = solution(rows, wanted)
        if found is None:
            return None
        scale = found[2 * len(powers)]
        values = {power: (found[2 * at] - found[2 * at + 1]) / scale for at, power in enumerate(powers)}
        ones = {
            name: tuple(int(at == place) for at in range(len(none))) for place, name in enumerate(self.letters.symbols)
        }
        return {name: values.get(power, fmpq(0)) for name, power in ones.items()}

    def products(self) -> Iterator[Sign]:
        """Of two conditions each, and squares of sums and differences of two letters or a letter and 1."""
        if len(self.signs) <= _MOST_FACTORS:
            for (one, is_strict), (other, is_other_strict) in combinations_with_replacement(self.signs, 2):
                if one.total_degree() + other.total_degree() <= _DEGREE:
                    yield one * other, is_strict and is_other_strict
        if len(self.letters.all) <= _MOST_LETTERS:
            terms: list[Tree] = [*map(Name, self.letters.all), _ONE]
            for first, second in combinations(terms, 2):
                for other_term in (second, Negate(second)):
                    yield from ((square, False) for square in self.polynomial(Power(Add((first, other_term)), _TWO)))

    def polynomial(self, tree: Tree) -> Iterator[Polynomial]:
        found = self.letters.quotient(tree)
        if found is not None:
            yield found[0]


def system_of(case: Case, domains: Mapping[str, Domain]) -> System | None:
    """What the comparisons say, all but `!=`, and what is known of their parts; None where that is too much."""
    said = [relation for relation in (*case, *_known(case, domains)) if relation.signs != ("!=",)]
    letters = Letters.of(*(term for relation in said for term in relation.terms))
    signs, equations = list[Sign](), list[Polynomial]()
    for relation in said:
        (left, right), (sign,) = relation.terms, relation.signs
        first, second = (right, left) if sign in TURNED else (left, right)
        found = letters.quotient(Add((first, Negate(second))))
        if found is None:
            return None
        over, under = found
        if sign == "=":
            equations += [over] if over else []
        else:
            # A fraction has the sign of the product of its two sides.
            whole = over if under.is_constant() and under.leading_coefficient() > 0 else over * under
            signs.append((whole, TURNED.get(sign, sign) == ">"))
    equations += [polynomial for polynomial, _strict in signs if (-polynomial, False) in signs]
    return System(letters, signs, equations) if len(signs) + len(equations) <= _MOST else None


def parts_of(case: Case) -> list[Tree]:
    """All parts that have a value where the case holds: not those inside of other cases, nor of sums."""
    found = dict.fromkeys(term for relation in case for term in relation.terms)
    waiting = list(found)
    for node in waiting:
        if not (is_where(node) or isinstance(node, Fold)):
            waiting += [part for part in children(node) if part not in found]
            found |= dict.fromkeys(children(node))
    return list(found)


def _known(case: Case, domains: Mapping[str, Domain]) -> Iterator[Relation]:
    """What holds of all names and functions in the conditions."""
    for node in parts_of(case):
        if isinstance(node, Name | Call):
            yield from _between(node, bounds_of(node, domains))
        if isinstance(node, Call):
            yield from _of_call(node)


def bounds_on(names: Iterable[str], domains: Mapping[str, Domain]) -> Iterator[Relation]:
    """What the domains say of names."""
    for name in names:
        yield from _between(Name(name), bounds_of(Name(name), domains))


def _between(node: Tree, bounds: Range) -> Iterator[Relation]:
    if isinstance(bounds.low, Fraction):
        yield Relation((node, rational(as_fmpq(bounds.low))), (">" if bounds.open_low else ">=",))
    if isinstance(bounds.high, Fraction):
        yield Relation((node, rational(as_fmpq(bounds.high))), ("<" if bounds.open_high else "<=",))


def _of_call(call: Call) -> Iterator[Relation]:
    match call:
        case Call("floor", (inner,)):
            yield Relation((call, inner), ("<=",))
            yield Relation((Add((call, _ONE)), inner), (">",))
        case Call("sqrt", (inner,)):
            yield Relation((Power(call, _TWO), inner), ("=",))
        case Call("exp", (inner,)):
            yield Relation((call, Add((inner, _ONE))), (">=",))
        case Call("log", (inner,)):
            # Below its tangent at 1, and above 1 - 1/u.
            above, tangent = Multiply((inner, call)), Add((inner, Negate(_ONE)))
            yield from (Relation(pair, (">=",)) for pair in ((tangent, call), (above, tangent)))
            yield Relation((inner, Number(Fraction(0))), (">",))


def _adds_up(signs: list[Sign], equations: Iterable[Polynomial]) -> bool:
    """Whether some of these, each times a number above 0, add up to nothing, with one that is above 0 among them."""
    columns = [(_terms(polynomial), is_strict) for polynomial, is_strict in signs]
    columns += [(_terms(sign * polynomial), False) for polynomial in equations for sign in (1, -1)]
    powers = _powers(terms for terms, _strict in columns)
    columns += [({power: fmpq(1)}, not any(power)) for power in powers if not any(each % 2 for each in power)]
    rows = [[terms.get(power, fmpq(0)) for terms, _strict in columns] for power in powers]
    rows.append([fmpq(is_strict) for _terms_, is_strict in columns])
    return solution(rows, [fmpq(0)] * len(powers) + [fmpq(1)]) is not None


def _row(terms: Mapping[Powers, Any], powers: list[Powers], none: Powers) -> Iterator[fmpq]:
    """The numbers before the powers, each once more turned, for only numbers above 0 are found; then the last one."""
    for power in powers:
        factor = terms.get(power, fmpq(0))
        yield from (factor, -factor)
    yield terms.get(none, fmpq(0))


def _powers(every: Iterable[Mapping[Powers, Any]]) -> list[Powers]:
    return list(dict.fromkeys(power for terms in every for power in terms))


def _terms(polynomial: Polynomial) -> dict[Powers, Any]:
    return {tuple(map(int, power)): factor for power, factor in polynomial.to_dict().items()}

"""The zeros of an expression in one unknown.

Roots, absolute values, maxima and constants such as pi become new names with an equation of their own; resultants
eliminate them. What comes out may be too many points, never too few.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import acb, acb_poly, arb, fmpq, fmpq_poly

from grading.maths.complexes import COMPLEX
from grading.maths.polynomials import NotRational, Polynomial, factored, quotient
from grading.maths.reals import REAL, centre
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
    children,
    is_whole,
    names,
)
from grading.maths.trees import rational
from grading.maths.values import Arithmetic, Evaluator, TooMuch, Undefined, Unsure, Value

# A degree above this is not worth its time; so many names may be eliminated.
_DEGREE, _MOST_NAMES, _LARGEST_ROOT = 40, 6, 12
# Roots of polynomials with coefficients such as pi are narrowed to 2^-1000.
_FINE = 1000
_ONE = Number(Fraction(1))
_E = Constant("e")
# The value of log(u) or exp(u) at a zero, as a name.
_REACHED = "_u"
# Of larger bases of powers no roots are looked for.
_LARGEST_BASE = 10**6
# Powers of two beyond which a value is not written out.
_FARTHEST = 10_000


class NotAlgebraic(Exception):
    """The points cannot be found: sin(x), floor(x), x + exp(x), or too large a polynomial."""


def middle(value: Value) -> fmpq:
    """A rational number at the value, or within its ball. Raises NotAlgebraic where that is far from 1."""
    if type(value) is not fmpq and abs(value.mid().man_exp()[1]) > _FARTHEST:
        raise NotAlgebraic
    return centre(value)


@dataclass
class _Flat:
    """An expression without anything but + - * / and whole powers.

    relations: for each new name that must be eliminated, its equation; constants: for each other one, its number.
    kernel: the unknown stands in a power such as 2^x (its base), in a logarithm (its argument), or plainly (None).
    """

    unknown: str
    arithmetic: Arithmetic
    relations: dict[str, Tree] = field(default_factory=dict)
    constants: dict[str, Value] = field(default_factory=dict)
    known: dict[Tree, Name] = field(default_factory=dict)
    kernel: Tree | None = None
    plain: bool = False

    def flat(self, tree: Tree) -> Tree:
        match tree:
            case Number():
                return tree
            case Name(name):
                self.plain = self.plain or name == self.unknown
                return tree
            case Negate(inner):
                return Negate(self.flat(inner))
            case Add(parts):
                return Add(tuple(map(self.flat, parts)))
            case Multiply(parts):
                return Multiply(tuple(map(self.flat, parts)))
            case Divide(over, under):
                return Divide(self.flat(over), self.flat(under))
            case Power(base, exponent):
                return self.power(base, exponent)
            case Call():
                return self.call(tree)
            case Constant() | Fold():
                return self.constant(tree)
        raise NotAlgebraic

    def power(self, base: Tree, exponent: Tree) -> Tree:
        if is_whole(exponent):
            size = exponent.inner if isinstance(exponent, Negate) else exponent
            is_long = not names(base) and isinstance(size, Number) and size.value > _LARGEST_ROOT
            return self.constant(Power(base, exponent)) if is_long else Power(self.flat(base), exponent)
        if self.unknown in names(exponent):
            return self.exponential(base, exponent)
        value = _rational(exponent)
        if value is None:
            return self.constant(Power(base, exponent))
        return Power(self.root(base, int(value.q)), rational(fmpq(value.p)))

    def call(self, tree: Call) -> Tree:
        match tree:
            case Call("sqrt", (inner,)):
                return self.root(inner, 2)
            case Call("cbrt", (inner,)):
                return self.root(inner, 3)
            case Call("root", (inner, Number(degree))) if degree.denominator == 1:
                return self.root(inner, int(degree))
            case Call("abs", (inner,)) if self.arithmetic is REAL:
                flat = self.flat(inner)
                return self.new(tree, lambda name: Add((Power(name, rational(2)), Negate(Power(flat, rational(2))))))
            case Call("sign", (inner,)):
                return self.new(tree, lambda name: Add((Power(name, rational(3)), Negate(name))))
            case Call("relu", (inner,)):
                flat = self.flat(inner)
                return self.new(tree, lambda name: Multiply((name, Add((name, Negate(flat))))))
            case Call("max" | "min", parts) if len(parts) <= 3:
                flats = [self.flat(part) for part in parts]
                return self.new(tree, lambda name: Multiply((_ONE, *(Add((name, Negate(part))) for part in flats))))
            case Call("exp", (inner,)) if self.unknown in names(inner):
                return self.exponential(_E, inner)
            case Call("log", (inner,)) if self.unknown in names(inner):
                return self.inside(tree)
            case Call("log", (inner, base)) if self.unknown in names(inner) and not names(base):
                return Divide(self.inside(Call("log", (inner,))), self.constant(Call("log", (base,))))
        return self.constant(tree)

    def root(self, inner: Tree, degree: int) -> Tree:
        if not 0 < degree <= _LARGEST_ROOT:
            raise NotAlgebraic
        flat = self.flat(inner)
        power = rational(degree)
        return self.new(Call("root", (inner, power)), lambda name: Add((Power(name, power), Negate(flat))))

    def new(self, tree: Tree, relation: Any) -> Name:
        """A name for the tree, with its equation."""
        if tree in self.known:
            return self.known[tree]
        if len(self.known) >= _MOST_NAMES:
            raise NotAlgebraic
        name = self.known[tree] = Name(f"_{len(self.known)}")
        self.relations[name.name] = relation(name)
        return name

    def constant(self, tree: Tree) -> Tree:
        if names(tree):
            raise NotAlgebraic
        if tree not in self.known:
            try:
                value = Evaluator(self.arithmetic, {}).value(tree)
            except (Undefined, Unsure, TooMuch) as problem:
                raise NotAlgebraic from problem
            if type(value) is fmpq:
                return rational(value)
            self.known[tree] = Name(f"_{len(self.known)}")
            self.constants[self.known[tree].name] = value
        return self.known[tree]

    def exponential(self, base: Tree, exponent: Tree) -> Tree:
        """base^(k x + b) for a whole k: the k-th power of base^x, times base^b."""
        if base == _E and isinstance(exponent, Call) and exponent.function == "log" and len(exponent.arguments) == 1:
            return self.flat(exponent.arguments[0])
        base, power_of_base = _root_of(base)
        line = _line(Multiply((rational(power_of_base), exponent)), self.unknown)
        if line is None or line[0].q != 1 or names(base):
            return self.inside(Call("exp", (exponent,)) if base == _E else None)
        self.choose(base)
        slope, start = line
        power: Tree = Power(Name(self.unknown), rational(slope))
        return Multiply((power, self.constant(Power(base, rational(start))))) if start else power

    def inside(self, tree: Call | None) -> Tree:
        """The unknown stands inside exp or log only, and always in this one."""
        if tree is None or len(tree.arguments) != 1:
            raise NotAlgebraic
        self.choose(tree)
        return Name(self.unknown)

    def choose(self, kernel: Tree) -> None:
        if self.kernel not in (None, kernel) or self.arithmetic is not REAL:
            raise NotAlgebraic
        self.kernel = kernel


def _root_of(base: Tree) -> tuple[Tree, int]:
    """2 and 2 for 4, 2 and -1 for 1/2: so `4^x - 5 2^x + 4` has only powers of 2^x."""
    match base:
        case Number(value) if value.denominator == 1 and 1 < value < _LARGEST_BASE:
            whole = int(value)
            found = next(
                (root, power)
                for power in range(whole.bit_length(), 0, -1)
                for root in (round(whole ** (1 / power)),)
                if root**power == whole and root > 1
            )
            return rational(found[0]), found[1]
        case Number(value) if value.numerator == 1 and value.denominator > 1:
            root, power = _root_of(rational(value.denominator))
            return root, -power
        case Divide(Number(one), Number() as under) if one == 1 and under.value > 1:
            root, power = _root_of(under)
            return root, -power
    return base, 1


def zeros(tree: Tree, name: str, arithmetic: Arithmetic, numbers: Mapping[str, Value] | None = None) -> list[Value]:
    """All zeros of an expression in one unknown, and perhaps more points. numbers: balls that other names stand for.

    Raises NotAlgebraic.
    """
    flattened = _Flat(name, arithmetic, constants=dict(numbers or {}))
    flat = flattened.flat(tree)
    if flattened.kernel is not None and flattened.plain:
        raise NotAlgebraic
    symbols = (name, *flattened.relations, *flattened.constants)
    try:
        over, _under = quotient(flat, symbols)
        equations = {
            symbol: quotient(relation, symbols)[0] for symbol, relation in reversed(flattened.relations.items())
        }
    except NotRational as problem:
        raise NotAlgebraic from problem
    found: list[Value] = []
    for polynomial in _eliminated([over], equations):
        found += _roots(polynomial, symbols, flattened)
    return _back(found, flattened)


def _eliminated(polynomials: list[Polynomial], equations: dict[str, Polynomial]) -> list[Polynomial]:
    for symbol, equation in equations.items():
        made: list[Polynomial] = []
        for polynomial in polynomials:
            made += _without(polynomial, equation, symbol)
        polynomials = made
    return polynomials


def _without(polynomial: Polynomial, equation: Polynomial, symbol: str) -> list[Polynomial]:
    """Polynomials without the symbol whose zeros hold all common zeros; also where the equation's branches meet."""
    if polynomial.is_zero() or polynomial.degrees()[_place(polynomial, symbol)] == 0:
        return [polynomial]
    if polynomial.total_degree() * equation.total_degree() > 2 * _DEGREE:
        raise NotAlgebraic
    shared = polynomial.gcd(equation)
    if shared.degrees()[_place(shared, symbol)] == 0:
        return [polynomial.resultant(equation, symbol)]
    rest, branch = polynomial / shared, equation / shared
    return [
        *_without(rest, equation, symbol),
        *([shared.resultant(branch, symbol)] if branch.degrees()[_place(branch, symbol)] else []),
    ]


def _place(polynomial: Polynomial, symbol: str) -> int:
    return int(polynomial.context().names().index(symbol))


def _roots(polynomial: Polynomial, symbols: tuple[str, ...], flattened: _Flat) -> list[Value]:
    if polynomial.is_zero() or polynomial.is_constant():
        return []
    if polynomial.total_degree() > _DEGREE:
        raise NotAlgebraic
    _content, factors = factored(polynomial)
    found: list[Value] = []
    for factor, _power in factors:
        degrees = factor.degrees()
        if degrees[0] == 0:
            continue
        exact = not any(degrees[1:])
        found += _exact_roots(factor, flattened) if exact else _ball_roots(factor, symbols, flattened)
    return found


def _exact_roots(factor: Polynomial, flattened: _Flat) -> list[Value]:
    coefficients = _by_power(factor)
    plain = [coefficients.get(power, {}) for power in range(max(coefficients) + 1)]
    polynomial = fmpq_poly([sum(part.values(), fmpq(0)) for part in plain])
    if polynomial.degree() == 1:
        return [-polynomial[0] / polynomial[1]]
    pairs: list[Any] = polynomial.complex_roots()
    roots = [root for root, _multiplicity in pairs]
    return roots if flattened.arithmetic is COMPLEX else [root.real for root in roots if root.imag == 0]


def _by_power(factor: Polynomial) -> dict[int, dict[tuple[int, ...], fmpq]]:
    """The coefficients by the power of the unknown, which is the first symbol."""
    found: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in factor.to_dict().items():
        found.setdefault(int(monomial[0]), {})[tuple(map(int, monomial[1:]))] = coefficient
    return found


def _ball_roots(factor: Polynomial, symbols: tuple[str, ...], flattened: _Flat) -> list[Value]:
    """Roots where coefficients are numbers such as pi or log 2."""
    numbers = [flattened.constants.get(symbol) for symbol in symbols[1:]]
    by_power = _by_power(factor)
    coefficients = [_number_of(by_power.get(power, {}), numbers) for power in range(max(by_power) + 1)]
    if coefficients[-1].contains(0):
        raise NotAlgebraic
    if len(coefficients) == 2:
        roots = [-coefficients[0] / coefficients[1]]
    else:
        try:
            roots = acb_poly(coefficients).roots(tol=arb(2) ** -_FINE, maxprec=4 * _FINE)
        except (ValueError, ArithmeticError) as problem:
            raise NotAlgebraic from problem
    if flattened.arithmetic is COMPLEX:
        return roots
    return [root.real for root in roots if root.imag.contains(0)]


def _number_of(terms: dict[tuple[int, ...], fmpq], numbers: list[Value | None]) -> acb:
    total = acb(0)
    for powers, coefficient in terms.items():
        term = acb(arb(coefficient))
        for known, power in zip(numbers, powers, strict=True):
            term *= (acb(known) if known is not None else acb(1)) ** power
        total += term
    return total


def _back(found: list[Value], flattened: _Flat) -> list[Value]:
    """From the values of 2^x or log(u) to those of x."""
    kernel = flattened.kernel
    if kernel is None:
        return found
    if isinstance(kernel, Call) and flattened.unknown in names(kernel):
        return [value for each in found for value in _back_through(kernel, each, flattened.unknown)]
    try:
        base = Evaluator(REAL, {}).value(Call("log", (kernel,)))
    except (Undefined, Unsure, TooMuch) as problem:
        raise NotAlgebraic from problem
    if type(base) is fmpq or base.contains(0):
        raise NotAlgebraic
    return [value.log() / base for value in map(arb, found) if value > 0]


def _back_through(kernel: Call, value: Value, unknown: str) -> list[Value]:
    """Where log(u) or exp(u) has the value."""
    if kernel.function == "exp":
        if not value > 0:
            return []
        moved = fmpq(0) if value == 1 else arb(value).log()
    else:
        moved = fmpq(1) if value == 0 else arb(value).exp()
    inner = kernel.arguments[0]
    if type(moved) is fmpq:
        return zeros(Add((inner, Negate(rational(moved)))), unknown, REAL)
    return zeros(Add((inner, Negate(Name(_REACHED)))), unknown, REAL, {_REACHED: moved})


def _line(tree: Tree, unknown: str) -> tuple[fmpq, fmpq] | None:
    """Slope and start of an expression that is linear over the rationals; None for others."""
    if names(tree) != {unknown}:
        return None
    try:
        over, under = quotient(tree, (unknown,))
    except NotRational:
        return None
    if not under.is_constant() or over.total_degree() != 1:
        return None
    divisor = under.leading_coefficient()
    return fmpq(over[(1,)]) / divisor, fmpq(over[(0,)]) / divisor


def _rational(tree: Tree) -> fmpq | None:
    if names(tree) or any(isinstance(child, Call | Constant) for child in (tree, *children(tree))):
        return None
    try:
        value = Evaluator(REAL, {}).value(tree)
    except (Undefined, Unsure, TooMuch):
        return None
    return value if type(value) is fmpq else None

from itertools import product

Z = Symbol("z", real=True)
FACTORS = (1, 2, 3)
SCALES = (Rational(1, 4), Rational(1, 2), Integer(2))
WEIGHTS = (Rational(1, 2), Integer(1), Rational(3, 2), Integer(2))
RATES = (Rational(1, 8), Rational(1, 4), Rational(3, 8), Rational(1, 2))


def steepest(logistic, a, c):
    """The largest slope of a*sigmoid(c*z) or a*tanh(c*z), at 0."""
    return a * c / 4 if logistic else a * c


def exact_layers(r, k):
    """k log 10 / log(1/r) as a float: the bound r^L passes 10^-k there."""
    return float(k * log(10) / log(1 / r))


def generate(rng):
    """Choose among the activations whose chain shrinks by a humane factor a layer."""
    logistic = pick(rng, (True, False))
    humane = [each for each in product(FACTORS, SCALES, WEIGHTS) if steepest(logistic, *each[:2]) * each[2] in RATES]
    a, c, omega = pick(rng, humane)
    k = pick(rng, (3, 4, 6))
    peak = steepest(logistic, a, c)
    r = omega * peak
    ratio = exact_layers(r, k)
    # a rounded logarithm must not lead to another L
    require(0.06 <= ratio % 1 <= 0.98)
    phi = a / (1 + exp(-c * Z)) if logistic else a * tanh(c * Z)
    inner = latex(c * Z)
    name = rf"\sigma\!\left({inner}\right)" if logistic else rf"\tanh\!\left({inner}\right)"
    outer, factor = text(c * Z), text(a * c)
    return {
        "logistic": logistic, "a": a, "c": c, "omega": omega, "k": k, "r": r, "Z": Z, "phi": phi,
        "shown": name if a == 1 else rf"{a}\,{name}",
        "ratio": f"{ratio:.2f}",
        "layers_of_a_seventh": int(exact_layers(r / 7, k)) + 1,
        "a_slope_that_needs_one": Rational(1, 2 * 10**k) / omega,
        "other_peak": a * c if logistic else a * c / 4,
        "steepest_decimal": f"{float(peak):g}",
        "other_form": (
            f"({factor})*sigmoid({outer})*(1 - sigmoid({outer}))" if logistic
            else f"({factor})*4/(exp({outer}) + exp(-({outer})))^2"
        ),
        "latex_form": (
            rf"{latex(a * c)}\cdot\frac{{\exponentialE^{{-{inner}}}}}{{\left(1+\exponentialE^{{-{inner}}}\right)^2}}"
            if logistic else rf"{latex(a * c)}\left(1-\tanh\left({inner}\right)^2\right)"
        ),
    }  # fmt: skip


def solve(phi, logistic, a, c, r, k):
    return {
        "slope": diff(phi, Z),
        "steepest": steepest(logistic, a, c),
        "layers": int(np.ceil(exact_layers(r, k))),
    }

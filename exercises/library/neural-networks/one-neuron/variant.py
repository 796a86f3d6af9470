SHOWN = {
    "relu": ("the ReLU", r"\varphi(z) = \max(0, z)"),
    "leaky": ("a leaky ReLU", r"\varphi(z) = \begin{cases} z & z \ge 0 \\ \frac{1}{10}\,z & z < 0 \end{cases}"),
    "clip": ("the hard tanh", r"\varphi(z) = \min(1, \max(-1, z))"),
    "sigmoid": ("the sigmoid", r"\varphi(z) = \sigma(z) = \frac{1}{1 + e^{-z}}"),
}
# Where the activation changes the number, so that leaving it out shows.
PRE_ACTIVATIONS = {
    "relu": range(-9, 0),
    "leaky": range(-9, 0),
    "clip": (-5, -4, -3, -2, 2, 3, 4, 5),
    "sigmoid": (-2, -1, 1, 2),
}


def phi(act, z):
    if act == "relu":
        return Max(0, z)
    if act == "leaky":
        return Rational(z) if z >= 0 else Rational(z, 10)
    if act == "clip":
        return Min(1, Max(-1, z))
    # a float: the answer is typed to three decimals
    return float(1 / (1 + exp(-z)))


def decimal(act, value):
    """As a learner would write it."""
    return f"{float(value):.3f}" if act == "sigmoid" else f"{float(value):g}"


def generate(rng):
    """Fix the pre-activation first; the bias is what is then missing."""
    act = pick(rng, list(SHOWN))
    w = integers(rng, 3, -4, 4, nonzero=True)
    x = integers(rng, 3, -4, 4, nonzero=True)
    z = pick(rng, PRE_ACTIVATIONS[act])
    s = sum(a * c for a, c in zip(w, x))
    b = z - s
    require(b != 0 and abs(b) <= 9)
    # sigmoid(s) is 0.000 or 1.000 beyond
    require(act != "sigmoid" or abs(s) <= 5)
    no_bias = phi(act, s)
    each = sum(phi(act, a * c) for a, c in zip(w, x)) + b
    seen = sorted(float(value) for value in (phi(act, z), z, no_bias, each))
    require(min(right - left for left, right in zip(seen, seen[1:])) > 0.02)
    name, formula = SHOWN[act]
    return {
        "act": act, "name": name, "formula": formula, "w": w, "x": x, "b": b, "z": z, "s": s,
        "no_bias": no_bias, "each": each, "rounded": decimal(act, phi(act, z)),
        "near_no_bias": decimal(act, no_bias), "near_each": decimal(act, each),
    }  # fmt: skip


def solve(act, z):
    reference = phi(act, z)
    return {"y": {"reference": reference, "decimals": 3} if act == "sigmoid" else reference}

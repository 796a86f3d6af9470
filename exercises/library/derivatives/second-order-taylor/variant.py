def generate(rng):
    """Draw a function whose second derivative at 0 does not vanish, and how steep it is."""
    k = pick(rng, [-3, -2, 2, 3])
    x = Symbol("x", real=True)
    name = pick(rng, list(FUNCTIONS))
    f = FUNCTIONS[name](k, x)
    c0, c1, c2 = (diff(f, x, order).subs(x, 0) / factorial(order) for order in range(3))
    return {
        "x": x,
        # what the chain rule brings out: the slope of kx, 1 + kx or 1 - kx
        "inner": -k if name == "reciprocal" else k,
        "f": f,
        "c0": c0,
        "c1": c1,
        "c2": c2,
        "tex": WRITTEN[name](k),
        "result": ascending(c0, c1, c2),
        "unevaluated": c0 + diff(f, x) * x + diff(f, x, 2) * x**2 / 2,
    }


def solve(x, f, **_):
    return {"parabola": series(f, x, 0, 3).removeO()}


FUNCTIONS = {
    "softplus": lambda k, x: log(1 + exp(k * x)),
    "exponential": lambda k, x: exp(k * x),
    "logarithm": lambda k, x: log(1 + k * x),
    "root": lambda k, x: sqrt(1 + k * x),
    "reciprocal": lambda k, x: 1 / (1 - k * x),
}


def fraction(top, bottom, factor=""):
    """A fraction with the sign of its numerator in front."""
    return rf"{'-' if top < 0 else ''}\frac{{{abs(top)}{factor}}}{{{bottom}}}"


def one_plus(k):
    return f"1 {'-' if k < 0 else '+'} {abs(k)}x"


# Name -> LaTeX of f, f', f''.
WRITTEN = {
    "softplus": lambda k: (
        rf"\log\bigl(1 + e^{{{k}x}}\bigr)",
        fraction(k, f"1 + e^{{{k}x}}", f"e^{{{k}x}}"),
        fraction(k * k, rf"\bigl(1 + e^{{{k}x}}\bigr)^2", f"e^{{{k}x}}"),
    ),
    "exponential": lambda k: (f"e^{{{k}x}}", f"{k}e^{{{k}x}}", f"{k * k}e^{{{k}x}}"),
    "logarithm": lambda k: (
        rf"\log({one_plus(k)})",
        fraction(k, one_plus(k)),
        fraction(-k * k, f"({one_plus(k)})^2"),
    ),
    "root": lambda k: (
        rf"\sqrt{{{one_plus(k)}}}",
        fraction(k, rf"2\sqrt{{{one_plus(k)}}}"),
        fraction(-k * k, f"4({one_plus(k)})^{{3/2}}"),
    ),
    "reciprocal": lambda k: (
        rf"\frac{{1}}{{{one_plus(-k)}}}",
        fraction(k, f"({one_plus(-k)})^2"),
        fraction(2 * k * k, f"({one_plus(-k)})^3"),
    ),
}


def ascending(c0, c1, c2):
    """LaTeX of c0 + c1 x + c2 x^2; c1 and c2 are not 0."""
    terms = "" if c0 == 0 else latex(c0)
    for coefficient, power in ((c1, "x"), (c2, "x^2")):
        size = "" if abs(coefficient) == 1 else latex(abs(coefficient))
        sign = "-" if coefficient < 0 else ("+" if terms else "")
        terms += f" {sign} {size}{power}"
    return terms.strip()

def generate(rng):
    """Draw method, function and point; the second and third derivatives of exp and log vanish nowhere."""
    central = rng.random() < 0.5
    m = pick(rng, [2, 3, 4, 10])
    x = Symbol("x", positive=True)
    f, a = pick(rng, [(exp(x), 0), (exp(x), 1), (exp(x), 2), (log(x), 1), (log(x), 2), (log(x), 3)])
    h = Rational(12, 100) if m == 3 else Rational(1, 10)
    errors = [error(f, x, a, step, central) for step in (h, h / m)]
    return {
        "central": central,
        "m": m,
        "f": "e^x" if f == exp(x) else r"\log x",
        "a": a,
        "h": f"{float(h):g}",
        "h_small": f"{float(h / m):g}",
        "method": "central" if central else "forward",
        "quotient": r"\frac{f(a + h) - f(a - h)}{2h}." if central else r"\frac{f(a + h) - f(a)}{h}.",
        "errors": [scientific(value) for value in errors],
        "ratio": f"{errors[0] / errors[1]:.1f}",
        "slip": "linear" if central else "square",
        "slip_name": "cancellation-overlooked" if central else "cancellation-imagined",
        "hint": hint(central),
    }


def solve(central, m, **_):
    """The error is proportional to h for the forward, to h^2 for the central difference."""
    powers = {"linear": 1, "square": 2, "cube": 3}
    texts = {name: f"by about ${m}^{power} = {m**power}$" for name, power in powers.items()}
    texts = {
        **texts,
        "linear": f"by about ${m}$",
        "root": rf"by about $\sqrt{{{m}}} \approx {m**0.5:.1f}$",
        "same": "hardly at all",
    }
    if central:
        says = {
            "linear": (
                "cancellation-overlooked",
                "The terms with $f''$ cancel in $f(a + h) - f(a - h)$. What remains of the error begins with $h^2$.",
            ),
            "cube": ("division-forgotten", "What remains in the numerator has $h^3$, but it is still divided by $2h$."),
        }
    else:
        says = {
            "square": (
                "cancellation-imagined",
                "Nothing cancels the term with $f''$ here: after the division by $h$ it is proportional to $h$.",
            ),
            "cube": (
                "division-forgotten",
                "In the numerator the first term that remains has $h^2$, and it is still divided by $h$.",
            ),
        }
    says["root"] = ("roots-for-powers", "Every term of the Taylor series has a whole power of $h$; no root occurs.")
    says["same"] = (
        "error-does-not-shrink",
        f"Without rounding the error shrinks with the step: it begins with ${'h^2' if central else 'h'}$.",
    )
    options = [
        {"key": name, "text": text, **({"name": says[name][0], "says": says[name][1]} if name in says else {})}
        for name, text in texts.items()
    ]
    return {"factor": {"options": options, "reference": "square" if central else "linear"}}


def error(f, x, a, h, central):
    left = f.subs(x, a - h) if central else f.subs(x, a)
    width = 2 * h if central else h
    quotient = (f.subs(x, a + h) - left) / width
    return abs(float((quotient - diff(f, x).subs(x, a)).evalf(30)))


def scientific(value):
    if value >= 0.01:
        return f"{value:.3f}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def hint(central):
    if central:
        return (
            "Write the series of $f(a - h)$ as well: it has the same terms with alternating signs. Which of "
            "them survive in $f(a + h) - f(a - h)$?"
        )
    return "After $f(a)$ has been subtracted and $h$ divided out, $f'(a)$ remains, and which term next?"

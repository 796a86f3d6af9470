x_ = Symbol("x")


def generate(rng):
    """Draw one of four losses, with a chord around the interval where it bends down."""
    family = pick(rng, ("double-well", "cauchy", "welsch", "neuron"))
    return {"double-well": double_well, "cauchy": cauchy, "welsch": welsch, "neuron": neuron}[family](rng)


def solve(f, x, y, tex):
    return {"chord": [x, y, Rational(1, 2)]}


def double_well(rng):
    """Bends down for 6 x^2 < k; the chord between the minima lies below the top at 0."""
    k = pick(rng, (2, 3, 4, 5, 6, 7, 8))
    return chord(
        x_**4 - k * x_**2, 1, -1, (2, 4),
        tex=rf"x^4 - {k} x^2",
        story="This loss has two valleys with a hill between them.",
        where=rf"Here $f''(x) = 12x^2 - {2 * k}$, which is negative around $0$.",
        why="The hill at $0$ is such a place, and a chord from one side of it to the other passes underneath.",
    )  # fmt: skip


def cauchy(rng):
    c = pick(rng, (1, 2, 3, 4, 5))
    return chord(
        log(1 + x_**2 / Integer(c) ** 2), c, 9 * c, (-c, c),
        tex=rf"\log\left(1 + {ratio(c)}^2\right)",
        story="This robust loss forgives outliers: far out it grows more and more slowly.",
        where=rf"Here $f''(x) < 0$ for $|x| > {c}$.",
        why="Far out the loss flattens: it still rises, but its slope falls. There it bends down.",
    )  # fmt: skip


def welsch(rng):
    c = pick(rng, (1, 2, 3, 4, 5))
    return chord(
        1 - exp(-(x_**2) / Integer(c) ** 2), c, 3 * c, (-Rational(c, 2), Rational(c, 2)),
        tex=rf"1 - \exp\left(-{ratio(c)}^2\right)",
        story="This robust loss ignores outliers: far out it stays below $1$.",
        where=rf"Here $f''(x) < 0$ for $|x| > {c}/\sqrt2$.",
        why="A bounded loss that rises must flatten, so its slope falls somewhere. There it bends down.",
    )  # fmt: skip


def neuron(rng):
    c = pick(rng, (1, 2, 3, 4, 5))
    inner = "x" if c == 1 else f"x/{c}"
    return chord(
        (1 / (1 + exp(-x_ / Integer(c))) - 1) ** 2, -5 * c, -c, (0, 2 * c),
        tex=rf"\bigl(\sigma({inner}) - 1\bigr)^2, \qquad \sigma(z) = \frac{{1}}{{1 + e^{{-z}}}}",
        story="This is the squared error of a sigmoid neuron whose target is $1$, as a function of its input.",
        where=rf"Here the curve bends down on the left, for $\sigma({inner}) < \tfrac13$.",
        why=r"Far on the left the neuron saturates and the error levels off at $1$. Before it falls it must bend down.",
    )  # fmt: skip


def chord(f, x, y, convex, **words):
    """The parameters; both heights are checked, and a chord where f is convex must not do."""
    x, y = Integer(x), Integer(y)
    middle = (x + y) / 2
    above, below = f.subs(x_, middle), (f.subs(x_, x) + f.subs(x_, y)) / 2
    require(N(above - below, 30) > Rational(1, 1000))
    a, b = map(Rational, convex)
    require(N(f.subs(x_, (a + b) / 2) - (f.subs(x_, a) + f.subs(x_, b)) / 2, 30) < 0)
    return {
        "f": f, "x": x, "y": y, "convex": [a, b], "middle": middle, "above": height(above), "below": height(below), **words,
    }  # fmt: skip


def height(value):
    return f"= {latex(value)}" if value.is_Rational else rf"\approx {float(value):.3f}"


def ratio(c):
    return "x" if c == 1 else rf"\left(\tfrac{{x}}{{{c}}}\right)"

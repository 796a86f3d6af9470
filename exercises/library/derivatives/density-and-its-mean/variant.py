def generate(rng):
    """Draw a polynomial on [0, 1] or a decaying curve; a = 1 and r = 2 would let two answers coincide."""
    x = Symbol("x", positive=True)
    polynomial = rng.random() < 0.5
    if polynomial:
        a, r = rng.randint(2, 5), 0
        q = Rational(*pick(rng, [(1, 3), (1, 2), (2, 3)]))
        shape, upper, mode = x**a * (1 - x), 1, Rational(a, a + 1)
        curve, domain = rf"c\,x^{a}(1 - x)", r"0 \le x \le 1"
    else:
        a, r = 0, rng.randint(3, 5)
        q = Rational(rng.randint(1, 3), r)
        shape, upper, mode = x * exp(-r * x), oo, Rational(1, r)
        curve, domain = rf"c\,x\,e^{{-{r}x}}", r"x \ge 0"
    area = integrate(shape, (x, 0, upper))
    height = shape.subs(x, q) / area
    chance = integrate(shape, (x, 0, q)) / area
    mean = integrate(x * shape, (x, 0, upper)) / area
    require(len({mean, mode, mean * area, 1}) == 4 and len({chance, 1 - chance, height, chance * area}) == 4)
    return {
        "x": x,
        "polynomial": polynomial,
        "a": a,
        "r": r,
        "q": q,
        "shape": shape,
        "upper": upper,
        "mode": mode,
        "height": height,
        "moment": mean * area,
        "mass": expand(chance * area),
        "curve": curve,
        "domain": domain,
        "decimal": f"{float(chance):.4f}",
        "hint": hint(polynomial, r),
    }


def solve(x, shape, upper, q, **_):
    """Normalise, then integrate for the mean and the probability."""
    c = 1 / integrate(shape, (x, 0, upper))
    mean = integrate(c * x * shape, (x, 0, upper))
    return {"c": c, "mean": mean, "chance": expand(integrate(c * shape, (x, 0, q)))}


def hint(polynomial, r):
    if polynomial:
        return "Multiply the bracket out first: two powers of $x$ are integrated one by one."
    return (
        f"Integrate by parts and differentiate the factor $x$: $e^{{-{r}x}}$ has the antiderivative "
        rf"$-\tfrac{{1}}{{{r}}} e^{{-{r}x}}$."
    )

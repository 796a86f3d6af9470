def generate(rng):
    """Draw a function whose second derivative at 0 does not vanish; two numbers k decide how steep it is."""
    k = pick(rng, [-3, -2, 2, 3])
    x = Symbol("x", real=True)
    f = pick(rng, [log(1 + exp(k * x)), exp(k * x), log(1 + k * x), sqrt(1 + k * x), 1 / (1 - k * x)])
    first, second = diff(f, x), simplify(diff(f, x, 2))
    c0, c1, c2 = f.subs(x, 0), first.subs(x, 0), second.subs(x, 0) / 2
    return {
        "x": x,
        "k": k,
        "f": f,
        "first": first,
        "second": second,
        "c0": c0,
        "c1": c1,
        "c2": c2,
        "unevaluated": c0 + first * x + second * x**2 / 2,
    }


def solve(x, f, **_):
    return {"parabola": series(f, x, 0, 3).removeO()}

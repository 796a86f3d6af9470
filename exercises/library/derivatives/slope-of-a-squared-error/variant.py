def generate(rng):
    """Draw input, weight and residual, such that every slip gives another number."""
    x = pick(rng, [-4, -3, -2, 3, 4])
    w0 = rng.randint(-3, 3)
    r = pick(rng, [-5, -4, -3, -2, -1, 1, 2, 3, 4, 5])
    require(len({2 * x * r, 2 * r, x * r, r * r, -2 * x * r}) == 5)
    return {"x": x, "w0": w0, "r": r, "y": w0 * x - r}


def solve(x, w0, y, **_):
    w = Symbol("w")
    return {"slope": diff((w * x - y) ** 2, w).subs(w, w0)}

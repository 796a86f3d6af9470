def generate(rng):
    """Draw output, target and inputs; the factor of every weight is visible in its slope."""
    a = Rational(*pick(rng, [(1, 5), (1, 4), (1, 3), (2, 3), (3, 4), (4, 5)]))
    y = rng.randint(0, 1)
    x1, x2 = rng.sample([-4, -3, -2, -1, 2, 3, 4], 2)
    delta = (a - y) * a * (1 - a)
    # A misconception must not hit the right slope of another field or another misconception of its own.
    require(len({delta, a - y, a * (1 - a), -delta, 2 * delta}) == 5)
    for own, other in ((x1, x2), (x2, x1)):
        require(len({delta * own, delta, delta * other, (a - y) * own}) == 4)
    return {"a": a, "y": y, "x1": x1, "x2": x2, "uphill": "shrink" if delta * x1 < 0 else "grow"}


def solve(a, y, x1, x2, **_):
    delta = (a - y) * a * (1 - a)
    direction = "grow" if delta * x1 < 0 else "shrink"
    return {"dz": delta, "dw1": delta * x1, "dw2": delta * x2, "db": delta, "direction": direction}

def generate(rng):
    """Draw the wave; b is at least 2, or two answers would coincide."""
    name = pick(rng, [r"\cos", r"\sin"])
    k, b = rng.randint(1, 4), rng.randint(2, 4)
    height = "" if k == 1 else str(k)
    return {
        "name": name,
        "k": k,
        "b": b,
        "wave": rf"{height}{name}({b}x)",
        "half_kb": Rational(k * b, 2),
        "half_k": Rational(k, 2),
    }


def solve(k, b, name, **_):
    """f'' = 2a - k b^2 wave(bx) is smallest where the wave is 1."""
    x, a = symbols("x a", real=True)
    wave = cos if name == r"\cos" else sin
    bend = diff(a * x**2 + k * wave(b * x), x, 2)
    top = 0 if wave is cos else pi / (2 * b)
    (smallest,) = solveset(bend.subs(x, top), a)
    return {"a": smallest}

def generate(rng):
    n, L = pick(rng, (50, 100, 200, 400)), pick(rng, (4, 6, 10))
    numerator = pick(rng, (1, 4))
    rate = Rational(numerator, 2)
    power = f"(1/2)^{L}" if rate < 1 else f"2^{L}"
    return {
        "n": n, "L": L, "numerator": numerator, "given": Rational(numerator, n), "rate": rate,
        "factor_as_power": power, "s2_decimal": f"{2 / n:g}",
    }  # fmt: skip


def solve(n, L, rate):
    """In (a) and (b) n is a symbol, in (c) and (d) the number that was drawn."""
    inputs, s, q = symbols("n s q", positive=True)
    variance = inputs * s**2 * q
    require(all_different(rate**L, rate * L, (2 * rate) ** L, rate ** (-L)))
    return {"variance": variance, "after": variance / 2, "s2": Rational(2, n), "factor": rate**L}

def generate(rng):
    """Four different integers with a whole mean, and another mean."""
    u = integers(rng, 4, -5, 5, distinct=True)
    require(sum(u) % 4 == 0)
    mu = sum(u) // 4
    M = pick(rng, [k for k in range(-4, 7) if k not in (0, mu, -mu)])
    centred = [x - mu for x in u]
    v = [M + x for x in centred]
    permuted = v[1:] + v[:1]
    scaled = [2 * x for x in u]
    require(M != 2 * mu and sorted(centred) != sorted(-x for x in centred))
    require(all_different(permuted, [M - x for x in centred], v))
    return {
        "u": u, "mu": mu, "M": M, "centred": centred, "shift": M - mu,
        "stretched": [M + 3 * x for x in centred], "halved": [M + Rational(x, 2) for x in centred],
        "reversed": [M - x for x in centred], "permuted": permuted, "scaled": scaled,
    }  # fmt: skip


def solve(M, centred):
    return {"v": [M + x for x in centred]}

def generate(rng):
    sign = pick(rng, [1, -1])
    v, w = column([3, 4 * sign]), column([-4 * sign, 3])
    k = pick(rng, [1, 2, 3])
    # The eigenvalues differ by 25 k, so A = lam I - k w w^T is whole.
    lam = pick(rng, range(-3, 10))
    return {"A": lam * eye(2) - k * w * w.T, "lam": lam, "sign": "-" if sign < 0 else "", "whole": v}


def solve(whole):
    return {"v": whole / 5}

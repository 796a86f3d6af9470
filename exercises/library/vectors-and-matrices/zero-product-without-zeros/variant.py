def generate(rng):
    """Rank one, A = u v^T: A sends w to zero, and the rows that it sends to zero point elsewhere."""
    u, v = column(integers(rng, 2, -4, 4, nonzero=True)), column(integers(rng, 2, -4, 4, nonzero=True))
    require(igcd(*u) == 1 and igcd(*v) == 1)
    require(u[0] * v[1] != u[1] * v[0] and u.dot(v) != 0)
    A, w, z = u * v.T, column([-v[1], v[0]]), column([-u[1], u[0]])
    return {
        "A": A, "u": u, "v": v, "w": w,
        "adjugate": A.adjugate(), "mirrored": v * z.T, "across": z * u.T,
    }  # fmt: skip


def solve(A, u, w):
    B = w * u.T
    require(A * B == zeros(2, 2) and B * A != zeros(2, 2))
    return {"B": B}

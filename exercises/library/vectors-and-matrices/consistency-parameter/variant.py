def generate(rng):
    """Make row 3 a mixture of rows 1 and 2, then hide its last entry and its right-hand side."""
    r1, r2 = integers(rng, 3, -3, 3), integers(rng, 3, -3, 3)
    minor = r1[0] * r2[1] - r1[1] * r2[0]
    p, q = pick(rng, [-2, -1, 1, 2]), pick(rng, [-2, -1, 1, 2])
    b1, b2 = integers(rng, 2, -5, 5)
    r3 = [p * a + q * b for a, b in zip(r1, r2)]
    k0, t0 = r3[2], p * b1 + q * b2
    require(minor != 0 and 0 < abs(k0) <= 9 and 0 < abs(t0) <= 15 and k0 != t0)
    open_entry = Symbol("k")
    shown = Matrix([r1, r2, [r3[0], r3[1], open_entry]])
    return {
        "r1": r1,
        "r2": r2,
        "b1": b1,
        "b2": b2,
        "p": p,
        "q": q,
        "shown": shown,
        "right": column([b1, b2, Symbol("t")]),
        "head": [Matrix([r3[:2]]), Matrix([r1[:2]]), Matrix([r2[:2]])],
        "determinant": determinant(minor, k0),
    }


def solve(shown, right, **_):
    """Find k from the determinant, then t from the rank of the augmented matrix."""
    (k0,) = roots(shown.det(), Symbol("k"))
    A = shown.subs(Symbol("k"), k0)
    relation = A.T.nullspace()[0]
    # The mixture of rows that gives zero must give zero on the right-hand side too.
    t0 = -(relation[0] * right[0] + relation[1] * right[1]) / relation[2]
    return {"k": k0, "t": t0, "free": 3 - A.rank()}


def determinant(minor, k0):
    factor = {1: "", -1: "-"}.get(minor, str(minor))
    bracket = f"k {'-' if k0 > 0 else '+'} {abs(k0)}"
    return bracket if factor == "" else rf"{factor}({bracket})"

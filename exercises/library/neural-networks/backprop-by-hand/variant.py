def relu(v):
    return v.applyfunc(lambda entry: Max(0, entry))


def generate(rng):
    """One hidden unit is clearly open, the other clearly closed, and the error is not zero."""
    W1 = integer_matrix(rng, 2, 2, -3, 3)
    b1, w2 = integer_matrix(rng, 2, 1, -3, 3), integer_matrix(rng, 2, 1, -3, 3, nonzero=True)
    x = integer_matrix(rng, 2, 1, -3, 3, nonzero=True)
    b2, t = integers(rng, 1, -3, 3, nonzero=True)[0], rng.randint(-3, 3)
    z = W1 * x + b1
    require(z[0] * z[1] < 0)
    h = relu(z)
    e = w2.dot(h) + b2 - t
    require(1 <= abs(e) <= 6)
    h_transposed = relu(W1.T * x + b1)
    require(all_different(h, z, h_transposed))
    require(all_different(e, -e, e - b2))
    return {
        "W1": W1, "b1": b1, "w2": w2, "b2": b2, "x": x, "t": t, "z": z, "h_transposed": h_transposed,
        "opened": 1 if z[0] > 0 else 2, "gate": z.applyfunc(lambda entry: 1 if entry > 0 else 0),
    }  # fmt: skip


def solve(w2, b2, x, t, z, gate):
    h = relu(z)
    e = w2.dot(h) + b2 - t
    delta = (e * w2).multiply_elementwise(gate)
    return {"h": h, "e": e, "grad_w2": e * h, "delta": delta, "grad_W1": delta * x.T}

def generate(rng):
    """Draw small numbers; u of size 1 or 2 keeps exp(-u^2) readable."""
    w, x, b = (rng.randint(-2, 2) for _ in range(3))
    u = w * x + b
    require(x != 0 and w != 0 and abs(u) in (1, 2))
    q = np.exp(-u * u)
    dq = 1 / (1 + q)
    dv = -q * dq
    values = {"q": q, "dq": dq, "dv": dv, "du": 2 * u * dv, "dw": 2 * u * dv * x, "jump": dq * x}
    return {"w": w, "x": x, "b": b, "u": u, "values": {name: f"{value:.4f}" for name, value in values.items()}}


def solve(**_):
    return {"steps": ["u", "v", "q", "dq", "dv", "du", "dw"]}

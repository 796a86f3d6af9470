def generate(rng):
    """Draw an image size and one entry of it, such that every wrong count gives another position."""
    H, W = rng.sample(range(4, 13), 2)
    C = 3
    r, c, k = rng.randint(1, H - 1), rng.randint(1, W - 1), rng.randint(0, C - 1)
    require(r != c)
    right = (r * W + c) * C + k
    wrong = [(r * H + c) * C + k, (c * H + r) * C + k, k * H * W + r * W + c, right + 1, r * W + c + k]
    require(len({right, *wrong}) == 1 + len(wrong))
    m = rng.randint(5, 20)
    return {"H": H, "W": W, "C": C, "r": r, "c": c, "k": k, "m": m}


def solve(H, W, C, r, c, k, m):
    """Let NumPy say where the entry lands."""
    entries = H * W * C
    place = int(np.ravel_multi_index((r, c, k), (H, W, C)))
    return {"place": place, "entries": entries, "learned": m * entries + m}

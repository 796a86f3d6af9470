SAYS = {
    "channels-forgotten": (
        "This counts one input for each pixel. A flattened colour image has three entries a pixel, and each of them "
        "has a weight to every unit of the first layer."
    ),
    "running-statistics-counted": (
        "This counts four numbers for each normalised unit. The running mean and variance are measured, not trained by "
        "gradients; scale and shift are the two trainable ones."
    ),
    "biases-omitted": (
        "These are the weights alone. Each unit behind the input has one bias too: $n$ for a layer of $n$ units."
    ),
    "biases-of-inputs": (
        "This has a bias for every input of a layer. A bias is added to what a unit receives, so a layer from $m$ to "
        "$n$ units has $n$ of them."
    ),
}


def total(pairs, *, bias, extra=0):
    return sum(m * n + (n if bias else 0) for m, n in pairs) + extra


def generate(rng):
    side, channels = pick(rng, (8, 16, 28)), pick(rng, (1, 3))
    h1, h2 = rng.sample((16, 32, 64, 100), 2)
    classes = pick(rng, (2, 5, 10))
    bias, norm = pick(rng, (True, False)), pick(rng, (True, False))
    require(bias + norm + (channels == 3) >= 2)
    inputs = side * side * channels
    pairs, extra = [(inputs, h1), (h1, h2), (h2, classes)], 2 * h1 if norm else 0
    right = total(pairs, bias=bias, extra=extra)
    wrong = {}
    if channels == 3:
        wrong["channels-forgotten"] = total([(side * side, h1), *pairs[1:]], bias=bias, extra=extra)
    if norm:
        wrong["running-statistics-counted"] = right + 2 * h1
    if bias:
        wrong["biases-omitted"] = total(pairs, bias=False, extra=extra)
        wrong["biases-of-inputs"] = wrong["biases-omitted"] + sum(m for m, _ in pairs)
    require(all_different(right, *wrong.values()))
    terms = [f"{m}*{n}" + (f" + {n}" if bias else "") for m, n in pairs] + ([f"2*{h1}"] if norm else [])
    return {
        "side": side, "channels": channels, "h1": h1, "h2": h2, "classes": classes, "bias": bias, "norm": norm,
        "inputs": inputs,
        "slips": [{"name": name, "answer": answer, "says": SAYS[name]} for name, answer in wrong.items()],
        "sum_as_typed": " + ".join(terms),
        "share": round(100 * (inputs * h1 + (h1 if bias else 0)) / right),
    }  # fmt: skip


def solve(inputs, h1, h2, classes, bias, norm, slips):
    pairs = [(inputs, h1), (h1, h2), (h2, classes)]
    count = total(pairs, bias=bias, extra=2 * h1 if norm else 0)
    return {"count": {"reference": count, "misconceptions": slips}}

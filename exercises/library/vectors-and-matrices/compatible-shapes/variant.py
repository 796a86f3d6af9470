NAMES = {"X": ("X", "n", "d"), "W": ("W", "d", "m"), "Xt": (r"X^\top", "d", "n"), "Wt": (r"W^\top", "m", "d")}
DEFINED = ["X W", "Xt X", "X Xt", "Wt Xt", "X W Wt", "Xt X W"]
USUAL_SLIPS = ["W X", "Xt W", "X + W"]
UNDEFINED = [*USUAL_SLIPS, "W Wt X", "X Wt", "X + Xt"]
SLIPS = {
    "W X": "weights-on-the-left",
    "Xt W": "inner-sizes-differ",
    "X + W": "sum-of-different-shapes",
    "W Wt X": "inner-sizes-differ",
    "X Wt": "inner-sizes-differ",
    "X + Xt": "sum-of-different-shapes",
}


def generate(rng):
    """Draw pairwise different sizes, and five expressions of which two or three are defined."""
    n, d, m = rng.sample(range(2, 10), 3)
    count = rng.choice([2, 3])
    right = rng.sample(DEFINED, count)
    usual = rng.choice(USUAL_SLIPS)
    wrong = [usual, *rng.sample([one for one in UNDEFINED if one != usual], 4 - count)]
    shown = shuffled(rng, right + wrong)
    sizes = {"n": n, "d": d, "m": m}
    return {
        **sizes,
        "shown": shown,
        "right": [key(one) for one in right],
        "right_reversed": [key(one) for one in reversed(right)],
        "wrong": [key(one) for one in wrong],
        "wrong_name": SLIPS[usual],
        "table": [line(one, sizes) for one in shown],
    }


def solve(n, d, m, shown, **_):
    """Walk through the shapes of every expression shown."""
    sizes = {"n": n, "d": d, "m": m}
    options = [option(one, sizes) for one in shown]
    return {"defined": {"options": options, "reference": [key(one) for one in shown if is_defined(one, sizes)]}}


def key(expression):
    return expression.replace(" + ", "-plus-").replace(" ", "-")


def tex(expression):
    return " ".join(NAMES[name][0] if name in NAMES else name for name in expression.split())


def shapes(expression, sizes):
    return [(sizes[NAMES[name][1]], sizes[NAMES[name][2]]) for name in expression.replace(" +", "").split()]


def is_defined(expression, sizes):
    found = shapes(expression, sizes)
    if "+" in expression:
        return found[0] == found[1]
    return all(left[1] == right[0] for left, right in zip(found, found[1:]))


def written(expression, sizes):
    """The shapes of the factors or summands, such as (4 x 3)(3 x 2)."""
    sign = " + " if "+" in expression else r"\,"
    return sign.join(rf"({rows} \times {columns})" for rows, columns in shapes(expression, sizes))


def line(expression, sizes):
    found = shapes(expression, sizes)
    if is_defined(expression, sizes):
        verdict = rf"defined, ${found[0][0]} \times {found[-1][1]}$"
    elif "+" in expression:
        verdict = "not defined: the shapes differ"
    else:
        left, right = next(pair for pair in zip(found, found[1:]) if pair[0][1] != pair[1][0])
        verdict = rf"not defined: ${left[1]} \neq {right[0]}$"
    return {"tex": tex(expression), "shapes": written(expression, sizes), "verdict": verdict}


def option(expression, sizes):
    n, d, m = sizes["n"], sizes["d"], sizes["m"]
    says = {
        "W X": (
            f"In $WX$ the inner sizes are ${m}$ and ${n}$. With one example per row the weights stand on the "
            "right: $XW$."
        ),
        "Xt W": (
            rf"$X^\top$ has ${n}$ columns, but $W$ has ${d}$ rows. Transposing swaps both sizes of $X$, so the "
            "inner pair changes too."
        ),
        "X + W": (
            rf"$X$ is ${n} \times {d}$ and $W$ is ${d} \times {m}$. A sum needs two matrices of exactly the "
            "same shape."
        ),
        "W Wt X": rf"$WW^\top$ is ${d} \times {d}$, but $X$ has ${n}$ rows. On the other side of $X$ it would fit.",
        "X Wt": (
            rf"In $XW^\top$ the inner sizes are ${d}$ and ${m}$. $W$ fits behind $X$ as it is, without a "
            "transpose."
        ),
        "X + Xt": (
            rf"$X$ is ${n} \times {d}$, its transpose is ${d} \times {n}$. Only a square matrix can be added "
            "to its transpose."
        ),
    }
    missing = {
        "X W": (
            rf"$XW$ exists: $({n} \times {d})({d} \times {m})$ gives ${n} \times {m}$, one row of outputs for "
            "each example."
        ),
        "Xt X": (
            rf"$X^\top X$ exists: a matrix always fits its own transpose. $({d} \times {n})({n} \times {d})$ "
            rf"gives the ${d} \times {d}$ table of dot products between features."
        ),
        "X Xt": (
            rf"$XX^\top$ exists: a matrix always fits its own transpose. $({n} \times {d})({d} \times {n})$ "
            rf"gives the ${n} \times {n}$ table of dot products between examples."
        ),
        "Wt Xt": rf"$W^\top X^\top$ exists: $({m} \times {d})({d} \times {n})$. It is the transpose of $XW$.",
        "X W Wt": rf"$XWW^\top$ exists: $XW$ is ${n} \times {m}$ and meets $W^\top$ of shape ${m} \times {d}$.",
        "Xt X W": rf"$X^\top XW$ exists: $X^\top X$ is ${d} \times {d}$ and meets $W$ of shape ${d} \times {m}$.",
    }
    entry = {"key": key(expression), "text": f"${tex(expression)}$"}
    if expression in missing:
        return {**entry, "says_missing": missing[expression]}
    return {**entry, "says": says[expression], "name": SLIPS[expression]}

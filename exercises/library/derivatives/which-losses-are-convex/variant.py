LINE, HALF = "all real $x$", "$x > 0$"
CONVEX = ["softplus", "absolute", "hinge", "minus-log", "entropy", "square", "decay"]
OTHER = ["sigmoid", "tanh", "root", "log", "cube", "bell", "squared-sigmoid", "sine"]
WAVY = (
    "bends-up-and-down",
    "${tex}$ bends up in one part and down in another. Convex means never bending down anywhere on the domain.",
)
CONCAVE = (
    "concave-for-convex",
    "${tex}$ bends down everywhere (its second derivative is negative): concave. Its negative is convex.",
)
SLIPS = {
    "sigmoid": WAVY,
    "tanh": WAVY,
    "sine": WAVY,
    "root": CONCAVE,
    "log": CONCAVE,
    "cube": (
        "half-line-for-line",
        "The second derivative $6x$ of ${tex}$ is negative for $x < 0$: convex only on the right half.",
    ),
    "bell": (
        "top-overlooked",
        "${tex}$ bends up in its tails only. Around $x = 0$ it bends down: its second derivative there is $-2$.",
    ),
    "squared-sigmoid": (
        "square-makes-convex",
        "The square outside does not make ${tex}$ convex: far to the left the curve flattens and bends down.",
    ),
}


def generate(rng):
    """Draw five functions, of which two or three are convex."""
    k = pick(rng, [2, 3, 4])
    c = pick(rng, [1, 3, 5, 7])
    count = rng.choice([2, 3])
    right, wrong = rng.sample(CONVEX, count), rng.sample(OTHER, 5 - count)
    shown = shuffled(rng, right + wrong)
    facts = functions(k, c)
    return {
        "k": k,
        "c": c,
        "shown": shown,
        "right": right,
        "right_reversed": right[::-1],
        "wrong": wrong,
        "wrong_name": SLIPS[wrong[0]][0],
        "table": [
            {"tex": facts[name][0], "domain": facts[name][1], "convex": name in CONVEX, "why": facts[name][2]}
            for name in shown
        ],
    }


def solve(k, c, shown, **_):
    """Decide by the sign of the second derivative on a grid; the two with kinks are convex by the chord test."""
    facts = functions(k, c)
    return {
        "convex": {
            "options": [option(name, facts[name]) for name in shown],
            "reference": [name for name in shown if bends_up(name, k, c)],
        }
    }


def option(name, fact):
    tex, domain, why = fact
    entry = {"key": name, "text": f"${tex}$, {domain}"}
    if name in CONVEX:
        return {**entry, "says_missing": f"${tex}$ is convex. {why}"}
    return {**entry, "name": SLIPS[name][0], "says": SLIPS[name][1].replace("{tex}", tex)}


def functions(k, c):
    """Name -> LaTeX, domain, reason."""
    return {
        "softplus": (r"\log(1 + e^x)", LINE, "Its second derivative $s(x)(1 - s(x))$ is positive everywhere."),
        "absolute": ("|x|", LINE, "A kink is allowed: no chord lies below the curve."),
        "hinge": (r"\max(0, 1 - x)", LINE, "A kink is allowed: no chord lies below the curve."),
        "minus-log": (r"-\log x", HALF, "Its second derivative $1/x^2$ is positive."),
        "entropy": (r"x \log x", HALF, "Its second derivative $1/x$ is positive for $x > 0$."),
        "square": (f"({k}x - {c})^2", LINE, f"Its second derivative is ${2 * k * k}$, positive everywhere."),
        "decay": ("e^{-x}", LINE, "Its second derivative is $e^{-x}$ again, positive everywhere."),
        "sigmoid": ("s(x)", LINE, "It bends up for $x < 0$ and down for $x > 0$."),
        "tanh": (r"\tanh x", LINE, "It bends up for $x < 0$ and down for $x > 0$."),
        "root": (r"\sqrt{x}", HALF, r"Its second derivative $-\tfrac14 x^{-3/2}$ is negative: concave."),
        "log": (r"\log x", HALF, "Its second derivative $-1/x^2$ is negative: concave."),
        "cube": ("x^3", LINE, "Its second derivative $6x$ is negative for $x < 0$."),
        "bell": ("e^{-x^2}", LINE, "Its second derivative $(4x^2 - 2)\\,e^{-x^2}$ is negative near $0$."),
        "squared-sigmoid": (
            r"\bigl(s(x) - 1\bigr)^2",
            LINE,
            "It falls from $1$ to $0$ and flattens at both ends: far to the left it bends down.",
        ),
        "sine": (r"\sin x", LINE, "Its second derivative $-\\sin x$ changes sign again and again."),
    }


def bends_up(name, k, c):
    x = Symbol("x", real=True)
    s = 1 / (1 + exp(-x))
    curves = {
        "softplus": log(1 + exp(x)),
        "minus-log": -log(x),
        "entropy": x * log(x),
        "square": (k * x - c) ** 2,
        "decay": exp(-x),
        "sigmoid": s,
        "tanh": tanh(x),
        "root": sqrt(x),
        "log": log(x),
        "cube": x**3,
        "bell": exp(-(x**2)),
        "squared-sigmoid": (s - 1) ** 2,
        "sine": sin(x),
    }
    if name in ("absolute", "hinge"):
        return True
    bend = lambdify(x, diff(curves[name], x, 2), "math")
    positive_only = name in ("minus-log", "entropy", "root", "log")
    return all(bend(point / 4) >= 0 for point in range(1 if positive_only else -32, 33))

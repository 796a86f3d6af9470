XOR = {
    "reference": [[1, 1, 0], [1, 1, -1], [1, -2, 0]],
    "target": r"y = x_1 \oplus x_2 \quad\text{(1 if exactly one input is 1, else 0)}",
    "formula": r"\operatorname{relu}(x_1 + x_2) - 2 \operatorname{relu}(x_1 + x_2 - 1)",
    "why": "Let the first unit add the inputs. That is right except at $(1, 1)$, where it gives $2$ instead of $0$. The second unit "
    "is on at $(1, 1)$ only, and takes the surplus away.",
    "first_hint": "The sum $x_1 + x_2$ is right at three of the four points. Let the first unit compute it.",
    "second_hint": "Which bias makes $\\operatorname{relu}(x_1 + x_2 + c_0)$ positive at $(1, 1)$ only? Then choose its output weight.",
}
XNOR = {
    "reference": [[1, 1, 0], [1, 1, -1], [-1, 2, 1]],
    "target": r"y = 1 - (x_1 \oplus x_2) \quad\text{(1 if both inputs are equal, else 0)}",
    "formula": r"-\operatorname{relu}(x_1 + x_2) + 2 \operatorname{relu}(x_1 + x_2 - 1) + 1",
    "why": "Begin with the bias $1$ and let the first unit take the sum of the inputs away. That is right except at $(1, 1)$, where it "
    "gives $-1$ instead of $1$. The second unit is on at $(1, 1)$ only, and adds what is missing.",
    "first_hint": "At $(0, 0)$ the target is $1$. Take $1 - (x_1 + x_2)$: it is right at three of the four points.",
    "second_hint": "Which bias makes $\\operatorname{relu}(x_1 + x_2 + c_0)$ positive at $(1, 1)$ only? Then choose its output weight.",
}
DISTANCE = {
    "reference": [[1, -1, 0], [-1, 1, 0], [1, 1, 0]],
    "target": r"y = |x_1 - x_2|",
    "formula": r"\operatorname{relu}(x_1 - x_2) + \operatorname{relu}(x_2 - x_1)",
    "why": r"For every number $|z| = \operatorname{relu}(z) + \operatorname{relu}(-z)$: one of the two is $|z|$, the other $0$. Take "
    "$z = x_1 - x_2$.",
    "first_hint": "Where $x_1 > x_2$ the target is $x_1 - x_2$, elsewhere it is $x_2 - x_1$. Each unit can take one case.",
    "second_hint": r"$\operatorname{relu}(x_1 - x_2)$ is silent where $x_1 \le x_2$. Add the other case.",
}
LARGER = {
    "reference": [[1, -1, 0], [0, 1, 0], [1, 1, 0]],
    "target": r"y = \max(x_1, x_2)",
    "formula": r"\operatorname{relu}(x_1 - x_2) + \operatorname{relu}(x_2)",
    "why": r"$\max(x_1, x_2) = x_2 + \max(x_1 - x_2, 0)$: begin with $x_2$ and add the lead of $x_1$ where it has one. As "
    r"$x_2 \ge 0$, $\operatorname{relu}(x_2) = x_2$ passes the input on.",
    "first_hint": "The maximum is $x_2$, and more where $x_1$ is larger. By how much?",
    "second_hint": r"Inputs are not negative here, so $\operatorname{relu}(x_2) = x_2$: one unit can pass an input on.",
}
SMALLER = {
    "reference": [[1, 0, 0], [1, -1, 0], [1, -1, 0]],
    "target": r"y = \min(x_1, x_2)",
    "formula": r"\operatorname{relu}(x_1) - \operatorname{relu}(x_1 - x_2)",
    "why": r"$\min(x_1, x_2) = x_1 - \max(x_1 - x_2, 0)$: begin with $x_1$ and take away what it has more than $x_2$. As "
    r"$x_1 \ge 0$, $\operatorname{relu}(x_1) = x_1$ passes the input on.",
    "first_hint": "The minimum is $x_1$, and less where $x_1$ is larger. By how much?",
    "second_hint": r"Inputs are not negative here, so $\operatorname{relu}(x_1) = x_1$: one unit can pass an input on.",
}
FUNCTIONS = {
    "xor": (XOR, lambda p, q: p ^ q), "xnor": (XNOR, lambda p, q: 1 - (p ^ q)),
    "distance": (DISTANCE, lambda p, q: abs(p - q)), "larger": (LARGER, max), "smaller": (SMALLER, min),
}  # fmt: skip


def generate(rng):
    """Draw a target, and a factor with which a right network is rescaled."""
    name, factor = pick(rng, sorted(FUNCTIONS)), pick(rng, (2, 3, 4, 5))
    words, wanted = FUNCTIONS[name]
    last = 1 if name in ("xor", "xnor") else 3
    points = [(p, q) for p in range(last + 1) for q in range(last + 1)]
    g, h, w = words["reference"]
    logical = last == 1
    biased = [g, h, [w[0], w[1], w[2] + 2]]
    almost = [g, h, [w[0], w[1] // 2, w[2]]] if logical else biased
    return {
        **{key: text for key, text in words.items() if key != "reference"},
        "name": name,
        "last": last,
        "grid": r"\{0, 1\}" if logical else r"\{0, 1, 2, 3\}",
        "origin": wanted(0, 0),
        "relations": [f"out({p}, {q}) = {wanted(p, q)}" for p, q in points],
        "three": " + ".join(f"hit({p}, {q}, {wanted(p, q)})" for p, q in points) + " = 3" if logical else "0 = 1",
        "plane": [[1, 1, 0], [1, 1, 1], [1, -1, factor]],
        "biased": biased,
        "almost": almost,
        "almost_shows": "three-of-four" if logical else "output-bias",
        "rescaled": [[factor * x for x in g], h, [Rational(w[0], factor), w[1], w[2]]],
        "swapped": [h, g, [w[1], w[0], w[2]]],
        "rows": [[p, q, unit(g, p, q), unit(h, p, q), wanted(p, q)] for p, q in points],
    }


def solve(name):
    return {"net": FUNCTIONS[name][0]["reference"]}


def unit(weights, p, q):
    return max(0, weights[0] * p + weights[1] * q + weights[2])

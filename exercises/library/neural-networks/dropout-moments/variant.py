X = symbols("x1 x2", real=True)
P = Symbol("p")
W = symbols("w1 w2", real=True)
SAYS = {
    "inverted-or-plain": {
        False: (
            "That is the variance without the division. Dividing $y$ by the keep probability $1 - p$ divides "
            "its variance "
            "by $(1 - p)^2$, and $\\frac{p}{1 - p}$ remains."
        ),
        True: "That belongs to inverted dropout. Here nothing is divided by $1 - p$, so the factor is $p(1 - p)$.",
    },
    "one-common-mask": (
        "Squaring the whole sum would mean one common mask for both inputs. The masks are independent, so the "
        "variances "
        "of the two terms add."
    ),
    "drop-and-keep-swapped": (
        "Let $p$ go to $0$: nothing is dropped, so the variance must vanish. Here drop and keep have changed places."
    ),
    "mean-not-subtracted": (
        "$1 - p$ is $\\mathbb{E}[m^2]$. For the variance of a mask its squared mean has to be subtracted: "
        "$(1 - p) - (1 - p)^2$."
    ),
    "variance-for-second-moment": "That is the variance. The second moment is larger by the square of the mean.",
}


def moment(w, p, *, plain, second):
    """E[y^2] or Var(y) by summing over the four masks."""
    scale = 1 if plain else 1 / (1 - p)
    outcomes = [
        ((p if a == 0 else 1 - p) * (p if c == 0 else 1 - p), scale * (w[0] * X[0] * a + w[1] * X[1] * c))
        for a in (0, 1)
        for c in (0, 1)
    ]
    mean = sum(chance * y for chance, y in outcomes)
    square = sum(chance * y**2 for chance, y in outcomes)
    return square if second else square - mean**2


def slips_of(w, p, *, plain, second):
    apart = w[0] ** 2 * X[0] ** 2 + w[1] ** 2 * X[1] ** 2
    together = (w[0] * X[0] + w[1] * X[1]) ** 2
    factor, other = (p * (1 - p), p / (1 - p)) if plain else (p / (1 - p), p * (1 - p))
    added = together if second else 0
    answers = {
        "inverted-or-plain": other * apart + added,
        "one-common-mask": factor * together + added,
    }
    if plain:
        answers["mean-not-subtracted"] = (1 - p) * apart
    else:
        answers["drop-and-keep-swapped"] = (1 - p) / p * apart + added
    if second:
        answers["variance-for-second-moment"] = factor * apart
    return answers


def written(value, w):
    """The coefficient of a term, so that a 1 is not shown."""
    sign = "" if value == 1 else "-" if value == -1 else latex(value)
    return f"{sign}{w}"


def generate(rng):
    plain, second = pick(rng, ((False, False), (False, True), (True, False)))
    numbers = pick(rng, (True, False))
    w, p = list(W), P
    if numbers:
        w, p = integers(rng, 2, -4, 4, nonzero=True), pick(rng, (Rational(1, 5), Rational(1, 4), Rational(1, 3)))
        require(abs(w[0]) != abs(w[1]))
    right = moment(w, p, plain=plain, second=second)
    answers = slips_of(w, p, plain=plain, second=second)
    require(all_different(expand(right), *map(expand, answers.values())))
    slips = [
        {"name": name, "answer": answer, "says": SAYS[name][plain] if name == "inverted-or-plain" else SAYS[name]}
        for name, answer in answers.items()
    ]
    apart = w[0] ** 2 * X[0] ** 2 + w[1] ** 2 * X[1] ** 2
    second_term = abs(w[1]) if numbers else w[1]
    return {
        "plain": plain, "second": second, "numbers": numbers, "w": w, "p": p, "slips": slips,
        "terms": (
            [written(w[0], "x_1"), written(second_term, "x_2")] if numbers else [r"w_1 x_1", r"w_2 x_2"]
        ),
        "joiner": "-" if numbers and w[1] < 0 else "+",
        "variance": (p * (1 - p) if plain else p / (1 - p)) * apart,
        "mean": w[0] * X[0] + w[1] * X[1],
        "asked": r"$\mathbb{E}[y^2]$" if second else r"$\operatorname{Var}(y)$",
        "over_masks": text(right),
        "as_latex": latex(expand(right)).replace("x_{1}", "x_1").replace("x_{2}", "x_2"),
    }  # fmt: skip


def solve(w, p, plain, second, numbers, variance, mean, slips):
    names = {"x1": "real", "x2": "real"}
    if not numbers:
        names |= {"w1": "real", "w2": "real", "p": "probability"}
    reference = variance + mean**2 if second else variance
    require(simplify(reference - moment(w, p, plain=plain, second=second)) == 0)
    return {"moment": {"reference": reference, "symbols": names, "misconceptions": slips, "slips": ["lost-square"]}}

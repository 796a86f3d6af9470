def generate(rng):
    """Draw labels -1/+1 or 0/1 and the letters of weight and input."""
    margin = rng.random() < 0.5
    w, x = rng.choice(["w", "v", "a"]), rng.choice(["x", "u", "h"])
    z = f"{w}*{x}"
    if margin:
        forms = [f"-y*{x}*sigmoid(-y*{z})", f"-{x}*y*exp(-y*{z})/(1 + exp(-y*{z}))", f"y*{x}*(sigmoid(y*{z}) - 1)"]
        wrong = [f"1/(1 + exp(-y*{z}))", f"-y/(1 + exp(y*{z}))", f"y*{x}/(1 + exp(y*{z}))"]
        names = ["outer-derivative-only", "innermost-slope-lost", "wrong-sign"]
    else:
        forms = [f"(sigmoid({z}) - y)*{x}", f"{x}*exp({z})/(exp({z}) + 1) - {x}*y", f"-{x}*(y - 1/(1 + exp(-{z})))"]
        wrong = [
            f"sigmoid({z}) - y",
            f"(y - sigmoid({z}))*{x}",
            f"(sigmoid({z}) - y)*{x}*sigmoid({z})*(1 - sigmoid({z}))",
        ]
        names = ["innermost-slope-lost", "wrong-sign", "squared-error-slope"]
    return {"margin": margin, "w": w, "x": x, "forms": forms, "wrong": wrong, "names": names, **prose(margin, w, x)}


def solve(margin, w, x, wrong, names, **_):
    """The loss is differentiated by the engine; the labels stand in the domain of y."""
    z = f"{w}*{x}"
    loss = f"log(1 + exp(-y*{z}))" if margin else f"-y*log(sigmoid({z})) - (1 - y)*log(1 - sigmoid({z}))"
    says = {
        "outer-derivative-only": "Only the outer derivative of the logarithm. Multiply by the slope of its argument.",
        "innermost-slope-lost": f"One factor short: the innermost slope, of ${w}{x}$ with respect to ${w}$, is ${x}$.",
        "wrong-sign": (
            f"The sign is flipped: when ${w}{x}$ moves towards the right label, the loss must fall. Test it "
            f"with $y = 1$, ${x} = 1$."
        ),
        "squared-error-slope": "That belongs to squared error. For the log-loss the factor $s(1 - s)$ cancels.",
    }
    return {
        "slope": {
            "gradient_of": loss,
            "variable": w,
            "symbols": {w: "real", x: "real", "y": {"is": "integer", "values": [-1, 1] if margin else [0, 1]}},
            "slips": ["sign"],
            "misconceptions": [
                {"name": name, "answer": answer, "says": says[name]} for name, answer in zip(names, wrong)
            ],
        }
    }


def prose(margin, w, x):
    if margin:
        return {
            "labels": r"$y = +1$ or $y = -1$",
            "loss": rf"L = \log\bigl(1 + e^{{-y{w}{x}}}\bigr).",
            "sigmoid": "",
            "hint": rf"Work from the outside in: first the logarithm, then $1 + e^{{-y{w}{x}}}$, then the exponent.",
        }
    return {
        "labels": "$y = 0$ or $y = 1$",
        "loss": rf"L = -y \log s({w}{x}) - (1 - y) \log\bigl(1 - s({w}{x})\bigr), ",
        "sigmoid": r"\qquad s(z) = \frac{1}{1 + e^{-z}}.",
        "hint": (
            "The sigmoid knows its own slope: $s'(z) = s(z)(1 - s(z))$. Put it into both terms of $L$ and "
            f"cancel, with $z = {w}{x}$."
        ),
    }

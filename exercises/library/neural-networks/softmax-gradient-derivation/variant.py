SUM = "exp(z1) + exp(z2) + exp(z3)"


def generate(rng):
    """Draw the right class t and the logit z_k, every other time that of the right class."""
    t = rng.randint(1, 3)
    same = rng.random() < 0.5
    k = t if same else rng.choice([j for j in (1, 2, 3) if j != t])
    one, end = (" - 1", f"p{k} - 1") if same else ("", f"p{k}")
    goal = f"diff(L, z{k}) = {end}"
    forms = [
        f"L = log(S) - z{t}\ndL/dz{k} = exp(z{k})/S{one}\n= {end}",
        f"L = -log(exp(z{t})) + log({SUM})\nL = ln({SUM}) - z{t}\ndiff(L, z{k}) = exp(z{k})/({SUM}){one}\n{goal}",
        rf"L=\ln\left(S\right)-z_{{{t}}}" + "\n"
        rf"\frac{{\partial L}}{{\partial z_{{{k}}}}}=\frac{{e^{{z_{{{k}}}}}}}{{S}}{one}" + "\n"
        rf"\frac{{\partial L}}{{\partial z_{{{k}}}}}=p_{{{k}}}{one}",
    ]
    last = f"dL/dz{k} = 1 - p{k}" if same else f"dL/dz{k} = p{k} - 1"
    wrong = [f"L = z1 + z2 + z3 - z{t}", f"dL/dz{k} = p{k}*(1 - p{k})", last]
    return {
        "t": t,
        "k": k,
        "same": same,
        "goal": goal,
        "forms": forms,
        "wrong": wrong,
        "one": one,
        "last": "sign" if same else "one-too-many",
        "end_latex": f"p_{k}{one}",
        "why": "the logit of the right class" if same else "the logit of another class",
    }


def solve(t, k, same, goal, wrong, one, last, **_):
    """The loss is log S - z_t; only S and, for k = t, the second term depend on z_k."""
    says = {
        "sign": "Sign: raising the logit of the right class must lower the loss, so the derivative is negative.",
        "one-too-many": f"$z_{k}$ stands in $S$ only: the 1 belongs to the derivative by $z_{t}$.",
    }
    return {
        "lines": {
            "start": f"L = -log(p{t})",
            "goal": goal,
            "symbols": {**{name: "real" for name in ("z1", "z2", "z3", "L")}, "S": "positive"}
            | {name: "probability" for name in ("p1", "p2", "p3")},
            "given": [f"S = {SUM}", *(f"p{j} = exp(z{j})/S" for j in (1, 2, 3))],
            "through": [
                {
                    "contains": ["log(S)", f"log({SUM})", f"log(1/S)", f"log(1/({SUM}))"],
                    "says": "Every line follows, but first rewrite $L$ without a quotient inside the logarithm.",
                },
                {
                    "contains": [f"exp(z{k})/S", f"exp(z{k})/({SUM})"],
                    "says": f"Every line follows, but insert the derivative of the sum before you write it with $p_{k}$.",
                },
            ],
            "reference": [f"L = log({SUM}) - z{t}", f"diff(L, z{k}) = exp(z{k})/({SUM}){one}", goal],
            "misconceptions": [
                {
                    "name": "log-of-a-sum",
                    "answer": wrong[0],
                    "says": (
                        "The logarithm of a sum is not the sum of the logarithms. Only the logarithm of the numerator "
                        "simplifies."
                    ),
                },
                {
                    "name": "slope-of-the-output",
                    "answer": wrong[1],
                    "says": (
                        f"That is $\\partial p_{k}/\\partial z_{k}$. The loss is $-\\ln p_{t}$: its derivative is "
                        f"$-1/p_{t}$ times $\\partial p_{t}/\\partial z_{k}$, and then almost everything cancels."
                    ),
                },
                {"name": last, "answer": wrong[2], "says": says[last]},
            ],
        }
    }

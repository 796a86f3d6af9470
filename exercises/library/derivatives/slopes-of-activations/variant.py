ACTIVATIONS = {
    "sigmoid": {
        "name": "s",
        "formula": "1/(1 + exp(-x))",
        "latex": r"s(x) = \frac{1}{1 + e^{-x}}",
        "goal": "s*(1 - s)",
        "goal_latex": r"s\,(1 - s)",
        "through": ["exp(-x)", "exp(x)"],
        "slope": "exp(-x)/(1 + exp(-x))^2",
        "steps": ["1/(1 + exp(-x)) * exp(-x)/(1 + exp(-x))", "s*exp(-x)/(1 + exp(-x))"],
        "forms": [
            "= exp(-x)/(1 + exp(-x))^2\n= s*(1 + exp(-x) - 1)/(1 + exp(-x))\n= s*(1 - s)",
            r"\frac{ds}{dx}=\frac{e^{-x}}{\left(1+e^{-x}\right)^2}" + "\n" + r"=\left(1-s\right)s",
        ],
        "early": "s^2*(1/s - 1)",
        "hints": [
            r"Read $s$ as $(1 + e^{-x})^{-1}$ and use the chain rule. Count the minus signs.",
            r"What is $1 - s$, written as one fraction?",
        ],
        "wrong": {
            "one-minus": (
                "-exp(-x)/(1 + exp(-x))^2",
                "Two minus signs meet: one from the power $-1$ and one from $e^{-x}$. The sigmoid rises, so its slope is "
                "positive.",
            ),
            "squared": ("s*(1 - s^2)", r"Check at $x = 0$: the slope of the sigmoid is $\tfrac14$."),
        },
        "worked": (
            r"The chain rule, with the power $-1$ outside and $e^{-x}$ inside, brings two minus signs that cancel:"
            "\n\n"
            r"$$s'(x) = \frac{e^{-x}}{(1 + e^{-x})^2} = \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}"
            r" = s\,(1 - s),$$"
            "\n\n"
            r"because $1 - s = \dfrac{(1 + e^{-x}) - 1}{1 + e^{-x}} = \dfrac{e^{-x}}{1 + e^{-x}}$."
        ),
    },
    "tanh": {
        "name": "t",
        "formula": "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
        "latex": r"t(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}",
        "goal": "1 - t^2",
        "goal_latex": "1 - t^2",
        "through": ["exp(x)", "exp(-x)", "exp(2*x)", "exp(-2*x)"],
        "slope": "((exp(x) + exp(-x))^2 - (exp(x) - exp(-x))^2)/(exp(x) + exp(-x))^2",
        "steps": ["1 - (exp(x) - exp(-x))^2/(exp(x) + exp(-x))^2"],
        "forms": [
            "= 4/(exp(x) + exp(-x))^2\n= 1 - (exp(x) - exp(-x))^2/(exp(x) + exp(-x))^2\n= 1 - t^2",
            r"\frac{dt}{dx}=\frac{\left(e^{x}+e^{-x}\right)^2-\left(e^{x}-e^{-x}\right)^2}{\left(e^{x}+e^{-x}\right)^2}"
            "\n" + r"=-t^2+1",
        ],
        "early": "(1 - t)*(1 + t)",
        "hints": [
            "Use the quotient rule. The derivative of the numerator is the denominator. And the other way round?",
            "Split the fraction in two. What is the second one, in $t$?",
        ],
        "wrong": {
            "quotient-plus": (
                "((exp(x) + exp(-x))^2 + (exp(x) - exp(-x))^2)/(exp(x) + exp(-x))^2",
                "The quotient rule has a minus: numerator$'$ times denominator minus numerator times denominator$'$. At "
                "$x = 0$ the slope is 1, and nowhere larger.",
            ),
            "not-squared": ("1 - t", "$t$ stands there squared: the slope is the same at $x$ and at $-x$."),
        },
        "worked": (
            r"With $u = e^x - e^{-x}$ and $v = e^x + e^{-x}$ we have $u' = v$ and $v' = u$. The quotient rule gives"
            "\n\n"
            r"$$t'(x) = \frac{u'v - uv'}{v^2} = \frac{v^2 - u^2}{v^2} = 1 - \frac{u^2}{v^2} = 1 - t^2.$$"
        ),
    },
    "softplus": {
        "name": "p",
        "formula": "log(1 + exp(x))",
        "latex": r"p(x) = \ln\bigl(1 + e^x\bigr)",
        "goal": "1/(1 + exp(-x))",
        "goal_latex": r"\frac{1}{1 + e^{-x}}",
        "through": ["exp(x)"],
        "slope": "exp(x)/(1 + exp(x))",
        "steps": ["(exp(x)/exp(x))/((1 + exp(x))/exp(x))", "1/(exp(-x)*(1 + exp(x)))"],
        "forms": [
            "= 1/(1 + exp(x)) * exp(x)\n= 1/(1/exp(x) + 1)\n= 1/(exp(-x) + 1)",
            r"\frac{dp}{dx}=\frac{e^{x}}{1+e^{x}}" + "\n" + r"=\frac{1}{1+e^{-x}}",
        ],
        "early": "sigmoid(x)",
        "hints": [
            "The logarithm stands outside, $1 + e^x$ inside. What does the chain rule multiply?",
            "Divide numerator and denominator by $e^x$.",
        ],
        "wrong": {
            "inner-derivative-lost": (
                "1/(1 + exp(x))",
                "You forgot the inner derivative $e^x$ of the logarithm's argument.",
            ),
            "sign-of-exponent": (
                "1/(exp(-x) - 1)",
                "Dividing $1 + e^x$ by $e^x$ gives $e^{-x} + 1$: both terms are positive.",
            ),
        },
        "worked": (
            r"The outer derivative is one over the argument, the inner one $e^x$:"
            "\n\n"
            r"$$p'(x) = \frac{e^x}{1 + e^x} = \frac{1}{e^{-x} + 1}$$"
            "\n\n"
            r"after dividing numerator and denominator by $e^x$. The slope of the softplus is the sigmoid."
        ),
    },
}


def generate(rng):
    """Draw one of three activations."""
    key = rng.choice(sorted(ACTIVATIONS))
    drawn = ACTIVATIONS[key]
    shown = ("name", "latex", "goal", "goal_latex", "slope", "forms", "early", "hints", "worked")
    return {
        "key": key,
        **{word: drawn[word] for word in shown},
        "names": list(drawn["wrong"]),
        "wrong": [answer for answer, _ in drawn["wrong"].values()],
    }


def solve(key, **_):
    """The slope by the rules, then its form with the stored output."""
    drawn = ACTIVATIONS[key]
    return {
        "lines": {
            "start": f"diff({drawn['name']}, x)",
            "goal": drawn["goal"],
            "symbols": {"x": "real", drawn["name"]: "real"},
            "given": [f"{drawn['name']} = {drawn['formula']}"],
            "through": [
                {
                    "contains": drawn["through"],
                    "says": "Every line follows, but one is missing: first differentiate the formula, in $x$ alone.",
                }
            ],
            "reference": [f"= {line}" for line in (drawn["slope"], *drawn["steps"], drawn["goal"])],
            "misconceptions": [
                {"name": name, "answer": f"= {answer}", "says": says}
                for name, (answer, says) in drawn["wrong"].items()
            ],
        }
    }

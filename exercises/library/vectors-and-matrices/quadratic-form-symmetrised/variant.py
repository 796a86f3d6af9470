def generate(rng):
    """Draw the letters of the matrix, its symmetric part and the vector."""
    A, S, x = rng.choice([("A", "S", "x"), ("M", "S", "w"), ("B", "C", "z"), ("H", "K", "u")])
    forms = [
        f"= {x}^T {A}^T {x}\n= 1/2 {x}^T {A} {x} + 1/2 {x}^T {A}^T {x}\n= {x}^T {S} {x}",
        f"{x}^T {A} {x} = ({x}^T {A} {x})^T = {x}' {A}' {x}\n= ({x}' {A} {x} + {x}' {A}' {x})/2\n= {x}' {S} {x}",
        f"=\\left({x}^{{\\top}}{A}{x}\\right)^{{\\top}}\n=\\frac{{{x}^{{\\top}}{A}{x}+{x}^{{\\top}}{A}^{{\\top}}{x}}}{{2}}\n={x}^{{\\top}}{S}{x}",
    ]
    wrong = [f"{A} = {A}^T\n= {x}^T {S} {x}", f"= {x}^T {A} {x} + {x}^T {A}^T {x}\n= {x}^T {S} {x}"]
    return {"A": A, "S": S, "x": x, "forms": forms, "wrong": wrong}


def solve(A, S, x, **_):
    """The number equals its transpose, so it is the mean of both."""
    return {
        "proof": {
            "start": f"{x}^T {A} {x}",
            "goal": f"{x}^T {S} {x}",
            "symbols": {A: {"shape": ["n", "n"]}, S: {"shape": ["n", "n"]}, x: {"shape": ["n", 1]}},
            "given": [f"{S} = ({A} + {A}^T)/2"],
            "through": [
                {
                    "contains": [f"({x}^T {A} {x})^T", f"{x}^T {A}^T {x}"],
                    "says": (
                        f"Every line follows, but one is missing: show where you use that the number "
                        f"${x}^\\top {A} {x}$ equals its own transpose."
                    ),
                }
            ],
            "reference": [
                f"= ({x}^T {A} {x} + ({x}^T {A} {x})^T)/2",
                f"= ({x}^T {A} {x} + {x}^T {A}^T {x})/2",
                f"= {x}^T (({A} + {A}^T)/2) {x}",
                f"= {x}^T {S} {x}",
            ],
            "misconceptions": [
                {
                    "name": "not-symmetric",
                    "answer": f"{A} = {A}^T",
                    "says": (
                        f"${A}$ need not be symmetric. Only the number ${x}^\\top {A} {x}$ equals its transpose, "
                        "not the matrix."
                    ),
                },
                {
                    "name": "lost-half",
                    "answer": f"= {x}^T {A} {x} + {x}^T {A}^T {x}",
                    "says": "The sum of two equal numbers is twice the one: divide by 2.",
                },
            ],
        }
    }

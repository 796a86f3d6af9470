def generate(rng):
    """Draw the orientation, examples as rows or as columns (what is wrong for one is often right for the other), and a name."""
    rows, o = rng.random() < 0.5, rng.choice("ouj")
    means = f"{o}*{o}.T*X" if rows else f"X*{o}*{o}.T"
    forms = (
        [
            f"(I - {o} {o}^T/n) X",
            f"X - 1/n {o} ({o}^T X)",
            rf"\left(I-\frac{{1}}{{n}}{o}{o}^{{\top}}\right)X",
            f"X - {o} inv({o}'{o}) {o}'X",
        ]
        if rows
        else [
            f"X (I - {o} {o}^T/n)",
            f"X - 1/n (X {o}) {o}^T",
            rf"X\left(I-\frac{{1}}{{n}}{o}{o}^{{\top}}\right)",
            f"X - X {o} inv({o}'{o}) {o}'",
        ]
    )
    left, right = f"X - {o}^T X/n", f"X - X {o} {o}^T/n"
    return {
        "rows": rows,
        "o": o,
        "means": means,
        "shape": r"n \times d" if rows else r"d \times n",
        "forms": forms,
        "wrong": [f"{means}/n", f"X - {means}", f"X - {means}/d"],
        "unfit": [left, right] if rows else [f"X - X {o}/n", f"X - {o} {o}^T X/n"],
    }


def solve(rows, o, means, wrong, **_):
    copy = "row" if rows else "column"
    return {
        "centred": {
            "reference": f"X - {means}/n",
            "symbols": {"X": {"shape": ["n", "d"] if rows else ["d", "n"]}, o: {"shape": ["n", 1], "is": "ones"}},
            "slips": ["sum-for-mean", "another-size"],
            "misconceptions": [
                {
                    "name": "means-only",
                    "answer": wrong[0],
                    "says": f"That is the matrix of the means, one copy in every {copy}. Subtract it from $X$.",
                },
                {
                    "name": "divided-by-features",
                    "answer": wrong[2],
                    "says": "$d$ counts the features. The mean of a feature is taken over the $n$ examples.",
                },
            ],
        }
    }

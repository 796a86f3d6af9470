def generate(rng):
    """Draw the orientation: examples as rows or as columns; what is wrong for one is often right for the other."""
    rows = rng.random() < 0.5
    means = "o*o.T*X" if rows else "X*o*o.T"
    forms = (
        ["(I - o o^T/n) X", "X - 1/n o (o^T X)", r"\left(I-\frac{1}{n}oo^{\top}\right)X", "X - o inv(o'o) o'X"]
        if rows
        else ["X (I - o o^T/n)", "X - 1/n (X o) o^T", r"X\left(I-\frac{1}{n}oo^{\top}\right)", "X - X o inv(o'o) o'"]
    )
    return {
        "rows": rows,
        "means": means,
        "shape": r"n \times d" if rows else r"d \times n",
        "forms": forms,
        "wrong": [f"{means}/n", f"X - {means}", f"X - {means}/d"],
        "unfit": ["X - o^T X/n", "X - X o o^T/n"] if rows else ["X - X o/n", "X - o o^T X/n"],
    }


def solve(rows, means, wrong, **_):
    copy, single = ("row", "o^\\top X") if rows else ("column", "X o")
    return {
        "centred": {
            "reference": f"X - {means}/n",
            "symbols": {"X": {"shape": ["n", "d"] if rows else ["d", "n"]}, "o": {"shape": ["n", 1], "is": "ones"}},
            "misconceptions": [
                {
                    "name": "means-only",
                    "answer": wrong[0],
                    "says": f"That is the matrix of the means, one copy in every {copy}. Subtract it from $X$.",
                },
                {
                    "name": "sums-not-means",
                    "answer": wrong[1],
                    "says": f"${single}$ adds the examples up; divide by $n$ to get the mean.",
                },
                {
                    "name": "divided-by-features",
                    "answer": wrong[2],
                    "says": "$d$ counts the features. The mean of a feature is taken over the $n$ examples.",
                },
            ],
        }
    }

# What is wrong is named here, or by the name of a slip that is known everywhere, without words of its own.
EQUATIONS = {
    "both-sides": {
        "equation": "A X B + C = D",
        "reference": "inv(A)*(D - C)*inv(B)",
        "forms": ["A^-1 (D - C) B^-1", "-inv(A) (C - D) inv(B)", "A^{-1}DB^{-1} - A^{-1}CB^{-1}"],
        "wrong": {
            "wrong-side": (
                "inv(A)*inv(B)*(D - C)",
                "$B$ stands on the right of $X$, so its inverse has to be multiplied from the right.",
            ),
            "sides-swapped": (
                "inv(B)*(D - C)*inv(A)",
                "The sides are swapped: $A$ stands on the left of $X$, so $A^{-1}$ goes to the left, and $B^{-1}$ to the right.",
            ),
            "wrong-sign": ("inv(A)*(C + D)*inv(B)", "$C$ is added on the left; on the other side it is subtracted."),
        },
        "slips": ["swapped-factors", "lost-inverse", "sign-of-a-term"],
        "unfit": ("(D - C)/(A B)", "no division by a matrix"),
        "hint": "Which term is not multiplied with $X$? Bring it to the other side first.",
        "steps": "First $C$ goes to the other side, $AXB = D - C$. Then $A$ leaves on the left and $B$ on the right:"
        "\n\n$$X = A^{-1}(D - C)B^{-1}$$",
    },
    "transposed": {
        "equation": r"(A X)^\top = B",
        "reference": "inv(A)*B.T",
        "forms": ["A^-1 B'", "(B inv(A'))'", r"A^{-1}B^{\top}"],
        "wrong": {
            "transpose-forgotten": ("inv(A)*B", r"Transpose both sides first: $AX = B^\top$."),
            "wrong-side": ("B.T*inv(A)", "$A$ stands on the left of $X$, so its inverse has to be multiplied from the left."),
            "transposed-inverse": (
                "inv(A.T)*B",
                r"$(AX)^\top = X^\top A^\top$: the order turns round. Transpose both sides to get rid of it.",
            ),
        },
        "slips": ["swapped-factors", "missing-transpose", "lost-inverse"],
        "unfit": ("B^T/A", "no division by a matrix"),
        "hint": "Transpose both sides: what is the transpose of a transpose?",
        "steps": "Transposing both sides gives $AX = B^\\top$, and $A$ leaves on the left:\n\n$$X = A^{-1}B^\\top$$",
    },
    "factored": {
        "equation": "A X + X = B",
        "reference": "inv(A + I)*B",
        "forms": ["(I + A)^-1 B", "(A + I_n)^{-1} B", r"\left(A+I\right)^{-1}B"],
        "wrong": {
            "term-by-term": (
                "inv(A)*B - B",
                "An inverse does not act term by term. Factor out $X$: $AX + X = (A + I)X$, with the identity matrix.",
            ),
            "wrong-side": (
                "B*inv(A + I)",
                "$A + I$ stands on the left of $X$, so its inverse has to be multiplied from the left.",
            ),
            "inverse-of-a-sum": ("(inv(A) + I)*B", ""),
        },
        "slips": ["inverse-of-a-sum", "lost-identity", "lost-inverse"],
        "unfit": ("(A + 1)^-1 B", "did you mean `I`"),
        "hint": "Write the second $X$ as $IX$ and factor out $X$.",
        "steps": "With $X = IX$ the left side is $(A + I)X$, with the identity matrix and not the number $1$, and $A + I$ leaves on the"
        " left:\n\n$$X = (A + I)^{-1}B$$",
    },
    "transpose-right": {
        "equation": r"B X A^\top = C",
        "reference": "inv(B)*C*inv(A.T)",
        "forms": ["B^-1 C (A^T)^-1", "inv(B) C inv(A)'", r"B^{-1}CA^{-\top}"],
        "wrong": {
            "transpose-forgotten": (
                "inv(B)*C*inv(A)",
                r"On the right of $X$ stands $A^\top$, so that is the matrix to invert.",
            ),
            "wrong-side": (
                "inv(B)*inv(A.T)*C",
                r"$A^\top$ stands on the right of $X$, so its inverse has to be multiplied from the right.",
            ),
            "sides-swapped": (
                "inv(A.T)*C*inv(B)",
                r"The sides are swapped: $B$ stands on the left of $X$, so $B^{-1}$ goes to the left.",
            ),
        },
        "slips": ["swapped-factors", "missing-transpose", "lost-inverse"],
        "unfit": ("C/(B A^T)", "no division by a matrix"),
        "hint": r"$B$ stands on the left of $X$ and $A^\top$ on its right.",
        "steps": "$B$ leaves on the left, $A^\\top$ on the right:\n\n$$X = B^{-1}C(A^\\top)^{-1}$$",
    },
}


def generate(rng):
    """Draw one of the equations."""
    chosen = pick(rng, list(EQUATIONS))
    said = EQUATIONS[chosen]
    return {
        "chosen": chosen,
        "equation": said["equation"],
        "forms": said["forms"],
        "wrong": [answer for answer, _says in said["wrong"].values()],
        "names": list(said["wrong"]),
        "unfit": said["unfit"][0],
        "said": said["unfit"][1],
        "hint": said["hint"],
        "steps": said["steps"],
    }


def solve(chosen, **_):
    said = EQUATIONS[chosen]
    letters = {"both-sides": "ABCD", "transpose-right": "ABC"}.get(chosen, "AB")
    return {
        "X": {
            "reference": said["reference"],
            "symbols": {letter: {"shape": ["n", "n"], "is": "invertible"} for letter in letters},
            "misconceptions": [
                {"name": name, "answer": answer, "says": says} for name, (answer, says) in said["wrong"].items() if says
            ],
            "slips": said["slips"],
        }
    }

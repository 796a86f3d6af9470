BACK = "(G*W2.T)∘D"
FACTOR = "Any averaging is already inside $G$. Dividing again would make the learning rate depend on the batch size."
LOST = (
    r"You walked past the activation. Every backward step through $\varphi$ multiplies entrywise with $\varphi'(Z)$, "
    "which is $D$."
)
STEP = r"Behind the activation the gradient is $GW_2^\top$, at $Z$ it is $\bar Z = (GW_2^\top) \circ D$."
ASKED = {
    "W2": {
        "of": "W_2",
        "shape": r"h \times k",
        "reference": "H.T*G",
        "forms": ["H' G", "(G' H)'", r"H^{\top}G"],
        "wrong": {
            "transposed": (
                "G.T*H",
                r"The right sums, transposed: $W_2$ is $h \times k$, so its gradient must be $h \times k$ too.",
            ),
            "divided-by-n": ("H.T*G/n", FACTOR),
            "activation-twice": (
                "(H∘D).T*G",
                "No activation lies between $W_2$ and the output, so its slope $D$ does not take part.",
            ),
        },
        "unfit": "H G",
        "hint": "Which product does $W_2$ take part in, and what stands beside it there?",
        "steps": r"$O = HW_2$ is a product. Its right factor gets"
        "\n\n"
        r"$$\frac{\partial L}{\partial W_2} = H^\top G, \qquad (h, n)(n, k) \to (h, k).$$",
    },
    "W1": {
        "of": "W_1",
        "shape": r"d \times h",
        "reference": f"X.T*({BACK})",
        "forms": ["X' ((G W2') ∘ D)", "X^T hadamard(D, G W2^T)", r"X^{\top}\left(\left(GW_2^{\top}\right)\odot D\right)"],
        "wrong": {
            "activation-lost": ("X.T*G*W2.T", LOST),
            "divided-by-n": (f"X.T*({BACK})/n", FACTOR),
            "transposed": (
                f"({BACK}).T*X",
                r"The right sums, transposed: $W_1$ is $d \times h$, so its gradient must be $d \times h$ too.",
            ),
        },
        "unfit": "(X^T G W2^T)∘D",
        "hint": "First go back through the second product and the activation to $Z$; then ask what stands beside $W_1$ in $Z$.",
        "steps": STEP + " It then meets the product $XW_1$, whose right factor gets\n\n"
        r"$$\frac{\partial L}{\partial W_1} = X^\top\bigl((GW_2^\top) \circ D\bigr), \qquad (d, n)(n, h) \to (d, h).$$",
    },
    "X": {
        "of": "X",
        "shape": r"n \times d",
        "reference": f"({BACK})*W1.T",
        "forms": ["((G W2') ∘ D) W1'", "hadamard(G W2^T, D) W1^T", r"\left(D\circ GW_2^{\top}\right)W_1^{\top}"],
        "wrong": {
            "activation-lost": ("G*W2.T*W1.T", LOST),
            "divided-by-n": (f"({BACK})*W1.T/n", FACTOR),
            "stopped-early": (BACK, r"That is the gradient at $Z$. One product is left: $Z$ contains $XW_1$."),
        },
        "unfit": "(G W2^T W1^T)∘D",
        "hint": "First go back through the second product and the activation to $Z$; then ask what stands beside $X$ in $Z$.",
        "steps": STEP + " It then meets the product $XW_1$, whose left factor gets\n\n"
        r"$$\frac{\partial L}{\partial X} = \bigl((GW_2^\top) \circ D\bigr)W_1^\top, \qquad (n, h)(h, d) \to (n, d).$$",
    },
    "b1": {
        "of": r"\mathbf{b}_1",
        "shape": r"1 \times h",
        "reference": f"o.T*({BACK})",
        "forms": ["o' ((G W2') ∘ D)", "ones(n)^T hadamard(G W2^T, D)", r"o^{\top}\left(\left(GW_2^{\top}\right)\circ D\right)"],
        "wrong": {
            "activation-lost": ("o.T*G*W2.T", LOST),
            "divided-by-n": (f"o.T*({BACK})/n", FACTOR),
            "not-summed": (
                BACK,
                r"That has one row for every example. $\mathbf{b}_1$ serves all of them, so their gradients add up.",
            ),
        },
        "unfit": "(o^T G W2^T)∘D",
        "hint": r"First go back to $Z$. There $\mathbf{b}_1$ stands in the product $\mathbf{o}\,\mathbf{b}_1$.",
        "steps": STEP + r" It then meets the product $\mathbf{o}\,\mathbf{b}_1$, whose right factor gets"
        "\n\n"
        r"$$\frac{\partial L}{\partial \mathbf{b}_1} = \mathbf{o}^\top\bigl((GW_2^\top) \circ D\bigr), \qquad (1, n)(n, h) \to (1, h),$$"
        "\n\nthe sum over the examples.",
    },
}


def generate(rng):
    """Draw what the gradient is asked of."""
    asked = pick(rng, list(ASKED))
    said = ASKED[asked]
    return {
        "asked": asked,
        "bias": asked == "b1",
        "Z": r"XW_1 + \mathbf{o}\,\mathbf{b}_1" if asked == "b1" else "XW_1",
        "wrong": [answer for answer, _says in said["wrong"].values()],
        "names": list(said["wrong"]),
        **{key: said[key] for key in ("of", "shape", "forms", "unfit", "hint", "steps")},
    }


def solve(asked, bias, **_):
    said = ASKED[asked]
    symbols = {
        "X": ["n", "d"], "W1": ["d", "h"], "W2": ["h", "k"], "H": ["n", "h"], "D": ["n", "h"], "G": ["n", "k"],
    }  # fmt: skip
    declared = {name: {"shape": shape} for name, shape in symbols.items()}
    ones = {"o": {"shape": ["n", 1], "is": "ones"}, "b1": {"shape": [1, "h"]}} if bias else {}
    return {
        "gradient": {
            "reference": said["reference"],
            "symbols": {**declared, **ones},
            "slips": ["mean-for-sum"] if asked == "W2" else ["mean-for-sum", "lost-factor"],
            "misconceptions": [
                {"name": name, "answer": answer, "says": says} for name, (answer, says) in said["wrong"].items()
            ],
        }
    }

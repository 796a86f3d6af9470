def generate(rng):
    """Draw how the weights are stored."""
    plain = rng.random() < 0.5
    turn = "" if plain else ".T"
    W1, W2 = f"W1{turn}", f"W2{turn}"
    hidden = f"relu(X*{W1} + o*b1)"
    logits = f"{hidden}*{W2} + o*b2"
    raised = "" if plain else r"^{\top}"
    return {
        "plain": plain,
        "logits_text": logits,
        "first": f"X W_1{raised}",
        "second": f"W_2{raised}",
        "forms": [
            f"o b2 + relu(o b1 + X {W1}) {W2}",
            f"relu(X @ {W1} + o @ b1) @ {W2} + o @ b2",
            rf"\operatorname{{relu}}\left(XW_1{raised}+ob_1\right)W_2{raised}+ob_2",
        ],
        "wrong": [
            f"relu({logits})",
            f"(X*{W1} + o*b1)*{W2} + o*b2",
            f"(relu(X*{W1}) + o*b1)*{W2} + o*b2",
            f"{hidden}*{W2}",
        ],
        "unfit": [
            f"relu(W1*X + o*b1)*{W2} + o*b2",
            f"relu(X*{W1} + b1)*{W2} + o*b2",
            f"relu(X*{W1})*{W2} + o*(b1 + b2)",
        ],
    }


def solve(plain, logits_text, wrong, **_):
    says = {
        "relu-at-the-output": "Logits may be negative; a relu at the end would set every negative score to $0$.",
        "activation-lost": "Without an activation in between, the two layers are one linear map.",
        "bias-after-activation": r"$\mathbf{b}_1$ acts before the activation; it cannot be moved past relu.",
        "output-bias-lost": r"The second layer has a bias, too: add $\mathbf{b}_2$ to every row.",
    }
    return {
        "logits": {
            "reference": logits_text,
            "symbols": {
                "X": {"shape": ["n", "d"]},
                "W1": {"shape": ["d", "h"] if plain else ["h", "d"]},
                "W2": {"shape": ["h", "k"] if plain else ["k", "h"]},
                "b1": {"shape": [1, "h"]},
                "b2": {"shape": [1, "k"]},
                "o": {"shape": ["n", 1], "is": "ones"},
            },
            "slips": ["lost-activation", "lost-term"],
            "misconceptions": [
                {"name": name, "answer": answer, "says": text} for (name, text), answer in zip(says.items(), wrong)
            ],
        }
    }

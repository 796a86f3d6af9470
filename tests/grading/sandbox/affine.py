"""A code exercise as an author writes it: one layer for a whole batch, with laws, traps and typical slips."""

REFERENCE = """import numpy as np


def affine(X, W, b):
    return np.asarray(X) @ np.asarray(W) + np.asarray(b)
"""

TESTS = """@weight(2, "Agrees with XW + b")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), n=(0, 6))
@example(X=[[1, 2]], W=[[1, 0], [0, 1]], b=[0.5, 0])
def test_value(learner, reference, X, W, b):
    close(learner.affine(X, W, b), reference.affine(X, W, b))


@weight(1, "Each row of the batch is treated alone", says="Examples stay in rows.")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
def test_rows(learner, X, W, b):
    Z = learner.affine(X, W, b)
    for i in range(len(X)):
        close(Z[i], learner.affine(X[i], W, b))


@weight(1, "Two layers without activation are one layer")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), V=matrices("m", "k"), c=vectors("k"), k=(1, 3))
def test_two_layers(learner, X, W, b, V, c):
    close(learner.affine(X, W, b) @ V + c, learner.affine(X, W @ V, b @ V + c))


@weight(1, "The inputs stay unchanged")
@given(X=matrices("n", "d", dtype=int), W=matrices("d", "m", dtype=int), b=vectors("m"))
def test_unchanged(learner, X, W, b):
    unchanged(learner.affine, X, W, b)


@weight(1, "Every second column of a larger array")
def test_view(learner):
    X = np.arange(12.0).reshape(3, 4)[:, ::2]
    close(learner.affine(X, np.eye(2), np.zeros(2)), X)


@misconception("bias-along-columns", "Each output has its own bias, the same for all examples.")
def bias(learner):
    X, b = np.array([[1.0, 2], [3, 4]]), np.array([10.0, 20])
    return is_close(learner.affine(X, np.eye(2), b), X + b[:, None])


@misconception("transposed", "Examples stay in rows: the result has one row per example, (n, m).")
def transposed(failure):
    return is_close(failure.got, np.transpose(failure.expected))
"""

WRONG = {
    "bias_along_columns": """import numpy as np


def affine(X, W, b):
    return X @ W + b.reshape(-1, 1)
""",
    "in_place": """def affine(X, W, b):
    Z = X @ W
    Z += b
    return Z
""",
    "transposed": """import numpy as np


def affine(X, W, b):
    return W.T @ X.T + b[:, None]
""",
}

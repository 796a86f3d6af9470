import numpy as np


def affine(X, W, b):
    """Return XW + b.

    X: shape (n, d), or (d,) for a single example; W: shape (d, m); b: shape (m,).
    Returns shape (n, m), or (m,) for a single example.
    """
    return np.asarray(X) @ np.asarray(W) + np.asarray(b)

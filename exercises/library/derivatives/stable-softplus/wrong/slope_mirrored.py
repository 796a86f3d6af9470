import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    return np.maximum(x, 0) + np.log1p(e), np.where(x < 0, 1, e) / (1 + e)

import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    positive = x >= 0
    value = np.maximum(x, 0)
    e = np.exp(-np.abs(x, out=x if x.ndim else None))
    return value + np.log1p(e), np.where(positive, 1, e) / (1 + e)

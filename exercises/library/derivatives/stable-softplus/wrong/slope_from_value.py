import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    value = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return value, 1 - np.exp(-value)

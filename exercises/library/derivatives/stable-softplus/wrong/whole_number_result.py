import numpy as np


def softplus(x):
    x = np.asarray(x)
    value, slope = np.empty_like(x), np.empty_like(x)
    e = np.exp(-np.abs(x))
    value[...] = np.maximum(x, 0) + np.log1p(e)
    slope[...] = np.where(x >= 0, 1, e) / (1 + e)
    return value, slope

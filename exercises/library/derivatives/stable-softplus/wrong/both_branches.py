import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    value = np.where(x > 0, x + np.log1p(np.exp(-x)), np.log1p(np.exp(x)))
    slope = np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
    return value, slope

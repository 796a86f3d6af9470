import numpy as np


def softplus(x):
    """Return (value, slope): log(1 + exp(x)) and its derivative, elementwise.

    x: an array of any shape, a list or a number. value, slope: arrays of its shape.
    """
    x = np.asarray(x, dtype=float)
    e = np.exp(-np.abs(x))
    value = np.maximum(x, 0) + np.log1p(e)
    slope = np.where(x >= 0, 1, e) / (1 + e)
    return value, slope

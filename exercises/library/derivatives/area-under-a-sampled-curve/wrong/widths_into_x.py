import numpy as np


def trapezoid(y, x):
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if len(y) != len(x):
        raise ValueError("y and x must have the same length")
    x[1:] -= x[:-1].copy()
    return float(np.sum(x[1:] * (y[1:] + y[:-1]) / 2))

import numpy as np


def trapezoid(y, x):
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if len(y) != len(x):
        raise ValueError("y and x must have the same length")
    return float(np.sum(np.abs(np.diff(x)) * (y[1:] + y[:-1]) / 2))

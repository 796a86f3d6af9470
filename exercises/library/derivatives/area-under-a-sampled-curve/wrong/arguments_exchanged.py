import numpy as np


def trapezoid(x, y):
    y, x = np.asarray(y, float), np.asarray(x, float)
    if len(y) != len(x):
        raise ValueError
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))

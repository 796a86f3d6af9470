import numpy as np


def trapezoid(y, x):
    y, x = np.asarray(y, float), np.asarray(x, float)
    if len(y) != len(x):
        raise ValueError
    return abs(float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)))

import numpy as np


def trapezoid(y, x):
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if len(x) < 2:
        return 0.0
    middle = (y[1:] + y[:-1]) / 2 if len(y) > 1 else y
    return float(np.sum(np.diff(x) * middle))

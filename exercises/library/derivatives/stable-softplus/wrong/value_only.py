import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    return np.logaddexp(0, x)

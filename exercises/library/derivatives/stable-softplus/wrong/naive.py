import numpy as np


def softplus(x):
    x = np.asarray(x, dtype=float)
    return np.log(1 + np.exp(x)), np.exp(x) / (1 + np.exp(x))

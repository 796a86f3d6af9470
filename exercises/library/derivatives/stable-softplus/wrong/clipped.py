import numpy as np


def softplus(x):
    x = np.clip(np.asarray(x, dtype=float), -30, 30)
    return np.log1p(np.exp(x)), 1 / (1 + np.exp(-x))

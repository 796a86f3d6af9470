import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        middle = f(x)
        old = x[index]
        x[index] = old + h
        right = f(x) - middle
        x[index] = old - h
        left = middle - f(x)
        x[index] = old
        g[index] = (right + left) / (2 * h)
    return g

import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(x.shape)
    start = f(x)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + h
        g[index] = (f(x) - start) / h
        x[index] = old
    return g

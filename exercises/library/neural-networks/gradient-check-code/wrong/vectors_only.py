import numpy as np


def numeric_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    g = np.zeros(len(x))
    for i in range(len(x)):
        step = np.zeros(len(x))
        step[i] = h
        g[i] = (f(x + step) - f(x - step)) / (2 * h)
    return g

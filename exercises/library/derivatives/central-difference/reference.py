import numpy as np


def derivative(f, x):
    """Return the central difference quotient of f at every entry of x.

    f: an elementwise function of an array; x: an array of any shape or a number. Returns an array of its shape.
    """
    x = np.asarray(x, dtype=float)
    h = np.cbrt(np.finfo(float).eps) * np.where(x != 0, np.abs(x), 1.0)
    lo, hi = x - h, x + h
    return (f(hi) - f(lo)) / (hi - lo)

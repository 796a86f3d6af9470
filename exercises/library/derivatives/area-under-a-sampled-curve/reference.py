import numpy as np


def trapezoid(y, x):
    """Return the area under the points (x[i], y[i]) joined by straight lines, in the order given.

    y, x: arrays or lists of the same length. Returns a float, 0.0 for fewer than two points.
    Raises ValueError when the lengths differ.
    """
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float)
    if len(y) != len(x):
        raise ValueError("y and x must have the same length")
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))

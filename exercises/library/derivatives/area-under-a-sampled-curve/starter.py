import numpy as np


def trapezoid(y, x):
    """Return the area under the points (x[i], y[i]) joined by straight lines, in the order given.

    y, x: arrays or lists of the same length. Returns a float, 0.0 for fewer than two points.
    Raises ValueError when the lengths differ.
    """
    raise NotImplementedError

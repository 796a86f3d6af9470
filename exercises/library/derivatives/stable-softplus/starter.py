import numpy as np


def softplus(x):
    """Return (value, slope): log(1 + exp(x)) and its derivative, elementwise.

    x: an array of any shape, a list or a number. value, slope: arrays of its shape.
    """
    raise NotImplementedError

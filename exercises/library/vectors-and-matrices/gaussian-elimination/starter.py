import numpy as np


def solve(A, b):
    """Return the x with Ax = b.

    A: shape (n, n); b: shape (n,). Returns shape (n,).
    Raises ValueError when no pivot larger than 1e-12 times the largest entry of A is left.
    """
    raise NotImplementedError

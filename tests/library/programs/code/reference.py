import numpy as np


def centre(X):
    """X: shape (n, d). Returns shape (n, d), each column with mean zero."""
    return X - X.mean(axis=0)

import numpy as np


def affine(X, W, b):
    if X.ndim == 1:
        return X @ W + b
    Z = np.zeros((len(X), len(b)))
    for i in range(len(X)):
        Z[i] = X[i] @ W + b
    return Z

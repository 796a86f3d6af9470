import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    P = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(n), y] + 1e-12).sum() / max(n, 1)
    P[np.arange(n), y] -= 1
    return loss, P / max(n, 1)

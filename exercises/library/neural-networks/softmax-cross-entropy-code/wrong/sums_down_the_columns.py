import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    S = Z - Z.max(axis=0, initial=0.0)
    P = np.exp(S) / np.exp(S).sum(axis=0)
    loss = -np.log(P[np.arange(n), y]).sum() / max(n, 1)
    P[np.arange(n), y] -= 1
    return loss, P / max(n, 1)

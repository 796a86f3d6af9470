import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    S = np.zeros_like(Z)
    S[...] = Z
    S -= Z.max(axis=1, keepdims=True)
    loss = (np.log(np.exp(S).sum(axis=1)) - S[np.arange(n), y]).sum() / max(n, 1)
    S[...] = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True) * 1.0
    S[np.arange(n), y] -= 1
    return loss, S / max(n, 1)

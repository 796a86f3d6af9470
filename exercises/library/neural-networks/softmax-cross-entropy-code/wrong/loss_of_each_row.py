import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    S = Z - Z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(S).sum(axis=1))
    dZ = np.exp(S - log_sum[:, None])
    dZ[np.arange(n), y] -= 1
    return log_sum - S[np.arange(n), y], dZ / max(n, 1)

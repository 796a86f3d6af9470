import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    S = Z - Z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(S).sum(axis=1))
    loss = (log_sum - S[np.arange(n), y]).sum() / max(n, 1)
    return loss, np.exp(S - log_sum[:, None]) / max(n, 1)

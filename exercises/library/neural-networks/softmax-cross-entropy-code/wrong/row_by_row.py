import numpy as np


def softmax_cross_entropy(Z, y):
    n = len(Z)
    dZ, loss = np.zeros(Z.shape), 0.0
    for i in range(n):
        shifted = Z[i] - Z[i].max()
        log_sum = np.log(np.exp(shifted).sum())
        loss += (log_sum - shifted[y[i]]) / n
        dZ[i] = np.exp(shifted - log_sum) / n
        dZ[i, y[i]] -= 1 / n
    return loss, dZ

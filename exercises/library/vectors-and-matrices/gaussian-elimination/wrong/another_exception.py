import numpy as np


def solve(A, b):
    M = np.column_stack([A, b]).astype(float)
    n = len(M)
    for k in range(n):
        p = k + np.argmax(np.abs(M[k:, k]))
        if abs(M[p, k]) <= 1e-12 * np.abs(A).max():
            raise ArithmeticError("singular")
        M[[k, p]] = M[[p, k]]
        M[k + 1 :] -= np.outer(M[k + 1 :, k] / M[k, k], M[k])
    x = np.zeros(n)
    for i in reversed(range(n)):
        x[i] = (M[i, n] - M[i, i + 1 : n] @ x[i + 1 :]) / M[i, i]
    return x

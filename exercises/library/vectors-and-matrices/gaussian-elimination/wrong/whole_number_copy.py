import numpy as np


def solve(A, b):
    M = np.column_stack([A, b])
    n = len(M)
    smallest = 1e-12 * np.max(np.abs(M[:, :n]))
    x = np.zeros(n, dtype=M.dtype)
    for k in range(n):
        p = k + np.argmax(np.abs(M[k:, k]))
        if np.abs(M[p, k]) <= smallest:
            raise ValueError("the matrix is singular")
        M[[k, p]] = M[[p, k]]
        for i in range(k + 1, n):
            M[i] = M[i] - M[i, k] / M[k, k] * M[k]
    for i in reversed(range(n)):
        x[i] = (M[i, n] - M[i, i + 1 : n] @ x[i + 1 :]) / M[i, i]
    return x

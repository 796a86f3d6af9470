import numpy as np


def solve(A, b):
    A, b = np.asarray(A, dtype=float), np.array(b, dtype=float)
    n = len(b)
    smallest = 1e-12 * np.max(np.abs(A))
    for k in range(n):
        p = k + np.argmax(np.abs(A[k:, k]))
        if np.abs(A[p, k]) <= smallest:
            raise ValueError("the matrix is singular")
        A[[k, p]], b[[k, p]] = A[[p, k]], b[[p, k]]
        factors = A[k + 1 :, k] / A[k, k]
        A[k + 1 :] -= np.outer(factors, A[k])
        b[k + 1 :] -= factors * b[k]
    x = np.zeros(n)
    for i in reversed(range(n)):
        x[i] = (b[i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x

import numpy as np


def csr_matvec(data, indices, indptr, x):
    m = len(indptr) - 1
    rows = np.repeat(np.arange(m), np.diff(indptr))
    y = np.zeros(m)
    y[rows] += data * x[indices]
    return y

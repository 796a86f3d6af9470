import numpy as np


def csr_matvec(data, indices, indptr, x):
    y = np.zeros(len(x))
    for i in range(len(indptr) - 1):
        for k in range(indptr[i], indptr[i + 1]):
            y[i] += data[k] * x[indices[k]]
    return y

import numpy as np


def csr_matvec(data, indices, indptr, x):
    y = np.zeros(len(indptr) - 1)
    for i in range(len(y)):
        for k in range(indptr[i], min(indptr[i + 1] + 1, len(data))):
            y[i] += data[k] * x[indices[k]]
    return y

import numpy as np


def csr_matvec(data, indices, indptr, x):
    m = len(indptr) - 1
    dense = np.zeros((m, len(x)))
    for row in range(m):
        for k in range(indptr[row], indptr[row + 1]):
            dense[row, indices[k]] += data[k]
    return dense @ x

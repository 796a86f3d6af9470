import numpy as np


def csr_matvec(data, indices, indptr, x):
    y, start = [], 0
    for length in indptr:
        stop = start + length
        y.append(np.sum(data[start:stop] * x[indices[start:stop]]))
        start = stop
    return np.array(y)

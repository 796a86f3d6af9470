import numpy as np


def csr_matvec(data, indices, indptr, x):
    m = len(indptr) - 1
    rows = np.repeat(np.arange(m), np.diff(indptr))
    if data.dtype == x.dtype:
        data *= x[indices]
    else:
        data = data * x[indices]
    return np.bincount(rows, weights=data, minlength=m)

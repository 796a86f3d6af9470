import numpy as np


def csr_matvec(data, indices, indptr, x):
    return np.add.reduceat(data * x[indices], indptr[:-1])

import numpy as np


def csr_matvec(data, indices, indptr, x):
    return np.array([data[a:b].sum() for a, b in zip(indptr, indptr[1:])])

import numpy as np


def csr_matvec(data, indices, indptr, x):
    """Return the product of a sparse matrix with x.

    data: the stored values, row by row; indices: their columns; row i owns data[indptr[i]:indptr[i + 1]];
    x: shape (d,). Returns shape (m,), where m = len(indptr) - 1.
    """
    raise NotImplementedError

import numpy as np


def softmax_cross_entropy(Z, y):
    """Z: (n, K) logits; y: (n,) right classes."""
    n, K = Z.shape
    loss = 0.0
    dZ = np.zeros((n, K))
    return loss, dZ

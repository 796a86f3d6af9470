import numpy as np


def two_layer(W1, b1, W2, b2, X, Y):
    loss, gradients = 0.0, [np.zeros(value.shape) for value in (W1, b1, W2, b2)]
    for x, y in zip(X, Y):
        h = np.tanh(x @ W1 + b1)
        e = (h @ W2 + b2 - y) / len(X)
        d = (W2 @ e) * (1 - h**2)
        loss += len(X) / 2 * (e**2).sum()
        for total, part in zip(gradients, (np.outer(x, d), d, np.outer(h, e), e)):
            total += part
    return loss, *gradients

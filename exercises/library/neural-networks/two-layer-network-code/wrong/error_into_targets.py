import numpy as np


def two_layer(W1, b1, W2, b2, X, Y):
    n = len(X)
    H = np.tanh(X @ W1 + b1)
    Y -= H @ W2 + b2
    E = -Y / n
    loss = n / 2 * (E**2).sum()
    dW2 = H.T @ E
    db2 = E.sum(axis=0)
    D = (E @ W2.T) * (1 - H**2)
    dW1 = X.T @ D
    db1 = D.sum(axis=0)
    return loss, dW1, db1, dW2, db2

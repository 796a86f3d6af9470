def affine(X, W, b):
    Z = X @ W
    Z += b
    return Z

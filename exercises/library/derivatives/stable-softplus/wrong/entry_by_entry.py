import numpy as np


def softplus(x):
    value, slope = np.zeros(len(x)), np.zeros(len(x))
    for i in range(len(x)):
        e = np.exp(-abs(x[i]))
        value[i] = max(x[i], 0) + np.log1p(e)
        slope[i] = (1 if x[i] >= 0 else e) / (1 + e)
    return value, slope

"""Each of your entries holds one product only, the last one. An entry of X is used once for each
column of W: what should a new product do to those before it?
"""

import numpy as np


def gradients(X, W, g):
    dX, dW = np.zeros(X.shape), np.zeros(W.shape)
    for (i, j), push in np.ndenumerate(g):
        for k in range(len(W)):
            dX[i, k] = push * W[k, j]
            dW[k, j] = push * X[i, k]
    return dX, dW

# --- sums over indices, written as einsum
import numpy as np


def gradients(X, W, g):
    return np.einsum("ij,kj->ik", g, W), np.einsum("ik,ij->kj", X, g)


# --- three loops
def gradients(X, W, g):
    dX, dW = 0 * X, 0 * W
    for i in range(X.shape[0]):
        for k in range(X.shape[1]):
            for j in range(W.shape[1]):
                dX[i, k] += g[i, j] * W[k, j]
                dW[k, j] += g[i, j] * X[i, k]
    return dX, dW


# --- transposed twice, in a list
def gradients(X, W, g):
    return [(W @ g.T).T, (g.T @ X).T]


# --- one outer product for each row
def gradients(X, W, g):
    dW = 0 * W
    for x, row in zip(X, g):
        dW += x[:, None] * row
    return (g[:, None, :] * W).sum(axis=2), dW

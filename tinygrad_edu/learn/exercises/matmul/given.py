"""What do the two factors of a matrix product owe to the loss?

Y = X @ W, so Y[i, j] = Σₖ X[i, k] W[k, j]: each entry of X is used once for each column of W,
and each entry of W once for each row of X.
X has shape (n, k), W has shape (k, m), and Y has shape (n, m).
From the loss comes g = ∂L/∂Y, of shape (n, m). A gradient has the shape of its own array.
For X = [[2]], W = [[5]], g = [[10]] the gradients are [[50]] and [[20]].
"""

from tinygrad_edu.learn import check


def gradients(X, W, g):
    """∂L/∂X and ∂L/∂W: (n, k), (k, m), (n, m) -> (n, k) and (k, m)."""
    ...  # TODO: return both


check(__file__)

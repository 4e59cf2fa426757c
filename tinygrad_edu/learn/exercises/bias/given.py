"""What does each bias owe to the rows of a batch?

A layer adds the same bias b to every row: Z = X @ W.T + b.
X has shape (n, k), W has shape (m, k), b has shape (m,), and Z has shape (n, m).
From the loss comes g = ∂L/∂Z, of shape (n, m).
"""

from tinygrad_edu.learn import check


def bias_gradient(g):
    """∂L/∂b, of the shape of b: (n, m) -> (m,)."""
    ...  # TODO: return it


check(__file__)

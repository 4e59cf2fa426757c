"""What are the gradients of a whole layer, for a batch?

A layer of sigmoids: Z = X @ W.T + b and A = 1 / (1 + exp(−Z)), for n rows at once.
The cost of a row is the sum of its squared errors; C is the mean cost of the rows:
C = Σ (A − T)² / n.
X has shape (n, k), W has shape (m, k), b has shape (m,); A and the targets T have shape (n, m).
Walk back from C: first to A, then to Z, then to W, b and X.
For X = [[2]], W = [[0]], b = [0], T = [[0]] the gradients are [[0.5]], [0.25] and [[0]].
"""

import numpy as np

from tinygrad_edu.learn import check


def gradients(X, W, b, T):
    """∂C/∂W, ∂C/∂b and ∂C/∂X: of shapes (m, k), (m,) and (n, k)."""
    A = 1 / (1 + np.exp(-(X @ W.T + b)))  # (n, k) @ (k, m) + (m,) -> (n, m)
    ...  # TODO: ∂C/∂Z, of shape (n, m); with it all three, and return them


check(__file__)

def gradients(X, W, g):
    """∂L/∂X and ∂L/∂W: (n, k), (k, m), (n, m) -> (n, k) and (k, m)."""
    return g @ W.T, X.T @ g

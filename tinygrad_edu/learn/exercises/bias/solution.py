def bias_gradient(g):
    """∂L/∂b, of the shape of b: (n, m) -> (m,)."""
    return g.sum(axis=0)

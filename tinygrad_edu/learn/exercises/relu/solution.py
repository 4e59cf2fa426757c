def gradient(x, g):
    """∂L/∂x, of the shape of x and g."""
    return g * (x > 0)

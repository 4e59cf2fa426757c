def slope(a):
    """The slope ∂a/∂z of the sigmoid, where its output is a."""
    return a * (1 - a)

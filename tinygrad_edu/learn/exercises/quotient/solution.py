def quotient(f, x, h):
    """The slope of f at x, measured with steps of h to both sides."""
    return (f(x + h) - f(x - h)) / (2 * h)

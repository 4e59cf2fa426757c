def step(w, slope, rate):
    """The new w."""
    return w - rate * slope

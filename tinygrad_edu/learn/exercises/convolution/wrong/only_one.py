"""You gave one array, ∂L/∂w. What does x owe? The docstring asks for both: `return dw, dx`."""


def gradients(x, w, g):
    return np.correlate(x, g)

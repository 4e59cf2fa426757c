"""Both arrays are right, in the other order: the docstring asks for ∂L/∂w first."""


def gradients(x, w, g):
    return np.convolve(g, w), np.correlate(x, g)

"""Your ∂L/∂w knows only the first place of the window. The same weights are used at each place:
how do paths come together?
"""


def gradients(x, w, g):
    return g[0] * x[: len(w)], np.convolve(g, w)

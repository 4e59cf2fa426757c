"""∂L/∂w holds only what the last place of the window sends back. The same weights are used at
each place: how do paths come together?
"""


def gradients(x, w, g):
    return g[-1] * x[len(g) - 1 :], np.convolve(g, w)

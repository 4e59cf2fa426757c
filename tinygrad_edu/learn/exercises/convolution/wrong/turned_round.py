"""∂L/∂w is right. In ∂L/∂x the window goes the wrong way round: which weight met x[0], the first
or the last?
"""


def gradients(x, w, g):
    dw = np.array([(g * x[k : k + len(g)]).sum() for k in range(len(w))])
    return dw, np.convolve(g, w[::-1])

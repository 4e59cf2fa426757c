"""∂L/∂x is right. The entries of ∂L/∂w stand in the wrong order: which entries of x does w[0]
meet, the first ones or the last ones?
"""


def gradients(x, w, g):
    dw = np.array([(g * x[k : k + len(g)]).sum() for k in range(len(w))])
    return dw[::-1], np.convolve(g, w)

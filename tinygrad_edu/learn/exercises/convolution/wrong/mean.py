"""In ∂L/∂w you took the mean over the places. Each place pushes the weight, and nobody divides
here.
"""


def gradients(x, w, g):
    dw = np.array([(g * x[k : k + len(g)]).mean() for k in range(len(w))])
    return dw, np.convolve(g, w)

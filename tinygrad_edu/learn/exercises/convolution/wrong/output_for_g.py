"""You put y in the place of g. What comes back is multiplied by ∂L/∂y, and not by y."""


def gradients(x, w, g):
    dw = np.zeros(len(w))
    dx = np.zeros(len(x))
    y = np.correlate(x, w)
    for i in range(len(g)):
        for j in range(len(w)):
            dw[j] += y[i] * x[i + j]
            dx[i + j] += y[i] * w[j]
    return dw, dx

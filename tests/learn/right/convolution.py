# --- slices
def gradients(x, w, g):
    dw = np.array([(g * x[k : k + len(g)]).sum() for k in range(len(w))])
    dx = np.zeros(len(x))
    for k in range(len(w)):
        dx[k : k + len(g)] += w[k] * g
    return dw, dx


# --- functions of NumPy
def gradients(x, w, g):
    return np.correlate(x, g, mode="valid"), np.convolve(g, w)


# --- a matrix of windows
def gradients(x, w, g):
    place = np.arange(len(g))[:, None] + np.arange(len(w))
    dx = np.zeros_like(x)
    np.add.at(dx, place, np.outer(g, w))
    return g @ x[place], dx


# --- lists of plain numbers
def gradients(x, w, g):
    dw = [sum(g[i] * x[i + j] for i in range(len(g))) for j in range(len(w))]
    dx = [sum(g[k - j] * w[j] for j in range(len(w)) if 0 <= k - j < len(g)) for k in range(len(x))]
    return [dw, dx]

# --- 1 at x = 0
def gradient(x, g):
    return g * (x >= 0)


# --- a choice for each entry
def gradient(x, g):
    return np.where(x > 0, g, 0)


# --- g is changed in place
def gradient(x, g):
    g[x <= 0] = 0
    return g


# --- a half at x = 0
def gradient(x, g):
    return g * (1 + np.sign(x)) / 2


# --- measured, with a nudge to both sides
def gradient(x, g, h=1e-6):
    return g * (np.maximum(x + h, 0) - np.maximum(x - h, 0)) / (2 * h)


# --- with a tensor
def gradient(x, g):
    t = tg.Tensor(x, requires_grad=True)
    (tg.relu(t) * g).sum().backward()
    return t.grad

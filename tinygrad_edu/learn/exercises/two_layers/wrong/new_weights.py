"""You made a step already: those are w1 and w2 after it. Asked for are the gradients themselves."""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (w2 * h - t)
    return w1 - g_y * w2 * (1 - h * h) * x, w2 - g_y * h

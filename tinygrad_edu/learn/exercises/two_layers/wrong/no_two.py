"""Your gradients are half of the right ones. How steep is the square of y − t?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = w2 * h - t
    return g_y * w2 * (1 - h * h) * x, g_y * h

"""You began with 2y, as if the target were 0. What is squared in the loss?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * w2 * h
    return g_y * w2 * (1 - h * h) * x, g_y * h

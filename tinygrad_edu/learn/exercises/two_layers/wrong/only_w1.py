"""That is ∂loss/∂w1, and it is right. And the second weight?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (w2 * h - t)
    return g_y * w2 * (1 - h * h) * x

"""∂loss/∂w1 is right. On the way from the loss to w2, is there a tanh?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (w2 * h - t)
    return g_y * w2 * (1 - h * h) * x, g_y * h * (1 - h * h)

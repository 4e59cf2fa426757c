"""The numbers are right, and they stand in the other order. Which one is asked for first?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (w2 * h - t)
    return g_y * h, g_y * w2 * (1 - h * h) * x

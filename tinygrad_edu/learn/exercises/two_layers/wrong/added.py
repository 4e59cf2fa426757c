"""∂loss/∂w2 is right. On the way to w1 you added w2. What do slopes along one path do?"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (w2 * h - t)
    return (g_y + w2) * (1 - h * h) * x, g_y * h

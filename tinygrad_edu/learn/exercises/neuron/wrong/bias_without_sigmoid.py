"""∂loss/∂w is right. On the way to b you stepped over the sigmoid: how steep is it?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_a = 2 * (a - t)
    return g_a * a * (1 - a) * x, g_a

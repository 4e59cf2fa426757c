"""∂loss/∂w is right. For b you gave 1: that is how many times as much z moves. And the loss?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, 1

"""Your gradients are half of the right ones. How steep is the square of a − t?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = (a - t) * a * (1 - a)
    return g_z * x, g_z

"""You began with the loss itself, (a − t)². How steep is it when a moves?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = (a - t) ** 2 * a * (1 - a)
    return g_z * x, g_z

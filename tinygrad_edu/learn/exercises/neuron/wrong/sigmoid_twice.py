"""You put a into the sigmoid again to find its slope. But a is its output already."""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    s = 1 / (1 + np.exp(-a))
    g_z = 2 * (a - t) * s * (1 - s)
    return g_z * x, g_z

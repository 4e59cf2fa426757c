"""You went from the loss to z as if a moved as much as z. How steep is the sigmoid in between?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t)
    return g_z * x, g_z

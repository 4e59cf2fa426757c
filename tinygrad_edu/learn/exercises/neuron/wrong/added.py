"""You added what the loss and the sigmoid bring. Along a path, slopes do something else."""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) + a * (1 - a)
    return g_z * x, g_z

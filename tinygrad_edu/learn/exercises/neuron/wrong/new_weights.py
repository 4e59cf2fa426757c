"""You made a step already: those are w and b after it. Asked for are the gradients themselves."""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return w - g_z * x, b - g_z

"""You gave three numbers; the last is ∂loss/∂x. x is data: for which two is the gradient asked?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z, g_z * w

"""∂loss/∂w is right, and b gets the same number from you. Is b multiplied by x on the way to z?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z * x

"""The numbers are right, and they stand in the other order. Which one is asked for first?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z, g_z * x

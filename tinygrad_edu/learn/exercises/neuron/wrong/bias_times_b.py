"""∂loss/∂w is right. For b you multiplied by b: if b moves by h, how many h does z move?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z * b

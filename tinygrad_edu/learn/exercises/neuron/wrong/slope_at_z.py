"""You took z(1 − z) for the slope of the sigmoid. Which number does its formula want: what goes
in, or what comes out?
"""


def gradient(w, b, x, t):
    z = w * x + b
    a = 1 / (1 + np.exp(-z))
    g_z = 2 * (a - t) * z * (1 - z)
    return g_z * x, g_z

"""You took 1 − a², which is the slope of tanh. Which slope does the sigmoid have?"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * (1 - a * a)
    return g_z * x, g_z

"""Your gradients are those of a neuron without its bias. What is added to w · x on the way
forward?
"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-w * x))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z

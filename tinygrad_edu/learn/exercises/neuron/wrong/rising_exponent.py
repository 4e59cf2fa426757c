"""Your neuron falls when z rises: 1 / (1 + eᶻ) is not the sigmoid. Which sign does z have in
its formula?
"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(w * x + b))
    g_z = 2 * (a - t) * a * (1 - a)
    return g_z * x, g_z

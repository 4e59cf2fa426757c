"""The slope of the sigmoid is a · (1 − a). Python does × before −, so yours is what came before it
times a, minus a. What belongs into parentheses?
"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    g_z = 2 * (a - t) * a * 1 - a
    return g_z * x, g_z

"""Your gradients have the right size and the wrong sign. If y is larger than t and grows, does
the loss rise or fall?
"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_y = 2 * (t - w2 * h)
    return g_y * w2 * (1 - h * h) * x, g_y * h

"""∂loss/∂w2 is right, and ∂loss/∂w1 is h times what it should be. The way to w1 goes from y
straight to h: which number comes in at y?
"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    g_w2 = 2 * (w2 * h - t) * h
    return g_w2 * w2 * (1 - h * h) * x, g_w2

"""Those are the gradients of y, the network's output. What does the loss make of it when y
moves?
"""


def gradient(w1, w2, x, t):
    h = np.tanh(w1 * x)
    return w2 * (1 - h * h) * x, h

"""That is the loss itself. Two numbers are asked for: how fast it moves with w1, and how fast
with w2.
"""


def gradient(w1, w2, x, t):
    return (w2 * np.tanh(w1 * x) - t) ** 2

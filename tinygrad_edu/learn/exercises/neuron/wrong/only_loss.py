"""Those are ∂loss/∂a, twice. The way goes on from a to z, and from z to w and to b: which local
derivatives are on it?
"""


def gradient(w, b, x, t):
    a = 1 / (1 + np.exp(-(w * x + b)))
    return 2 * (a - t), 2 * (a - t)

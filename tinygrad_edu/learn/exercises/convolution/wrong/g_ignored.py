"""Nothing of g is in your results: they are right only if g is 1 at each place. What comes in
from the loss?
"""


def gradients(x, w, g):
    ones = np.ones(len(g))
    return np.correlate(x, ones), np.convolve(ones, w)

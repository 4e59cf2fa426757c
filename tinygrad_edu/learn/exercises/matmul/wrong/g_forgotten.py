"""That is right if each entry of g is 1. Here g says how much each entry of Y matters: where does
it come in?
"""


def gradients(X, W, g):
    ones = 0 * g + 1
    return ones @ W.T, X.T @ ones

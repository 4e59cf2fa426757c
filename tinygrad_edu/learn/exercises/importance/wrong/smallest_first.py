"""These are the places of all weights, and those that matter least come first. Which are asked
for?
"""


def most_important(gradient, k):
    return np.argsort(np.abs(gradient))

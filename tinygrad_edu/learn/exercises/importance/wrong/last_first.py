"""These are the right places, with the most important one at the end. Which one should come
first?
"""


def most_important(gradient, k):
    return np.argsort(np.abs(gradient))[-k:]

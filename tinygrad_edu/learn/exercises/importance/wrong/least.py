"""These are the weights that matter least. At which end of the order are the others?"""


def most_important(gradient, k):
    return np.argsort(np.abs(gradient))[:k]

"""That is the place of the most important weight. Which ones come after it, until there are k?"""


def most_important(gradient, k):
    return np.argmax(np.abs(gradient))

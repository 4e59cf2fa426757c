"""You gave the slopes themselves. Where do they stand in the gradient?"""


def most_important(gradient, k):
    return gradient[np.argsort(-np.abs(gradient))[:k]]

"""You gave how large the slopes are. Where do they stand in the gradient?"""


def most_important(gradient, k):
    return np.sort(np.abs(gradient))[::-1][:k]

"""You looked at the first k weights only. Which of all the weights matter most?"""


def most_important(gradient, k):
    return np.argsort(-np.abs(gradient[:k]))

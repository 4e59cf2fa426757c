"""That is how long the gradient is. What is asked for is a vector: which way should it point?"""


def steepest(gradient, length):
    return np.sqrt((gradient**2).sum())

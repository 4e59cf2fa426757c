"""That is one number. What is asked for is a vector: how far should each weight move?"""


def steepest(gradient, length):
    return -length * np.sqrt((gradient**2).sum())

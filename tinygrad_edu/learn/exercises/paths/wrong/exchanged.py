"""The numbers are right, and they stand in the other order. Which one is asked for first?"""


def gradient(x, y):
    return x, y + np.cos(x)

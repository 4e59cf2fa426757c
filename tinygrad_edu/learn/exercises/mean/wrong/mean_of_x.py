"""That is the mean itself, times g. A slope asks how the mean moves, for each entry of x."""


def gradient(x, g):
    return g * x.mean()

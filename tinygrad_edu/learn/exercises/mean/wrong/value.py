"""You multiplied by the mean itself. A slope asks how the mean moves, not how large it is."""


def gradient(x, g):
    return np.full(x.shape, g * x.mean())

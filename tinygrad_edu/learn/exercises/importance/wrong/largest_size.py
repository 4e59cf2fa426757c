"""You gave the size of the largest slope. Where does it stand in the gradient, and which ones
come after it?
"""


def most_important(gradient, k):
    return np.abs(gradient).max()

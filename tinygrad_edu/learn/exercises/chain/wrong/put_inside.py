"""You took the cosine at 2x. At which place is the sine, and where does the slope of x² belong?"""


def slope(x):
    return np.cos(2 * x)

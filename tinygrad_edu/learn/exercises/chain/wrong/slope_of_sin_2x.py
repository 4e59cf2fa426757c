"""That is the slope of sin(2x). Where does the square of x have to stand?"""


def slope(x):
    return 2 * np.cos(2 * x)

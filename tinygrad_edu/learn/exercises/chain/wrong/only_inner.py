"""That is how many times as much as x the square moves. What does the sine make of it?"""


def slope(x):
    return 2 * x

"""Your slope has the right size and the wrong sign. To the right of 0, does x² rise or fall?"""


def slope(x):
    return -2 * x

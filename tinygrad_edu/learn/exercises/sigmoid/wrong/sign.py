"""Your slope has the right size and the wrong sign. Does a rise or fall when z rises?"""


def slope(a):
    return a * (a - 1)

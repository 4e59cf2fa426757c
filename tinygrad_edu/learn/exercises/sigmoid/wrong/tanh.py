"""That is the slope of tanh from its output. Near a = 0 the sigmoid is flat: what would your
slope be there?
"""


def slope(a):
    return 1 - a * a

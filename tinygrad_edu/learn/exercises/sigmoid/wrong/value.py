"""That is the output itself. Near a = 1 the sigmoid is flat: what would your slope be there?"""


def slope(a):
    return a

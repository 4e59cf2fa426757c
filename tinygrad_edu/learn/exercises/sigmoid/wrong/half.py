"""a / 2 fits at a = 0.5. Near a = 1 the sigmoid is flat: what would your slope be there?"""


def slope(a):
    return a / 2

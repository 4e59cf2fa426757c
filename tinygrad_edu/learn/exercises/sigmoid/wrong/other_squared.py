"""You squared 1 − a. Near a = 0 the sigmoid is flat, too: what would your slope be there?"""


def slope(a):
    return (1 - a) ** 2

"""Near a = 0 the sigmoid is flat, too. What would your slope be there?"""


def slope(a):
    return 1 - a

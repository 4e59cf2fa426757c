"""Near a = 1 the sigmoid is flat. What would your slope be there?"""


def slope(a):
    return a * a

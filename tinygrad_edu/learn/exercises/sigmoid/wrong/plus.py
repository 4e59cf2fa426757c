"""Near a = 1 the sigmoid is flat. Your slope is 2 there: which sign makes it 0?"""


def slope(a):
    return a * (1 + a)

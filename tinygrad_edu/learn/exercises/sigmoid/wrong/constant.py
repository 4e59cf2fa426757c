"""The sigmoid is 0.25 steep in the middle, where a is 0.5. How steep is it where a is near 0,
or near 1?
"""


def slope(a):
    return 0.25

"""Python does × before −. So a * 1 − a is 0 for every a: what belongs into parentheses?"""


def slope(a):
    return a * 1 - a

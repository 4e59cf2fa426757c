"""x² = x · x has two factors that move with x, and each of them makes it grow by x · h. Where
is the second?
"""


def slope(x):
    return x

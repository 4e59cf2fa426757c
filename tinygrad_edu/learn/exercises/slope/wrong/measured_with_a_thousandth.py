"""You measured with h = 0.001, and that much is left in your result. What remains of
((x + h)² − x²) / h when h shrinks to 0?
"""


def slope(x):
    h = 0.001
    return ((x + h) ** 2 - x**2) / h

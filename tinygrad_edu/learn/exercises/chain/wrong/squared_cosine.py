"""You squared the cosine of x. What is squared here: x, or something that is computed from it?"""


def slope(x):
    return 2 * x * np.cos(x) ** 2

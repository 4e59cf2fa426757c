"""You gave the largest slopes themselves. Asked for are places; and a slope of −3 moves the
cost as much as one of 3.
"""


def most_important(gradient, k):
    return np.sort(gradient)[::-1][:k]

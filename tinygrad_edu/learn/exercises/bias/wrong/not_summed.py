"""You gave g itself. Each bias was used in all rows: what does it owe to each of them?"""


def bias_gradient(g):
    return g

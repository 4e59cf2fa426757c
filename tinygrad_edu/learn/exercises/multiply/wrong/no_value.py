"""That is the number x · y. A number remembers nothing: in what does `add` wrap it?"""


def multiply(x, y):
    return x.data * y.data

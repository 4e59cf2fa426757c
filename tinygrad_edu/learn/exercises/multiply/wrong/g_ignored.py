"""You passed on the local derivatives alone. What does back get, and what is it for?"""


def multiply(x, y):
    def back(g):
        x.grad += y.data
        y.grad += x.data

    return Value(x.data * y.data, (x, y), back)

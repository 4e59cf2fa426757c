"""For two different factors all is right. In x · x, x.grad gets only one of the two
contributions. What does each line of your back do if x and y are the same Value?
"""


def multiply(x, y):
    def back(g):
        x.grad += g * y.data
        if y is not x:
            y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back)

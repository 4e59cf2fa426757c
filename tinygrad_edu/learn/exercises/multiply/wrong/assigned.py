"""For two different factors all is right. In x · x the second use erases what the first one
gave: what should it do instead?
"""


def multiply(x, y):
    def back(g):
        x.grad = g * y.data
        y.grad = g * x.data

    return Value(x.data * y.data, (x, y), back)

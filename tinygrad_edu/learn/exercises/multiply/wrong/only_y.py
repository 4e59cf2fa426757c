"""y gets its part. x is a factor, too: what does it get?"""


def multiply(x, y):
    def back(g):
        y.grad += g * x.data

    return Value(x.data * y.data, (x, y), back)

"""x gets its part. y is a factor, too: what does it get?"""


def multiply(x, y):
    def back(g):
        x.grad += g * y.data

    return Value(x.data * y.data, (x, y), back)

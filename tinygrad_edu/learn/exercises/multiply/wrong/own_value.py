"""Each factor got g times its own value. If x moves by h, how many h does x · y move: x, or y?"""


def multiply(x, y):
    def back(g):
        x.grad += g * x.data
        y.grad += g * y.data

    return Value(x.data * y.data, (x, y), back)

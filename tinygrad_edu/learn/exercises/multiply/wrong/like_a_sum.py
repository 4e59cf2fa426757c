"""Both factors got g, as in a sum. If x moves by h, how many h does x · y move?"""


def multiply(x, y):
    def back(g):
        x.grad += g
        y.grad += g

    return Value(x.data * y.data, (x, y), back)

"""You multiplied g by the result. That says how large the product is: how many times as much as
x does it move?
"""


def multiply(x, y):
    z = x.data * y.data

    def back(g):
        x.grad += g * z
        y.grad += g * z

    return Value(z, (x, y), back)

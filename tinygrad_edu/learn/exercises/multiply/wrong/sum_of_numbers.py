"""The number of your result is x + y. What does back belong to: a sum, or a product?"""


def multiply(x, y):
    def back(g):
        x.grad += g * y.data
        y.grad += g * x.data

    return Value(x.data + y.data, (x, y), back)

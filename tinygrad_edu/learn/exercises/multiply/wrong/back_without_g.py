"""back is called with g, the gradient that arrives at the result. What does yours take?"""


def multiply(x, y):
    result = Value(x.data * y.data, (x, y))

    def back():
        x.grad += result.grad * y.data
        y.grad += result.grad * x.data

    result.back = back
    return result

"""You gave back three things side by side. What makes one node of them?"""


def multiply(x, y):
    def back(g):
        x.grad += g * y.data
        y.grad += g * x.data

    return x.data * y.data, (x, y), back

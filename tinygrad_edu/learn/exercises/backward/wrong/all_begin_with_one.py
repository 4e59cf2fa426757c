"""The gradients of all values began with 1. Only that of root is known from the start: what
should the others begin with?
"""


def backward(root):
    values = order(root)
    for value in values:
        value.grad = 1.0
    for value in values:
        if value.back:
            value.back(value.grad)

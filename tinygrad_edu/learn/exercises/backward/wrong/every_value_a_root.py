"""In each round you began again with 1. Only the gradient of root is known from the start: what
about the others?
"""


def backward(root):
    for value in order(root):
        value.grad = 1.0
        if value.back:
            value.back(value.grad)

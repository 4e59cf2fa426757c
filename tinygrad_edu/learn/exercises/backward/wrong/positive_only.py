"""A value with a negative gradient passed nothing on. What does a negative gradient say: that
the loss does not move, or which way it moves?
"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back and value.grad > 0:
            value.back(value.grad)

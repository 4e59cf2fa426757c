"""The leaves have the right gradients, and the others have lost theirs. What should y.grad hold
at the end?
"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back:
            value.back(value.grad)
            value.grad = 0.0

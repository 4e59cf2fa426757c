"""root passed its gradient on twice: before the loop, and in it. What comes first in the order?"""


def backward(root):
    root.grad = 1.0
    root.back(root.grad)
    for value in order(root):
        if value.back:
            value.back(value.grad)

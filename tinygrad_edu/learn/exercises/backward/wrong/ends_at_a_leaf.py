"""You stopped at the first leaf. May other values come after it, which have something to pass
on?
"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if not value.back:
            break
        value.back(value.grad)

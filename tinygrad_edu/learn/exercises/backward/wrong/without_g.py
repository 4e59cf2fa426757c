"""You called back without a number. What does it need, to know how much it should pass on?"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back:
            value.back()

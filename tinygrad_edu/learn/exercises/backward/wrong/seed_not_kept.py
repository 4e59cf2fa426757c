"""The gradients of all others are right. root.grad is still 0: what is ∂L/∂L?"""


def backward(root):
    for value in order(root):
        if value.back:
            value.back(1.0 if value is root else value.grad)

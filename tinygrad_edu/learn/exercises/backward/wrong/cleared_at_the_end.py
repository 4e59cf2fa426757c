"""All gradients are 0 at the end. What happened to them after the walk?"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back:
            value.back(value.grad)
    for value in order(root):
        value.grad = 0.0

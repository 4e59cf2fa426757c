"""root has its gradient, and nobody else has one. Who passes on what root has?"""


def backward(root):
    root.grad = 1.0
    for value in order(root)[1:]:
        if value.back:
            value.back(value.grad)

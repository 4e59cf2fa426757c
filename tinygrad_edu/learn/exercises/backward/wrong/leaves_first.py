"""You began at the leaves. Which value knows its gradient at the beginning?"""


def backward(root):
    root.grad = 1.0
    for value in order(root)[::-1]:
        if value.back:
            value.back(value.grad)

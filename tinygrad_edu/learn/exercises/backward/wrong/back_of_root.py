"""You called the back of root in each round. Whose turn is it in each round?"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back:
            root.back(value.grad)

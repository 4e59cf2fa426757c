"""You called backward for each input, and so each of them began again with 1. For which value
is the gradient 1?
"""


def backward(root):
    root.grad = 1.0
    if root.back:
        root.back(root.grad)
    for x in root.inputs:
        backward(x)

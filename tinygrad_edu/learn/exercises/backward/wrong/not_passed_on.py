"""root has its 1, and no back was called. How is the function in value.back called, and with
what?
"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        value.back

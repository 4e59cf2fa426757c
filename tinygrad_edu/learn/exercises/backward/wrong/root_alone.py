"""root passed its gradient on, and then you stopped. Which values have something to pass on now?"""


def backward(root):
    root.grad = 1.0
    root.back(root.grad)

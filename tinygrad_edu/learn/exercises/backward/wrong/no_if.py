"""A value that was not computed has no back: it is None, and None cannot be called. What should
be asked before the call, and of which value?
"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        value.back(value.grad)

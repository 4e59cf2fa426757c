"""A value that was reached again passed on again what it had passed on before: once for each way
that leads to it. What is order there for?
"""


def backward(root):
    root.grad = 1.0

    def go(value):
        if value.back:
            value.back(value.grad)
        for x in value.inputs:
            go(x)

    go(root)

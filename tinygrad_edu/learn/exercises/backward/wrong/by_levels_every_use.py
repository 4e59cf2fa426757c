"""You went level by level, and a value that was reached again passed on again what it had passed on
before. What is order there for?
"""


def backward(root):
    root.grad = 1.0
    values = [root]
    for value in values:
        if value.back:
            value.back(value.grad)
        values += value.inputs

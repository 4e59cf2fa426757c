"""root did not pass on what it has: you began with its inputs. Which values are in the order?"""


def backward(root):
    root.grad = 1.0
    for value in root.inputs:
        if value.back:
            value.back(value.grad)

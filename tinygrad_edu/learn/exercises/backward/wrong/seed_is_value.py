"""You began with the number of root. That is how large it is: how many times as much as root
does root move?
"""


def backward(root):
    root.grad = root.data
    for value in order(root):
        if value.back:
            value.back(value.grad)

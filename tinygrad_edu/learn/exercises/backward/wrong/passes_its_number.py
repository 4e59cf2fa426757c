"""Every value passed on its number. What has arrived at a value by the time when it is its turn?"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value.back:
            value.back(value.data)

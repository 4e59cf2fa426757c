"""You set each grad to 0 when it was its turn. What had arrived there by then?"""


def backward(root):
    root.grad = 1.0
    for value in order(root):
        if value is not root:
            value.grad = 0.0
        if value.back:
            value.back(value.grad)

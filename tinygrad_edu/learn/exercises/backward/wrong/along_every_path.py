"""You called back of y once for each path to it, and the second time it passed on the first
part again. What is order there for?
"""


def backward(root):
    root.grad = 1.0

    def go(value):
        if value.back:
            value.back(value.grad)
        for x in dict.fromkeys(value.inputs):
            go(x)

    go(root)

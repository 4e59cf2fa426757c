"""You went level by level, and y passed on what it had before z had given its part. Which order
makes y wait?
"""


def backward(root):
    root.grad = 1.0
    values = [root]
    for value in values:
        if value.back:
            value.back(value.grad)
        values += [x for x in dict.fromkeys(value.inputs) if x not in values]

"""All gradients are 0, that of root as well. If root moves by 0.1, how much does root move?"""


def backward(root):
    for value in order(root):
        if value.back:
            value.back(value.grad)

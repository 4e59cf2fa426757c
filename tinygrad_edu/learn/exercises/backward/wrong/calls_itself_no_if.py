"""You called backward for each input, with 1 as its gradient. For which value is it 1? And at
the end stands a leaf, whose back is None.
"""


def backward(root):
    root.grad = 1.0
    root.back(root.grad)
    for x in root.inputs:
        backward(x)

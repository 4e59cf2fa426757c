"""Your list holds the inputs of root. What about root itself, and the inputs of its inputs?"""


def order(root):
    return list(root.inputs)

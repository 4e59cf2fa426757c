"""Your list holds root, and something other than a Value for each of its inputs: a list, perhaps.
All values should stand in one list.
"""


def order(root):
    return [root] + [order(x) for x in root.inputs]

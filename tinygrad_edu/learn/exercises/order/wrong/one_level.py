"""Your list ends with the inputs of root. They have inputs, too: how do you get to those?"""


def order(root):
    return [root, *dict.fromkeys(root.inputs)]

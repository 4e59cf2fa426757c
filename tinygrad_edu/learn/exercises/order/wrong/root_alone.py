"""Your list holds root alone. What was it computed from?"""


def order(root):
    return [root]

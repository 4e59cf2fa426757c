"""You entered a value once for each path that leads to it. How do you know that a value is in
the list already?
"""


def order(root):
    found = [root]
    for value in found:
        found.extend(value.inputs)
    return found

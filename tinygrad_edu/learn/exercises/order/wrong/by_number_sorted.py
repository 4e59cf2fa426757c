"""You sorted by the numbers. Which number a value has says nothing about who uses it."""


def order(root):
    found = [root]
    for value in found:
        found.extend(x for x in dict.fromkeys(value.inputs) if x not in found)
    return sorted(found, key=lambda value: -value.data)

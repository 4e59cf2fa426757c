"""You went level by level. A value one step from root may also be three steps from it, on
another path: who has to come first?
"""


def order(root):
    found = [root]
    for value in found:
        for x in value.inputs[::-1]:
            if x not in found:
                found.append(x)
    return found

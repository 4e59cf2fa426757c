"""The list is right only as long as it is the first one: your function keeps values of earlier
graphs. Where is its list made, and how often?
"""


def order(root, found=[]):
    if root not in found:
        for x in root.inputs:
            order(x, found)
        found.append(root)
    return found[::-1]

"""The first call is right. The second one gives what the first one gave, and more: which list
do both of them fill?
"""


def order(root, found=[], seen=None):
    seen = set() if seen is None else seen
    if root not in seen:
        seen.add(root)
        for x in root.inputs[::-1]:
            order(x, found, seen)
        found.insert(0, root)
    return found

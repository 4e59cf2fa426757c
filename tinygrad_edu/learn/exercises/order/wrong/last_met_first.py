"""You always went on with the value that was met last, and entered it at once. There may be a
value, still waiting, that uses it, too.
"""


def order(root):
    found, waiting = [], [root]
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.append(value)
            waiting.extend(value.inputs)
    return found

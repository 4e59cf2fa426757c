"""You followed one input of each value. Those that have two need both."""


def order(root):
    found = [root]
    while found[-1].inputs:
        found.append(found[-1].inputs[0])
    return found

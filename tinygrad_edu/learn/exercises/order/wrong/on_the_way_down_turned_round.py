"""Your list ends with root, and it was entered before its inputs. Which should come first in
the end: a value, or its inputs?
"""


def order(root):
    found = []

    def visit(value):
        if value not in found:
            found.append(value)
            for x in value.inputs:
                visit(x)

    visit(root)
    return found[::-1]

"""You entered a value once for each path that leads to it. How do you know that a value is in
the list already?
"""


def order(root):
    found = []

    def visit(value):
        for x in value.inputs:
            visit(x)
        found.append(value)

    visit(root)
    return found[::-1]

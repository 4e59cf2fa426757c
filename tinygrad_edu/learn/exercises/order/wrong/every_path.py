"""You entered a value once for each path that leads to it. How do you know that a value is in
the list already?
"""


def order(root):
    found = []

    def visit(value):
        found.append(value)
        for x in value.inputs:
            visit(x)

    visit(root)
    return found

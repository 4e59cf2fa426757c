"""Your list begins with the leaves. Which value knows its gradient at the beginning?"""


def order(root):
    found = []

    def visit(value):
        if value not in found:
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found

"""The inputs are in the right order. Which value is not in your list?"""


def order(root):
    found = []

    def visit(value):
        if value not in found:
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found[::-1][1:]

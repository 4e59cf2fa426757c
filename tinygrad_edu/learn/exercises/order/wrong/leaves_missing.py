"""The values that were computed are in the right order. Which values are not in your list?"""


def order(root):
    found = []

    def visit(value):
        if value not in found and value.inputs:
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found[::-1]

"""You entered a value when you first met it. There may be another value in front, not met yet,
that uses it, too.
"""


def order(root):
    found = []

    def visit(value):
        if value not in found:
            found.append(value)
            for x in value.inputs:
                visit(x)

    visit(root)
    return found

"""Two values with the same number are two values. You left one of them out: what did you
compare?
"""


def order(root):
    found, seen = [], set()

    def visit(value):
        if value.data not in seen:
            seen.add(value.data)
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found[::-1]

"""The first call is right, and the second one gives less. What does your function keep from one
call to the next?
"""

seen = set()


def order(root):
    found = []

    def visit(value):
        if value not in seen:
            seen.add(value)
            for x in value.inputs:
                visit(x)
            found.append(value)

    visit(root)
    return found[::-1]

"""Your list holds something other than the values themselves. Whose back should be called later?"""


def order(root):
    found, seen = [], set()

    def visit(value):
        if value not in seen:
            seen.add(value)
            for x in value.inputs:
                visit(x)
            found.append(value.data)

    visit(root)
    return found[::-1]

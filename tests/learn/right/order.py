# --- without recursion: a value is ready when all that use it are in the list
def order(root):
    uses = {root: 0}
    todo = [root]
    while todo:
        value = todo.pop()
        for x in value.inputs:
            if x not in uses:
                uses[x] = 0
                todo.append(x)
            uses[x] += 1
    ready, found = [root], []
    while ready:
        value = ready.pop()
        found.append(value)
        for x in value.inputs:
            uses[x] -= 1
            if uses[x] == 0:
                ready.append(x)
    return found


# --- every path, and of each value only the last place
def order(root):
    met = []

    def visit(value):
        met.append(value)
        for x in value.inputs:
            visit(x)

    visit(root)
    return [value for k, value in enumerate(met) if value not in met[k + 1 :]]


# --- each value in front of those that are there
def order(root, found=None):
    found = [] if found is None else found
    for x in root.inputs[::-1]:
        if all(x is not other for other in found):
            order(x, found)
    found.insert(0, root)
    return found


# --- by the longest way from root, however one gets there
def order(root):
    depth = {}

    def visit(value, steps):
        if depth.get(value, -1) < steps:
            depth[value] = steps
            for x in value.inputs:
                visit(x, steps + 1)

    visit(root, 0)
    return sorted(depth, key=depth.get)


# --- by height: a value stands above all its inputs
def order(root):
    heights = {}

    def height(value):
        if value not in heights:
            heights[value] = 1 + max(map(height, value.inputs), default=0)
        return heights[value]

    height(root)
    return sorted(heights, key=heights.get, reverse=True)

# --- the seed inside the loop
def backward(root):
    for value in order(root):
        if value is root:
            value.grad = 1
        if value.back is not None:
            value.back(value.grad)


# --- leaves are left out by their inputs, and all grads start again
def backward(root):
    values = order(root)
    for value in values:
        value.grad = 0.0
    values[0].grad = 1.0
    k = 0
    while k < len(values):
        if values[k].inputs:
            values[k].back(values[k].grad)
        k += 1


# --- a list from which the first one is taken
def backward(root):
    todo = list(order(root))
    root.grad += 1.0
    while todo:
        value = todo.pop(0)
        (value.back or print)(value.grad)

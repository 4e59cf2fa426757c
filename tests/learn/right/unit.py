# --- the whole Jacobian
@tg.differentiable
def unit(x, /):
    length = np.linalg.norm(x)
    jacobian = np.eye(len(x)) / length - np.outer(x, x) / length**3
    return x / length, lambda g: jacobian.T @ g


# --- a dot product
@tg.differentiable
def unit(x, /):
    n = np.sqrt(np.dot(x, x))
    return x / n, lambda g: g / n - x * np.dot(x, g) / n**3


# --- a loop over the entries
@tg.differentiable
def unit(x, /):
    length = sum(v * v for v in x) ** 0.5
    y = x / length

    def back(g):
        along = 0.0
        for a, b in zip(g, y):
            along += a * b
        return np.array([(a - along * b) / length for a, b in zip(g, y)])

    return y, back

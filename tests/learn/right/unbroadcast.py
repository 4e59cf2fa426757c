# --- all axes at once
def unbroadcast(g, shape):
    new = g.ndim - len(shape)
    small = (1,) * new + tuple(shape)
    repeated = tuple(k for k in range(g.ndim) if small[k] == 1)
    return g.sum(axis=repeated, keepdims=True).reshape(shape)


# --- each entry of g is added where its copy came from
def unbroadcast(g, shape):
    total = np.zeros(shape)
    size = total.size
    places = np.broadcast_to(np.arange(size).reshape(shape), g.shape)
    for place, value in zip(places.ravel(), g.ravel()):
        total.reshape(-1)[place] += value
    return total


# --- only axes whose size differs, and a shape that is put right at the end
def unbroadcast(g, shape):
    if g.shape == shape:
        return g
    padded = [1] * (g.ndim - len(shape)) + list(shape)
    for axis, (large, small) in enumerate(zip(g.shape, padded)):
        if large != small:
            g = np.expand_dims(g.sum(axis), axis)
    return np.reshape(g, shape)

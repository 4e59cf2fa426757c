# --- ones, times g
def gradient(x, g):
    return np.ones_like(x) * g / np.prod(x.shape)


# --- an array that is filled
def gradient(x, g):
    new = np.empty(x.shape)
    new[...] = g / x.ravel().shape[0]
    return new


# --- nothing of x but its shape
def gradient(x, g):
    return 0 * x + g / x.size


# --- with a tensor
def gradient(x, g):
    t = tg.Tensor(x, requires_grad=True)
    (t.mean() * g).backward()
    return t.grad

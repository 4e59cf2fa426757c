# --- a list of pairs
def batches(x, y, size, rng):
    order = list(range(len(x)))
    rng.shuffle(order)
    pieces = [order[k : k + size] for k in range(0, len(order), size)]
    return [(x[piece], y[piece]) for piece in pieces]


# --- both shuffled whole, then cut
def batches(x, y, size, rng):
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    while len(x):
        yield x[:size], y[:size]
        x, y = x[size:], y[size:]


# --- random numbers are sorted
def batches(x, y, size, rng):
    order = np.argsort(rng.random(len(x)))
    return [(x[rows], y[rows]) for rows in np.split(order, range(size, len(x), size))]


# --- the package's own
import tinygrad_edu as tg


def batches(x, y, size, rng):
    return tg.datasets.batches(x, y, size, rng)

import tinygrad_edu as tg


# --- image by image
def sure(model, rng, n=1000):
    count = 0
    for _ in range(n):
        if model(rng.random((1, 784))).data.max() > 0.5:
            count += 1
    return count / n


# --- within the graph's own methods, and by counting
def sure(model, rng, n=1000):
    largest = model(tg.Tensor(rng.uniform(size=(n, 784)))).max(axis=1)
    return np.count_nonzero(largest.numpy() > 0.5) / n


# --- in two batches, sorted
def sure(model, rng, n=1000):
    first, second = n // 2, n - n // 2
    parts = [model(rng.random((k, 784))).data for k in (first, second)]
    return np.mean(np.sort(np.concatenate(parts), axis=1)[:, -1] > 0.5)

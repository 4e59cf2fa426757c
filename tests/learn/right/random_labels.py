# --- the beginning of a permutation
def randomised(labels, share, rng):
    rows = rng.permutation(len(labels))[: round(share * len(labels))]
    new = np.array(labels)
    for row in rows:
        new[row] = rng.integers(10)
    return new


# --- a coin for each row
def randomised(labels, share, rng):
    return np.where(rng.random(len(labels)) < share, rng.integers(0, 10, len(labels)), labels)


# --- a list of digits
def randomised(labels, share, rng):
    new = labels.tolist()
    order = list(range(len(new)))
    rng.shuffle(order)
    for row in order[: int(share * len(new))]:
        new[row] = int(rng.choice(10))
    return new

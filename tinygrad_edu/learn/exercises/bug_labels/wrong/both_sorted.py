"""Sorting puts each column in an order of its own, and the labels, too: no row is a point any
more. Pairs must stay pairs.
"""


def train(x, labels):
    """The model, and the last loss of each of 12 epochs; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(12):
        x, labels = np.sort(x, axis=0), np.sort(labels)
        for k in range(0, len(x), 20):
            loss = cost(model(x[k : k + 20]), labels[k : k + 20])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return model, losses

"""The weights look random, but all units of a layer got the same row of them, and so stay the
same. Each unit needs weights of its own.
"""


def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng))
    for p in model.parameters():
        p.data[...] = rng.normal(size=p.shape[-1]) if p.ndim == 2 else 0.0
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(25):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

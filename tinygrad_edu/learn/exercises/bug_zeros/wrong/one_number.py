"""Each array got one random number, the same for all its entries, so all units of a layer are still
equal. Which argument of rng.normal asks for many numbers?
"""


def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng))
    for p in model.parameters():
        p.data[...] = rng.normal()
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

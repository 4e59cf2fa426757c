"""The loss falls, and more than half of the units are dead: 0 for each of the points. The few that
are left cannot do it. The first steps are still too long for them.
"""


def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.ReLU(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.3)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

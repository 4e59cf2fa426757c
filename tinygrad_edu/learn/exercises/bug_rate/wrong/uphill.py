"""A rate below 0 would climb instead of descend, and the optimiser refuses it. The direction is
right already: what else can be wrong with a step?
"""


def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=-0.5)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

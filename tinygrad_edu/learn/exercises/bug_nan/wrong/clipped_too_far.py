"""No nan any more, but a limit so far from 0 and 1 leaves the points that the model mistakes most
with almost no gradient: they teach it nothing. How near to 0 and 1 may p come, before a logarithm
breaks?
"""


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x).clip(0.01, 0.99)
        loss = -(target * tg.log(p) + (1 - target) * tg.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

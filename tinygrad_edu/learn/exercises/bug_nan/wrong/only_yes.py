"""Only the points with the target 1 count now. The loss falls as soon as the model says yes to all
points: what should it say to the others?
"""


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x).clip(1e-12)
        loss = -(target * tg.log(p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

"""You stop after the first loss that is nan, and the model has learned nothing by then. Which
operation makes it?
"""


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x)
        loss = -(target * tg.log(p) + (1 - target) * tg.log(1 - p)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if np.isnan(losses[-1]):
            break
    return model, losses

"""The losses look well now, and the model is full of nan: a nan that is replaced afterwards was
there before, and what comes back through the logarithm is nan, too. Which operation makes the
first one?
"""


def train(x, target):
    """The model, and the loss of each of 40 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), nn.Sigmoid())
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        p = model(x)
        loss = -(target * tg.log(p) + (1 - target) * tg.log(1 - p)).mean()
        loss = tg.nan_to_num(loss)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

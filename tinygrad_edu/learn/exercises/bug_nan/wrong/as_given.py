"""The loss becomes nan. Use `with tg.debug():` around the loop: which operation makes the first
number that is none, and of which p? What is ln 0, and what is 0 · ln 0?
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
    return model, losses

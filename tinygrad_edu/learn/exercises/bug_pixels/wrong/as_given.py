"""Nearly all outputs of the sigmoid are 0 or 1, where it is flat, and so almost no gradient comes
through. Print images.min() and images.max(): how large are the sums in front of the sigmoid?
"""


def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(40):
        loss = cost(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

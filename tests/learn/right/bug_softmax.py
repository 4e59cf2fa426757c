# --- ends with the last layer
def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng))
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


# --- the logarithm of probabilities
def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng), nn.Softmax(1)
    )
    cost = nn.NLL()
    optimizer = optim.SGD(model.parameters(), lr=1.5)
    losses = []
    for _ in range(25):
        loss = cost(tg.log(model(x)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- written by hand
def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng), nn.Softmax(1)
    )
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(25):
        loss = -tg.log(model(x)[np.arange(len(x)), labels]).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- without the last in the call
def train(x, labels):
    """The model, and the loss of each of 25 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(2, 16, rng=rng), nn.Tanh(), nn.Linear(16, 4, rng=rng), nn.Softmax(1)
    )
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(25):
        loss = cost(model[2](model[1](model[0](x))), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

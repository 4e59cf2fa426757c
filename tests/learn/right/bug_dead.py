# --- moved to 0
def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.ReLU(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=2.0)
    x = x - x.mean(axis=0)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- another activation
def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.Tanh(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=2.0)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- half the rate
def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.ReLU(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- standardised
def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.ReLU(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- leaky and slower
def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 12, rng=rng), nn.LeakyReLU(), nn.Linear(12, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=0.4)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

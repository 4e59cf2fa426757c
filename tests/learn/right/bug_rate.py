# --- a rate near the best
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.15)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- smaller numbers
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    x = x / 3
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- short steps with momentum
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.02, momentum=0.7)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- the mean by hand
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(60):
        loss = ((model(x) - target) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- clipped gradients
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.2)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optim.clip_grad_norm(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- floats of the list
def train(x, target):
    """The model, and the loss of each of 60 rounds; x is (n, 2), target (n, 1)."""
    model = nn.Linear(2, 1, rng=np.random.default_rng(0))
    cost = nn.MSE()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(60):
        loss = cost(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses += [float(loss.data)]
    return model, losses

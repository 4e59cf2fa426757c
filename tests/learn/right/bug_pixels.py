# --- standardised
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    images = (images - images.mean(axis=0)) / images.std(axis=0)
    losses = []
    for _ in range(40):
        loss = cost(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- in the call
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    losses = []
    for _ in range(40):
        loss = cost(model(images / 255.0), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- smaller first weights
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    model[0].weight.data /= 255
    images = images / 127
    losses = []
    for _ in range(40):
        loss = cost(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- around 0
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    images = images / 128 - 1
    losses = []
    for _ in range(40):
        loss = cost(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- a tensor of float32
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)
    images = tg.Tensor((images / 255).astype(np.float32))
    losses = []
    for _ in range(40):
        loss = cost(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


# --- a layer that scales
def train(images, labels):
    """The model, and the loss of each of 40 rounds; images (n, 64), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.LayerNorm(64), nn.Linear(64, 16, rng=rng), nn.Sigmoid(), nn.Linear(16, 4, rng=rng)
    )
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

"""The optimiser holds tensors with the same numbers as the model's, and they are copies. A step
changes the copies; whose parameters should it change?
"""

import tinygrad_edu as tg


def train(x, labels):
    """The model, and the loss of each of 40 rounds; x is (n, 2), labels (n,)."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 2, rng=rng))
    cost = nn.CrossEntropy()
    optimizer = optim.SGD(model.parameters(), lr=1.0)

    model = nn.Sequential(nn.Linear(2, 8, rng=rng), nn.Tanh(), nn.Linear(8, 2, rng=rng))
    copies = [tg.Tensor(p.data.copy(), requires_grad=True) for p in model.parameters()]
    optimizer = optim.SGD(copies, lr=1.0)
    losses = []
    for _ in range(40):
        loss = cost(model(x), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses

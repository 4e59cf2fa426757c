"""Networks of the kinds that learners build, each as its loss: small, deep, wide, recurrent."""

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import nn


def named(array, name):
    """Data with a name."""
    return tg.Tensor(array, name=name)


def mlp():
    """Two layers, 3-4-2."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        nn.Linear(3, 4, rng=rng), nn.Sigmoid(), nn.Linear(4, 2, rng=rng), nn.Sigmoid()
    )
    return nn.MSE()(model(named(rng.normal(size=(4, 3)), "x")), named(np.eye(2)[[0, 1, 0, 1]], "y"))


def digits():
    """The network of the video, 784-16-16-10."""
    rng = np.random.default_rng(0)
    sizes = (784, 16, 16, 10)
    layers = []
    for before, after in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(before, after, rng=rng), nn.Sigmoid()]
    x, y = named(rng.random((10, 784)), "images"), named(np.eye(10), "labels")
    return nn.MSE()(nn.Sequential(*layers)(x), y)


def normalised():
    """Two hidden layers with batch normalisation."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        *(nn.Linear(3, 8, rng=rng), nn.BatchNorm1d(8), nn.ReLU()),
        *(nn.Linear(8, 8, rng=rng), nn.BatchNorm1d(8), nn.ReLU()),
        nn.Linear(8, 2, rng=rng),
    )
    x, y = named(rng.normal(size=(6, 3)), "x"), np.array([0, 1, 0, 1, 0, 1])
    return nn.CrossEntropy()(model(x), y)


class Attention(nn.Module):
    """One head of self-attention."""

    def __init__(self, d, rng):
        super().__init__()
        self.q, self.k, self.v, self.out = (nn.Linear(d, d, rng=rng) for _ in range(4))
        self.d = d

    def forward(self, x):
        weights = tg.softmax(self.q(x) @ self.k(x).mT / np.sqrt(self.d))
        return self.out(weights @ self.v(x))


class Block(nn.Module):
    """A transformer block, normalised in front of each part."""

    def __init__(self, d, rng):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.attention = Attention(d, rng)
        self.mlp = nn.Sequential(
            nn.Linear(d, 4 * d, rng=rng), nn.GELU(), nn.Linear(4 * d, d, rng=rng)
        )

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


def transformer():
    """A transformer block, d = 8."""
    rng = np.random.default_rng(0)
    y = Block(8, rng)(tg.Tensor(rng.normal(size=(5, 8)), requires_grad=True, name="x"))
    return (y * y).mean()


class Residual(nn.Module):
    """x + tanh(Wx + b)."""

    def __init__(self, d, rng):
        super().__init__()
        self.linear = nn.Linear(d, d, rng=rng)

    def forward(self, x):
        return x + tg.tanh(self.linear(x))


def residual(blocks=10):
    """A stack of residual blocks."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(*(Residual(4, rng) for _ in range(blocks)))
    y = model(named(rng.normal(size=(3, 4)), "x"))
    return (y * y).mean()


def recurrent(steps=8):
    """A recurrent network, unrolled."""
    rng = np.random.default_rng(0)
    see, recall = nn.Linear(2, 3, rng=rng), nn.Linear(3, 3, bias=False, rng=rng)
    x = rng.normal(size=(4, steps, 2))
    h = named(np.zeros((4, 3)), "h")
    for k in range(steps):
        h = tg.tanh(see(tg.Tensor(x[:, k])) + recall(h))
    return (h * h).sum()


def convolution():
    """A small convolutional network."""
    rng = np.random.default_rng(0)
    model = nn.Sequential(
        *(nn.Conv2d(1, 4, 3, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 8, 3, rng=rng), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(8 * 5 * 5, 10, rng=rng)),
    )
    return nn.CrossEntropy()(model(named(rng.random((8, 1, 28, 28)), "images")), np.arange(8))


def iterated(steps=25):
    """tanh(y * 0.9 + x), again and again."""
    x = y = tg.Tensor(0.5, requires_grad=True, name="x")
    for _ in range(steps):
        y = tg.tanh(y * 0.9 + x)
    return y


def chained(steps=250):
    """y * 0.99 + x, again and again."""
    x = y = tg.Tensor(0.5, requires_grad=True, name="x")
    for _ in range(steps):
        y = y * 0.99 + x
    return y


NETWORKS = {
    "mlp": mlp,
    "digits": digits,
    "normalised": normalised,
    "transformer": transformer,
    "residual": residual,
    "recurrent": recurrent,
    "convolution": convolution,
    "iterated": iterated,
    "chained": chained,
}

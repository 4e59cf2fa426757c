"""A small program of a user's, for mypy to read: what an editor should complete is asserted."""

from typing import Any, assert_type

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import Tensor, nn, optim

# --- ops, operators, methods -------------------------------------------------------------------

x = tg.Tensor(np.ones((2, 3)), requires_grad=True)
assert_type(tg.exp(x), Tensor)
assert_type(tg.sum(x, axis=0), Tensor)
assert_type(tg.concatenate([x, x]), Tensor)
assert_type(tg.where(x.data > 0, x, 0.0), Tensor)
assert_type(tg.softmax(x, axis=1), Tensor)
assert_type(tg.split(x, 2), list[Tensor])
assert_type(x + 1, Tensor)
assert_type(2.0 * x - x / 3, Tensor)
assert_type(x**2, Tensor)
assert_type(-x, Tensor)
assert_type(x @ x.T, Tensor)
assert_type(x.mT, Tensor)
assert_type(x[0, 1:], Tensor)
assert_type([row for row in x], list[Tensor])  # noqa: C416
assert_type(x.exp().sum(axis=0).mean(), Tensor)
assert_type(x.reshape(3, 2).relu(), Tensor)
assert_type(x.astype(np.float32).detach(), Tensor)
assert_type(x.item(), float)
x.sum().backward()
x.data -= 0.1 * x.data

# --- derivatives -------------------------------------------------------------------------------

assert_type(tg.grad((x * x).sum(), x), Tensor)
assert_type(tg.grad((x * x).sum(), [x]), tuple[Tensor, ...])
value, product = tg.vjp(lambda x: x * x, x, x)
assert_type(value, Tensor)

# --- a custom op -------------------------------------------------------------------------------


@tg.elementwise
def swish(x: Any, y: Any, /, shift: float = 0.0) -> Any:
    """The value, and ∂/∂x and ∂/∂y."""
    return x * y + shift, lambda: y, lambda: x


@tg.differentiable
def total(x: Any, /) -> Any:
    """The sum."""
    return x.sum(), lambda g: g * np.ones(np.shape(x))


assert_type(swish(x, 2.0, shift=1.0), Tensor)
assert_type(total(x), Tensor)

# --- a custom module, a loss, a training loop --------------------------------------------------


class Network(nn.Module):
    """Two layers, and a scale of its own."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.layers = nn.Sequential(nn.Linear(3, 4, rng=rng), nn.Tanh(), nn.Linear(4, 2, rng=rng))
        self.scale = tg.Tensor(1.0, requires_grad=True)

    def forward(self, x: Tensor) -> Tensor:
        """Scaled outputs."""
        return self.scale * self.layers(x)


def train(rounds: int) -> list[float]:
    """The loss after each round."""
    rng = np.random.default_rng(0)
    model, cost, losses = Network(rng), nn.CrossEntropy(), []
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    images, labels = rng.normal(size=(20, 3)), rng.integers(2, size=20)
    pairs = tg.datasets.batches(images, labels, 5, rng)
    for _ in range(rounds):
        for x, y in pairs:
            assert_type(x, Tensor)
            optimizer.zero_grad()
            loss = cost(model(x), y)
            assert_type(loss, Tensor)
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    assert_type(next(model.parameters()), Tensor)
    assert_type([p.shape for p in model.parameters()], list[tuple[int, ...]])
    assert_type(model.parameters()[0], Tensor)
    print(f"{len(pairs)} batches", dict(model.named_parameters()).keys())
    return losses


# --- pictures ----------------------------------------------------------------------------------

loss = (x * x).sum()
tg.draw(loss).save("graph.svg")
tg.play(loss).save("backprop.html")
tg.quiz(loss).save("quiz.html")
print(tg.explain(loss))

if __name__ == "__main__":
    print(train(3))

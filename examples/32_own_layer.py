"""Can a network continue where its data ends?  With a custom activation it can.

Networks with tanh or ReLU fit a wave where they have seen it, and continue in a straight line
outside.  Snake, x + sin²(a x) / a, can continue the wave (Ziyin, Hartwig and Ueda, 2020).  From the
formula to an op, to a layer that learns a, to a check, to a trained network.

    python examples/32_own_layer.py               # some seconds

    tanh: off by where it was trained   0.03477
    tanh: off by beyond                 1.192
    snake: off by where it was trained  0.002056
    snake: off by beyond                0.07369
"""

import numpy as np
from shared import course
from shared.plots import plot_curves
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Module, Sequential, Tanh


# %% The op: its value, and one derivative for each input
@tg.elementwise
def snake(x, a, /):
    """x + sin(a * x)**2 / a

    ∂/∂x = 1 + sin(2 * a * x)
    ∂/∂a = (x * sin(2 * a * x) - sin(a * x)**2 / a) / a
    """
    bump = np.sin(a * x) ** 2 / a
    return (
        x + bump,
        lambda: 1 + np.sin(2 * a * x),
        lambda: (x * np.sin(2 * a * x) - bump) / a,
    )


# %% The layer
class Snake(Module):
    """x + sin²(a x) / a, with a separate a for each feature."""

    def __init__(self, features, a=1.0):
        self.a = tg.Tensor(np.full(features, a), requires_grad=True, name="a")

    def forward(self, x):
        """(batch, features) -> the same."""
        return snake(x, self.a)  # a is broadcast over the batch; the engine sums its gradient


# %% The op, and the layer with its parameter, against difference quotients
def check():
    """Print a line if all is right, or raise a GradientError."""
    rng = np.random.default_rng(0)
    x, a = rng.normal(size=(5, 3)), rng.uniform(0.5, 2, (5, 3))
    layer = Snake(3)
    tg.gradcheck(snake, x, a, order=3)

    def of_both(x, a):
        layer.a = a  # a parameter is a plain attribute
        return layer(x)

    tg.gradcheck(of_both, x, layer.a.data)
    print("snake's derivatives are right, up to the third order")


# %% A network with one hidden layer
def train(activation, x, y, steps, seed):
    """The network after some steps of training, and its last loss."""
    rng = np.random.default_rng(seed)
    model = Sequential(Linear(1, 16, rng=rng), activation, Linear(16, 1, rng=rng))
    optimizer = tg.optim.Adam(model.parameters(), lr=0.01, weight_decay=6e-4)
    schedule = tg.optim.cosine(optimizer, steps)
    for _ in tqdm(range(steps), leave=False, disable=None):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model, loss.item()


# %% tanh and snake, where they were trained and outside
def measure(seed, quick, out=None):
    """How far each is from the wave."""
    check()
    seen, line = np.linspace(-4, 4, 200)[:, None], np.linspace(-8, 8, 400)[:, None]
    wave, more = (0.3 * x + np.sin(2 * x) for x in (seen, line))
    numbers = {}
    curves = {"the wave": more[:, 0]}
    for name, activation in {"tanh": Tanh(), "snake": Snake(16, a=2.0)}.items():
        model, loss = train(activation, seen, wave, 300 if quick else 1500, seed)
        curves[name] = model(line).data[:, 0]
        misses = (curves[name] - curves["the wave"])[np.abs(line[:, 0]) > 4]
        numbers[f"{name}: off by where it was trained"] = loss**0.5
        numbers[f"{name}: off by beyond"] = np.sqrt((misses**2).mean())
    if out:
        title = "Trained between −4 and 4; outside, each continues like its activation"
        plot_curves(line[:, 0], curves, out / "beyond.png", title, "x", "y")
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)

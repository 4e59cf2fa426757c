"""Can a network go on where its data ends?  With an activation of one's own it can.

Networks of tanh or ReLU fit a wave where they have seen it, and go straight on beyond.  Snake,
x + sin²(a x) / a, can go on waving (Ziyin, Hartwig and Ueda, 2020).  From the formula to an op, to
a layer that learns a, to a check, to a trained network:

    python examples/own_layer.py                  # some ten seconds
"""

import argparse
from pathlib import Path

import numpy as np
from plots import plot_curves

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Module, Sequential, Tanh


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


class Snake(Module):
    """x + sin²(a x) / a, with an a of its own for each of the features."""

    def __init__(self, features, a=1.0):
        self.a = tg.Tensor(np.full(features, a), requires_grad=True, name="a")

    def forward(self, x):
        """(batch, features) -> the same."""
        return snake(x, self.a)  # a is stretched over the batch; the engine sums its gradient


def check():
    """The op, and the layer with all that it holds, against difference quotients."""
    rng = np.random.default_rng(0)
    x, a, layer = rng.normal(size=(5, 3)), rng.uniform(0.5, 2, (5, 3)), Snake(3)
    tg.gradcheck(snake, x, a, order=3)

    def of_both(x, a):
        layer.a = a  # a parameter is a plain attribute
        return layer(x)

    tg.gradcheck(of_both, x, layer.a.data)
    print("snake's derivatives are right, up to the third order")


def train(activation, x, y, steps):
    """A network of one hidden layer, trained for some steps; and its last loss."""
    rng = np.random.default_rng(0)
    model = Sequential(Linear(1, 16, rng=rng), activation, Linear(16, 1, rng=rng))
    optimizer = tg.optim.Adam(model.parameters(), lr=0.01, weight_decay=6e-4)
    schedule = tg.optim.cosine(optimizer, steps)
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model, loss.item()


def main():
    """Check, train both, draw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("output/own_layer"))
    parser.add_argument("--quick", action="store_true", help="a shorter training")
    args = parser.parse_args()
    check()

    def wave(x):
        return 0.3 * x + np.sin(2 * x)

    seen, line = np.linspace(-4, 4, 200)[:, None], np.linspace(-8, 8, 400)[:, None]
    beyond = np.abs(line) > 4
    curves = {"the wave": wave(line)[:, 0]}
    for name, activation in {"tanh": Tanh(), "snake": Snake(16, a=2.0)}.items():
        model, loss = train(activation, seen, wave(seen), 300 if args.quick else 1500)
        curves[name] = model(line).data[:, 0]
        miss = np.sqrt(((model(line).data - wave(line))[beyond] ** 2).mean())
        print(f"{name:6} off by {loss**0.5:.3f} where it was trained, by {miss:.2f} beyond")
    args.out.mkdir(parents=True, exist_ok=True)
    title = "Trained between −4 and 4; beyond, each goes on as its activation does"
    plot_curves(line[:, 0], curves, args.out / "beyond.png", title, "x", "y")
    print(f"saved in {args.out}: beyond.png")


if __name__ == "__main__":
    main()

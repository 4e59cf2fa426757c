"""What are derivatives good for, besides going downhill?  Four answers, each in a few lines.

1. Newton's method: the Hessian says how far to go, too.
2. The curvature of the loss along the gradient says which learning rate is best.
3. A derivative is a tensor like any other, so it has a derivative: tanh, six times over.
4. A penalty on the gradient makes a network smooth, and its own gradient trains it.

    python examples/derivatives.py                # some seconds
"""

import argparse
from pathlib import Path

import numpy as np
from plots import plot_curves

import tinygrad_edu as tg


def newton():
    """Downhill in Rosenbrock's bent valley, whose lowest point is (1, 1)."""

    def valley(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    x = tg.Tensor([-1.2, 1.0], requires_grad=True)
    print("1. Newton's method: x − H⁻¹ g")
    for step in range(7):
        print(f"   step {step}: x = ({x.data[0]:9.6f}, {x.data[1]:9.6f})   height {valley(x):.1e}")
        slope, bend = tg.grad(valley(x), x), tg.hessian(valley, x)
        x.data -= np.linalg.solve(bend.data, slope.data)
    assert np.allclose(x.data, 1)


def curvature(rng):
    """Along the gradient the loss is nearly a parabola, L − r gᵀg + r² gᵀHg / 2: r is best at …"""
    x, target = rng.normal(size=(100, 5)), rng.normal(size=(100, 1))
    model = tg.nn.Sequential(tg.nn.Linear(5, 8, rng=rng), tg.nn.Tanh(), tg.nn.Linear(8, 1, rng=rng))
    parameters, start = tuple(model.parameters()), model.state_dict()

    def loss(*_):
        return ((model(x) - target) ** 2).mean()

    g = tg.grad(loss(), parameters)
    _, Hg = tg.hvp(loss, parameters, g)  # as long as two backward passes; H is never built
    dot = lambda a, b: sum((p * q).sum().item() for p, q in zip(a, b, strict=True))  # noqa: E731
    best = dot(g, g) / dot(g, Hg)
    print(
        f"\n2. The best learning rate for one step is gᵀg / gᵀHg = {best:.3f}: the loss goes from"
    )
    print(f"   {loss():.4f}", end="")
    for factor in (0.5, 1, 1.5, 2):
        for p, slope in zip(parameters, g, strict=True):
            p.data -= factor * best * slope.data
        print(f"{',' if factor > 0.5 else ''} to {loss():.4f} with {factor} of it", end="")
        model.load_state_dict(start)
    print()


def six_times(out):
    """The derivatives of tanh up to the sixth."""
    x = tg.Tensor(np.linspace(-3, 3, 301), requires_grad=True)
    curves = [tg.tanh(x)]
    for _ in range(6):
        curves.append(tg.grad(curves[-1].sum(), x, create_graph=True))
    names = ["tanh", "1st", "2nd", "3rd", "4th", "5th", "6th"]
    heights = {name: y.data / np.abs(y.data).max() for name, y in zip(names, curves, strict=True)}
    title = "tanh and its derivatives, each scaled to ±1"
    plot_curves(x.data, heights, out / "tanh.png", title, "x", "")
    print("\n3. At 0 tanh and its six derivatives are", *(f"{y.data[150]:.0f}" for y in curves))


def penalty(out, rng, steps):
    """A fit of noisy points, without and with a price on its slope, mean((∂y/∂x)²)."""
    points = tg.Tensor(np.sort(rng.uniform(-3, 3, (14, 1)), axis=0))
    target = np.sin(points.data) + 0.4 * rng.normal(size=points.shape)
    line = tg.Tensor(np.linspace(-3, 3, 200)[:, None], requires_grad=True)
    curves = {"the truth": np.sin(line.data[:, 0])}
    print("\n4. A gradient penalty")
    for name, price in {"no penalty": 0.0, "gradient penalty": 0.05}.items():
        weights = np.random.default_rng(0)
        layers = [tg.nn.Linear(1, 40, rng=weights), tg.nn.Tanh(), tg.nn.Linear(40, 40, rng=weights)]
        model = tg.nn.Sequential(*layers, tg.nn.Tanh(), tg.nn.Linear(40, 1, rng=weights))
        optimizer = tg.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(steps):
            slope = tg.grad(model(line).sum(), line, create_graph=True)  # to be differentiated
            loss = ((model(points) - target) ** 2).mean() + price * (slope**2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        curves[name] = model(line).data[:, 0]
        miss = np.sqrt(((curves[name] - curves["the truth"]) ** 2).mean())
        print(f"   {name + ':':17} {miss:.2f} away from the truth on average")
    title = "A price on the slope keeps a fit from chasing noise"
    dots = points.data[:, 0], target[:, 0]
    plot_curves(line.data[:, 0], curves, out / "penalty.png", title, "x", "y", dots)


def main():
    """All four, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("output/derivatives"))
    parser.add_argument("--quick", action="store_true", help="a shorter training at the end")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    newton()
    curvature(np.random.default_rng(0))
    six_times(args.out)
    penalty(args.out, np.random.default_rng(1), 100 if args.quick else 1000)
    print(f"saved in {args.out}: tanh.png, penalty.png")


if __name__ == "__main__":
    main()

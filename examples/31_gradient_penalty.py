"""Can a derivative be trained?  It is a tensor like any other: it has a derivative, too.

First tanh, differentiated six times.  Then a network that fits noisy points, with a penalty on its
slope: the gradient of the gradient trains it, and it comes closer to the truth.

    python examples/31_gradient_penalty.py        # some seconds

    no penalty: off by         0.7146
    gradient penalty: off by   0.2547             (0.2923 with the arithmetic of another processor)
"""

import numpy as np
from shared import course
from shared.plots import plot_curves
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Sequential, Tanh


# %% The derivatives of tanh up to the sixth, one after the other
def six_times(out):
    """The derivatives at 0; they are 0 1 0 −2 0 16 0."""
    x = tg.Tensor(np.linspace(-3, 3, 301), requires_grad=True)
    curves = [tg.tanh(x)]
    for _ in range(6):
        curves.append(tg.grad(curves[-1].sum(), x, create_graph=True))
    print("At 0 tanh and its six derivatives are", *(f"{y.data[150]:.0f}" for y in curves))
    if out:
        names = ["tanh", "1st", "2nd", "3rd", "4th", "5th", "6th"]
        tops = {name: y.data / abs(y.data).max() for name, y in zip(names, curves, strict=True)}
        title = "tanh and its derivatives, each scaled to ±1"
        plot_curves(x.data, tops, out / "tanh.png", title, "x", "")
    return {f"derivative {k} of tanh at 0": y.data[150] for k, y in enumerate(curves) if k}


# %% A fit of noisy points, with a penalty on its slope, mean((∂y/∂x)²)
def fit(points, target, line, price, steps):
    """The trained network's values along the line."""
    rng = np.random.default_rng(0)
    layers = Linear(1, 40, rng=rng), Tanh(), Linear(40, 40, rng=rng), Tanh(), Linear(40, 1, rng=rng)
    model = Sequential(*layers)
    optimizer = tg.optim.Adam(model.parameters(), lr=0.01)
    for _ in tqdm(range(steps), leave=False, disable=None):
        slope = tg.grad(model(line).sum(), line, create_graph=True)  # can be differentiated
        loss = ((model(points) - target) ** 2).mean() + price * (slope**2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model(line).data[:, 0]


# %% Without and with the penalty
def measure(seed, quick, out=None):
    """The derivatives of tanh, and how far each fit is from the truth on average."""
    numbers = six_times(out)
    rng = np.random.default_rng(seed + 1)
    points = tg.Tensor(np.sort(rng.uniform(-3, 3, (14, 1)), axis=0))
    target = np.sin(points.data) + 0.4 * rng.normal(size=points.shape)
    line = tg.Tensor(np.linspace(-3, 3, 200)[:, None], requires_grad=True)
    truth = np.sin(line.data[:, 0])
    curves = {"the truth": truth}
    for name, price in {"no penalty": 0.0, "gradient penalty": 0.05}.items():
        curves[name] = fit(points, target, line, price, 100 if quick else 1000)
        numbers[f"{name}: off by"] = np.sqrt(((curves[name] - truth) ** 2).mean())
    if out:
        title = "A penalty on the slope keeps a fit from following noise"
        dots = points.data[:, 0], target[:, 0]
        plot_curves(line.data[:, 0], curves, out / "penalty.png", title, "x", "y", dots)
    return numbers


if __name__ == "__main__":
    course.run(measure, __doc__)

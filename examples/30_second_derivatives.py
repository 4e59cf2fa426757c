"""What does the second derivative know?  How far to go: the best step, in every direction.

The gradient says which way is downhill, but not how far to go.  The Hessian, the derivative of the
derivative, does: Newton's method uses all of it, and reaches the lowest point of a curved valley in
six steps.  Along the gradient, one number is enough: the best learning rate.

    python examples/30_second_derivatives.py      # a second

    distance after 6 steps          1.853e−11
    cost after 0 × the best rate    1.129
    cost after 0.5 × the best rate  0.9009
    cost after 1 × the best rate    0.8139
    cost after 1.5 × the best rate  0.8573
    cost after 2 × the best rate    1.02
"""

import numpy as np
from shared import course
from shared.plots import MUTED, RED, plt, save

import tinygrad_edu as tg
from tinygrad_edu.nn import Linear, Sequential, Tanh


# %% Newton's method, x − H⁻¹ g, in Rosenbrock's valley, whose lowest point is (1, 1)
def valley(x):
    """The height at x; x[0] and x[1] may be numbers, arrays or tensors."""
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def newton(steps=6):
    """The points before each step, and at the end."""
    x = tg.Tensor([-1.2, 1.0], requires_grad=True)
    path = [x.data.copy()]
    for _ in range(steps):
        slope = tg.grad(valley(x), x)
        bend = tg.hessian(valley, x)
        x.data -= np.linalg.solve(bend.data, slope.data)
        path.append(x.data.copy())
    for step, point in enumerate(path):
        print(f"step {step}: x = ({point[0]:9.6f}, {point[1]:9.6f})   height {valley(point):.1e}")
    return np.array(path)


# %% Along the gradient the cost is nearly a parabola, L − r gᵀg + r² gᵀHg / 2.  Where is it lowest?
def best_rate(rng):
    """The cost after a step at 0, ½, 1, 1½ and 2 times the rate gᵀg / gᵀHg, by name."""
    x, target = rng.normal(size=(100, 5)), rng.normal(size=(100, 1))
    model = Sequential(Linear(5, 8, rng=rng), Tanh(), Linear(8, 1, rng=rng))
    parameters = tuple(model.parameters())
    start = model.state_dict()

    def loss(w, b, v, c):  # the model as a function of its parameters
        return ((tg.tanh(x @ w.mT + b) @ v.mT + c - target) ** 2).mean()

    g = tg.grad(loss(*parameters), parameters)
    _, Hg = tg.hvp(loss, parameters, g)  # takes two backward passes; H is never built
    pairs = list(zip(g, Hg, strict=True))
    best = sum((p * p).sum().item() for p, _ in pairs) / sum((p * q).sum().item() for p, q in pairs)
    print(f"\nthe best rate along the gradient, gᵀg / gᵀHg: {best:.3f}")
    costs = {}
    for factor in (0, 0.5, 1, 1.5, 2):
        model.load_state_dict(start)
        for p, slope in zip(parameters, g, strict=True):
            p.data -= factor * best * slope.data
        costs[f"cost after {factor} × the best rate"] = loss(*parameters).item()
    return costs


# %% Both
def measure(seed, quick, out=None):
    """How close Newton's method comes, and the cost for each rate."""
    path = newton()
    if out:
        draw(path, out / "newton.png")
    return {"distance after 6 steps": np.hypot(*(path[-1] - 1))} | best_rate(
        np.random.default_rng(seed)
    )


def draw(path, file):
    """The valley from above, and the six steps."""
    figure, axes = plt.subplots(figsize=(7, 4.2))
    x, y = np.meshgrid(np.linspace(-1.8, 1.6, 300), np.linspace(-3.6, 2.2, 300))
    levels = 10.0 ** np.arange(-1, 3.6, 0.5)
    axes.contour(x, y, valley((x, y)), levels=levels, colors=MUTED, linewidths=0.6)
    axes.plot(*path.T, "o-", color=RED, markersize=5)
    beside = {"textcoords": "offset points", "color": RED, "ha": "center", "va": "center"}
    for step, (way, point) in enumerate(zip(np.gradient(path[:5], axis=0), path, strict=False)):
        off = 13 * np.array([way[1], -way[0]]) / np.hypot(*way)  # square to the line
        axes.annotate(step, point, off, **beside)
    axes.annotate("5, 6", path[5], (0, 14), **beside)  # too close to each other
    axes.set(xlabel="x[0]", ylabel="x[1]")
    axes.set_title("Newton's method in a curved valley: six steps to (1, 1)")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)

"""Where does a ball roll?  Gradient descent with one input, from several starts.

The slope says which way is downhill; a step against it, in proportion to it, shrinks as the ground
becomes flat.  Where the ball ends depends on where it starts: two of five find the lowest valley.

    python examples/01_valleys.py                 # a second

    different valleys reached  4
    lowest cost                1.157
    highest cost of a valley   3.377
"""

import numpy as np
from shared import course
from shared.plots import INK, plt, save

import tinygrad_edu as tg


# %% A landscape with several valleys: a wave on a slope.
def cost(w):
    """The height at w, for numbers and tensors."""
    return np.sin(2 * w) + 0.1 * (w - 0.5) ** 2 + 2


# %% Each step goes against the slope: the steeper the slope, the longer the step.
def roll(start, rate=0.1, steps=40):
    """The positions of the ball before each step, and at the end."""
    w = tg.Tensor(start, requires_grad=True)
    path = [start]
    for _ in range(steps):
        w.grad = None
        cost(w).backward()
        w.data -= rate * w.grad
        path.append(w.item())
    return np.array(path)


# %% Five balls
def measure(seed, quick, out=None):
    """The valleys that were reached, and how the steps shrink."""
    starts = [-4.2, -2.0, 0.6, 2.1, 4.4]
    paths = [roll(start) for start in starts]
    for start, path in zip(starts, paths, strict=True):
        print(f"from {start:4.1f} to {path[-1]:6.3f}, where the cost is {cost(path[-1]):.3f}")
    if out:
        draw(paths, out / "valleys.png")
    steps = np.abs(np.diff(paths))
    return {
        "different valleys reached": len({round(path[-1], 2) for path in paths}),
        "lowest cost": min(cost(path[-1]) for path in paths),
        "highest cost of a valley": max(cost(path[-1]) for path in paths),
        "last ÷ first step": float((steps[:, -1] / steps[:, 0]).max()),
    }


def draw(paths, path):
    """The landscape, and the path of each ball."""
    figure, axes = plt.subplots(figsize=(8, 3.6))
    w = np.linspace(-5, 6, 500)
    axes.plot(w, cost(w), color=INK, linewidth=1.5)
    for found, marker in zip(paths, "os^Dv", strict=True):
        line = axes.plot(found, cost(found), marker, linestyle="", markersize=4, alpha=0.5)
        colour = line[0].get_color()
        axes.plot(found[0], cost(found[0]), marker, color=colour, markersize=9)
        axes.plot(found[-1], cost(found[-1]), marker, color="white", mec=colour, markersize=10)
    axes.set(xlabel="w", ylabel="cost", ylim=(0, None))
    axes.set_title("Where it starts (filled) decides in which valley it ends (open)")
    save(figure, path)


if __name__ == "__main__":
    course.run(measure, __doc__)

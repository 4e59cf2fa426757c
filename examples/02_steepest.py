"""Which way is downhill when there are two inputs?  Against the gradient.

The gradient is the direction of steepest ascent, and its length says how steep that is.  Where it
is (3, 1), a nudge of the first input matters three times as much as one of the second.

    python examples/02_steepest.py                # a second

    the gradient points to        18.43 °
    the steepest direction found  18.4 °
"""

import numpy as np
from shared import course
from shared.plots import BLUE, RED, plt, save

import tinygrad_edu as tg


# %% A bowl, longer than it is wide
def cost(x, y):
    """The height at (x, y); its gradient at (1, 1) is (3, 1)."""
    return 1.5 * x**2 + 0.5 * y**2


def gradient(point):
    """(∂C/∂x, ∂C/∂y), by backpropagation."""
    p = tg.Tensor(point, requires_grad=True)
    cost(p[0], p[1]).backward()
    return p.grad


# %% The gradient is compared with a tiny step in each of 3,600 directions, and with two nudges.
def measure(seed, quick, out=None):
    """How well the gradient shows the way."""
    here = np.array([1.0, 1.0])
    tiny = 1e-6
    g = gradient(here)
    angles = np.deg2rad(np.arange(0, 360, 0.1))
    around = here + tiny * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    climbs = (cost(*around.T) - cost(*here)) / tiny
    steepest = np.rad2deg(angles[climbs.argmax()])
    nudges = [cost(*(here + tiny * e)) - cost(*here) for e in np.eye(2)]

    path = [np.array([1.9, 1.6])]
    for _ in range(30):
        path.append(path[-1] - 0.15 * gradient(path[-1]))
    print(
        f"At (1, 1) the gradient is {g}; of 3,600 directions {steepest:.1f}° climbs most steeply."
    )
    print(
        f"Downhill from {path[0]} in 30 steps: {np.round(path[-1], 4)}, cost {cost(*path[-1]):.5f}"
    )
    if out:
        draw(np.array(path), g, out / "steepest.png")
    return {
        "gradient at (1 1): first entry": g[0],
        "gradient at (1 1): second entry": g[1],
        "a nudge of x ÷ the same of y": nudges[0] / nudges[1],
        "the gradient points to, °": np.rad2deg(np.arctan2(g[1], g[0])),
        "the steepest direction found, °": steepest,
        "length of the gradient": np.hypot(*g),
        "steepest climb found": climbs.max(),
    }


# %% The same descent on the surface, and on its map.
def draw(path, g, file):
    """Surface and contours."""
    figure = plt.figure(figsize=(9.5, 4.2))
    surface = figure.add_subplot(1, 2, 1, projection="3d")
    contours = figure.add_subplot(1, 2, 2)
    x, y = np.meshgrid(np.linspace(-2.2, 2.2, 60), np.linspace(-2.2, 2.2, 60))
    surface.plot_surface(x, y, cost(x, y), cmap="Blues", alpha=0.6, linewidth=0)
    surface.plot(*path.T, cost(*path.T) + 0.05, "o-", color=RED, markersize=3, zorder=10)
    surface.set(xlabel="x", ylabel="y", zlabel="cost")
    surface.view_init(35, -50)
    contours.contour(x, y, cost(x, y), levels=14, cmap="Blues", vmin=-4)
    contours.plot(*path.T, "o-", color=RED, markersize=3, label="30 steps downhill")
    contours.quiver(1, 1, *(g / 4), color=BLUE, angles="xy", scale_units="xy", scale=1)
    contours.annotate("gradient\n(3, 1), ÷ 4", (1.1, 0.15), color=BLUE, bbox={"color": "white"})
    contours.plot(1, 1, "s", color=BLUE, markersize=5)
    contours.set(xlabel="x", ylabel="y", aspect="equal")
    contours.legend(loc="lower left")
    figure.suptitle("Against the gradient, square to the contours, down to the lowest point")
    save(figure, file)


if __name__ == "__main__":
    course.run(measure, __doc__)

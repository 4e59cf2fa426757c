"""How the time of a step grows with depth, width and batch, beside the work that is in it."""

import statistics
import sys
from pathlib import Path

import by_hand
import numpy as np
from harness import prepared, significant, take_turns
from page import OURS, markdown, written

ROOT = Path(__file__).parents[3]
TITLE = "How it grows"
NOTE = """\
![time of a step by depth, width and batch](pictures/growth.png)

A step of a network 784-…-10 of sigmoids. The dashed line is the time that its multiplications and
additions would take at the speed of a large matrix product; the dotted line is the time to read and
write each of its arrays once at the speed of a large copy. Both speeds are measured in the same
run. Where the curves leave the lines, the time goes into Python and NumPy's calls: a small network
pays for the number of its ops, a large one for its arithmetic."""
NAMES = ("NumPy by hand", OURS)


def shape(depth=2, width=16, batch=32):
    """The layers of a network, and its batch."""
    return [784, *[width] * depth, 10], batch


SWEEPS = {
    "depth": [1, 2, 4, 8, 16, 32, 64],
    "width": [4, 16, 64, 256, 1024],
    "batch": [1, 10, 100, 1000, 10_000],
}


def operations(layers, batch):
    """Multiplications and additions: two for each weight and image, forward and for ∂L/∂W …"""
    pairs = list(zip(layers, layers[1:], strict=False))
    inner = sum(a * b for a, b in pairs[1:])  # … and for ∂L/∂x, but not of the first layer
    return 2 * batch * (2 * sum(a * b for a, b in pairs) + inner)


def traffic(layers, batch):
    """Bytes: W read twice, and once more to be changed, dW written and read; activations too."""
    weights = sum(a * b for a, b in zip(layers, layers[1:], strict=False))
    return 4 * (6 * weights + 2 * batch * layers[0] + 10 * batch * sum(layers[1:]))


def speeds(effort):
    """Operations and bytes per second, of a large matrix product and of a large copy."""
    a, n = np.ones((512, 512), np.float32), 1 << 24
    b, c = np.ones(n, np.float32), np.empty(n, np.float32)
    times = take_turns({"product": lambda: a @ a, "copy": lambda: np.copyto(c, b)}, effort)
    return 2 * 512**3 / min(times["product"]), 8 * n / min(times["copy"])


def measure(effort):
    """By depth, by width and by batch."""
    arithmetic, memory = speeds(effort)
    cases, missing = {}, {}
    for axis, sizes in SWEEPS.items():
        for size in sizes[: 2 if effort.quick else None]:
            layers, batch = shape(**{axis: size})
            rng = np.random.default_rng(0)
            start = [a for pair in by_hand.initialize(layers, rng) for a in pair]
            x = rng.random((batch, 784), dtype=np.float32)
            target = np.eye(10, dtype=np.float32)[rng.integers(10, size=batch)]
            steps, missing = prepared("video", start, x, target, 0.1, names=NAMES)
            times = take_turns(steps, effort)
            cases[f"{axis} {size:,}"] = {
                **{name: significant(1e6 * statistics.median(own)) for name, own in times.items()},
                "arithmetic": significant(1e6 * operations(layers, batch) / arithmetic),
                "memory": significant(1e6 * traffic(layers, batch) / memory),
            }
    if not effort.quick:
        plot(cases, ROOT / "docs" / "pictures" / "growth.png")
    return cases, missing


LINES = {OURS: "-o", "NumPy by hand": "-s", "arithmetic": "--", "memory": ":"}


def plot(cases, path):
    """A panel for each sweep; both axes count factors."""
    sys.path.append(str(ROOT / "examples"))
    from shared.plots import BLUE, GREEN, MUTED, RED, plt, save

    figure, panels = plt.subplots(1, 3, figsize=(11, 4), sharey=True)
    for panel, (axis, sizes) in zip(panels, SWEEPS.items(), strict=True):
        for (name, style), colour in zip(LINES.items(), (BLUE, RED, MUTED, GREEN), strict=True):
            times = [cases[f"{axis} {size:,}"][name] for size in sizes]
            panel.loglog(sizes, times, style, color=colour, label=name, markersize=4)
        panel.set(xlabel={"depth": "hidden layers", "width": "neurons in each"}.get(axis, "images"))
        panel.set_title(f"by {axis}")
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
        panel.minorticks_off()
    panels[0].set(ylabel="µs for a step")
    panels[0].legend(frameon=False)
    save(figure, path)


def table(cases):
    """A row for each size."""
    head = ["", *(f"{name}, µs" for name in NAMES), "ours ÷ by hand"]
    head += ["arithmetic only, µs", "memory only, µs"]
    rows = []
    for case, own in cases.items():
        ratio = f"**{own[OURS] / own[NAMES[0]]:.2f}**"
        limits = written(own["arithmetic"]), written(own["memory"])
        rows.append([case, *(written(own[name]) for name in NAMES), ratio, *limits])
    return markdown(head, rows)

"""Curves side by side: each has its own colour, dash and marker, readable in print, too."""

from dataclasses import dataclass, field

import matplotlib.pyplot as plt
import numpy as np

from .plots import COLOURS, MUTED, STYLES, save

MARKERS = "o", "s", "^", "D", "v"
MARKS = 8  # markers on a curve


@dataclass
class Panel:
    """Curves over one axis: their names with the numbers, or with (x, numbers)."""

    title: str
    xlabel: str
    ylabel: str
    curves: dict
    settings: dict = field(default_factory=dict)  # for the axes, as in axes.set(…)
    lines: dict = field(default_factory=dict)  # horizontal lines: their labels and heights
    legend: str = "best"


def draw(path, *panels):
    """Save the panels as one picture."""
    figure, grid = plt.subplots(1, len(panels), figsize=(4.7 * len(panels) + 0.6, 3.7))
    for axes, panel in zip(np.atleast_1d(grid), panels, strict=True):
        fill(axes, panel)
    save(figure, path)


def fill(axes, panel):
    """Draw one panel; numbers without an x count epochs from 1."""
    looks = zip(panel.curves.items(), COLOURS, STYLES, MARKERS, strict=False)
    for (name, curve), colour, dash, marker in looks:
        x, y = curve if isinstance(curve, tuple) else (np.arange(1, len(curve) + 1), curve)
        every = max(1, len(x) // MARKS)
        style = {"color": colour, "linestyle": dash, "marker": marker, "markersize": 4}
        axes.plot(x, y, label=name, markevery=every, **style)
    for text, height in panel.lines.items():
        axes.axhline(height, color=MUTED, linewidth=1, linestyle=(0, (1, 2)))
        place = {"xy": (0.99, height), "xycoords": ("axes fraction", "data")}
        offset = {"xytext": (0, 3), "textcoords": "offset points", "ha": "right"}
        axes.annotate(text, **place, **offset, color=MUTED, fontsize=9)
    axes.set(xlabel=panel.xlabel, ylabel=panel.ylabel, **panel.settings)
    if axes.get_xscale() == "linear":
        axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_title(panel.title, fontsize=11)
    if len(panel.curves) > 1:
        axes.legend(frameon=False, fontsize=9, loc=panel.legend)

"""The pictures that the examples save, in the same colours as the pictures of graphs."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")  # files, not windows: works over ssh, too

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib import font_manager

from .training import outputs

INK = "#1F2328"
MUTED = "#59636E"
BLUE = "#0B4F9E"
RED = "#B3261E"
YELLOW = "#8A5A00"
GREEN = "#1A7F37"
PURPLE = "#8250DF"
COLOURS = [BLUE, RED, GREEN, YELLOW, PURPLE, MUTED, INK]
STYLES = ["-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 2)), (0, (8, 2))]
installed = font_manager.get_font_names()
FONTS = [name for name in ("Arial", "Liberation Sans", "DejaVu Sans") if name in installed]
plt.rcParams.update(
    {
        "font.family": FONTS[:1],
        "font.size": 11,
        "text.color": INK,
        "figure.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.prop_cycle": cycler(color=COLOURS, linestyle=STYLES),  # readable in grey, too
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "savefig.dpi": 144,
        "figure.constrained_layout.use": True,
    }
)


def save(figure: plt.Figure, path: Path) -> None:
    """Save the picture and close it."""
    figure.savefig(path)
    plt.close(figure)


def square(pixels: np.ndarray) -> np.ndarray:
    """A row of pixels as a square image."""
    side = round(pixels.size**0.5)
    return pixels.reshape(side, side)


def plot_learning_curve(history, test_accuracy, path):
    """The cost, and the accuracy on validation images, after each epoch."""
    costs, accuracies = np.array(history).T
    epochs = np.arange(1, len(costs) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4))
    left.plot(epochs, costs, color=BLUE, marker="o", markersize=3)
    left.set(xlabel="epoch", ylabel="cost per image", ylim=(0, None))
    left.set_title("The cost goes down …")
    right.plot(epochs, 100 * accuracies, color=GREEN, marker="o", markersize=3)
    right.axhline(100 * test_accuracy, color=MUTED, linewidth=1, linestyle="--")
    right.annotate(
        f"test, at the end: {test_accuracy:.2%}",
        (1, 100 * test_accuracy),
        (0, -4),
        textcoords="offset points",
        va="top",
        color=MUTED,
    )
    right.set(xlabel="epoch", ylabel="right answers, % (validation)")
    right.set_title("… and the answers get better")
    for axes in (left, right):
        axes.xaxis.get_major_locator().set_params(integer=True)
    save(figure, path)


def plot_weights(weights, path, most=16, whose="neurons"):
    """The weights of each neuron of the first layer: blue if ink counts for it, red if against."""
    rows = weights[:most]
    columns = min(8, len(rows))
    lines = -(-len(rows) // columns)
    figure, grid = plt.subplots(
        lines, columns, figsize=(1.15 * columns + 0.6, 1.05 * lines + 0.5), squeeze=False
    )
    limit = np.quantile(np.abs(rows), 0.995)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, row in zip(grid.flat, rows, strict=False):
        image = axes.imshow(square(row), cmap="RdBu", vmin=-limit, vmax=limit)
    figure.suptitle(f"What the {whose} of the first layer look for: edges, loops?")
    bar = figure.colorbar(image, ax=grid, shrink=0.8, pad=0.02)
    bar.set_label("weight", color=MUTED)
    bar.outline.set_visible(False)
    save(figure, path)


def plot_mistakes(model, images, labels, path, columns=8, lines=3):
    """Misread digits, the most confident mistakes first, with the given and the right answer."""
    scores = outputs(model, images)
    answers = scores.argmax(axis=1)
    wrong = np.flatnonzero(answers != labels)
    surest = wrong[np.argsort(-scores[wrong, answers[wrong]], kind="stable")][: columns * lines]
    figure, grid = plt.subplots(lines, columns, figsize=(1.15 * columns, 1.35 * lines + 0.5))
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, k in zip(grid.flat, surest, strict=False):
        axes.imshow(square(images[k]), cmap="gray_r")
        axes.set_title(f"read {answers[k]}, is {labels[k]}", fontsize=10, color=RED)
    figure.suptitle(f"{len(wrong):,} of {len(labels):,} were misread; here are the surest")
    save(figure, path)


def plot_curves(x, curves, path, title, xlabel, ylabel, dots=None, **settings):
    """Curves over one axis, with their names; `settings` are for the axes."""
    figure, axes = plt.subplots(figsize=(7, 4))
    for name, y in curves.items():
        axes.plot(x, y, label=name)
    if dots is not None:
        axes.plot(*dots, "o", color=INK, markersize=4)
    axes.set(xlabel=xlabel, ylabel=ylabel, **settings)
    axes.set_title(title)
    if len(curves) > 1:
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)  # next to them
    save(figure, path)

"""What many machines gain: measured for a few, on paper for more, and a picture of both."""

import time
from dataclasses import dataclass

import numpy as np

from .plots import COLOURS, plt, save

LATENCY, BANDWIDTH = 1e-4, 125e6  # of a lab's network: seconds, and bytes per second (1 Gbit/s)
MOST = 1000  # machines


def fastest(function, calls):
    """The seconds of the fastest call: what else runs on a machine only adds to that."""
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


@dataclass
class Cost:
    """What a step of a network on a batch costs, measured, and what it would cost on n machines.

    `computing` are the seconds of one machine for one image and for the whole batch; `sending` and
    `steps` those of teams of machines, by their size.
    """

    hidden: list[int]
    batch: int
    weights: int
    computing: tuple[float, float]
    sending: dict[int, float]
    steps: dict[int, float]

    @property
    def name(self):
        """The network, and the batch."""
        return f"{'-'.join(map(str, [784, *self.hidden, 10]))} with {self.batch:,} images"

    @property
    def alone(self):
        """A step of one machine that sends nothing."""
        return self.computing[1]

    def share(self, n):
        """The gradient of a share of the batch: a fixed part, and one for each image."""
        one, whole = self.computing
        image = (whole - one) / (self.batch - 1)
        return one + image * (self.batch / n - 1)

    def one_by_one(self, n):
        """A step of n machines that all send to one, which takes them in turns."""
        most = max(self.sending)
        return self.share(n) + self.sending[most] / most * n

    def ring(self, n):
        """A step of n machines that pass parts of their sums around in a circle, twice."""
        part = 4 * self.weights / n / BANDWIDTH  # float32
        return self.share(n) + 2 * (n - 1) * (LATENCY + part)

    def numbers(self):
        """Milliseconds of computing and sending, the speed-ups, and the most there is on paper."""
        told = {"computing, ms": 1e3 * self.alone}
        for n, seconds in self.steps.items():
            told[f"sending to {n}, ms"] = 1e3 * self.sending[n]
            told[f"measured speed-up with {n}"] = self.alone / seconds
        machines = np.arange(1, MOST + 1)
        for way, seconds in WAYS.items():
            gain = self.alone / seconds(self, machines)
            told[f"{way}: best number of machines"] = int(machines[gain.argmax()])
            told[f"{way}: speed-up with those"] = float(gain.max())
        return {f"{self.name}: {name}": x for name, x in told.items()}


WAYS = {"all to one": Cost.one_by_one, "in a ring": Cost.ring}


def draw(costs, path):
    """The speed-up over the number of machines: dots are measured, lines computed."""
    figure, panels = plt.subplots(1, 2, figsize=(10, 4.4), sharey=True)
    n = np.unique(np.geomspace(1, MOST, 200).round())
    for axes, (title, way) in zip(panels, WAYS.items(), strict=True):
        for cost, colour in zip(costs, COLOURS, strict=False):
            axes.plot(n, cost.alone / way(cost, n), color=colour, label=f"{cost.name}: computed")
        axes.plot(n, n, "-", color="grey", linewidth=0.8, label="if sending cost nothing")
        axes.set(xscale="log", yscale="log", xlabel="machines", ylim=(0.1, 1000))
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.yaxis.set_major_formatter("{x:g}")
        axes.set_title(f"the gradients go {title}", fontsize=11)
    panels[0].set_ylabel("times as fast as one machine")
    for cost, colour in zip(costs, COLOURS, strict=False):
        gains = [cost.alone / seconds for seconds in cost.steps.values()]
        panels[0].plot([*cost.steps], gains, "o", color=colour, linestyle="none")
    panels[0].plot([], [], "o", color="grey", linestyle="none", label="measured")
    counts = " and ".join(map(str, costs[0].steps))
    figure.suptitle(f"Speed-up: measured for {counts} workers (dots), computed beyond (lines)")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    save(figure, path)

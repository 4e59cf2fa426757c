"""The difference quotient: slow, approximate, and the judge of every derivative.

(f(x + h) - f(x - h)) / 2h does not depend on any rule.  Its own error grows with the step h, and
the rounding error grows as h shrinks; the best step depends on f and on x.  So each quotient is
computed twice, with h and with 10 h.  If the two agree, both are near the slope, and together
they give an even better value (Richardson extrapolation); if they disagree, another step may do
better.  If none does, the slope cannot be judged: a kink, a jump, a pole, or noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ...engine.arrays import Array

RIGHT, WRONG, UNSURE = "right", "wrong", "unsure"

Function = Callable[[Array], Array]
Index = tuple[int, ...]


class Slope(NamedTuple):
    """The slope of f along one entry of x, found with the steps h and 10 h."""

    each: Array  # ∂f/∂x[index], of f's shape
    total: float  # the same, weighted with g and summed
    unsure: float  # how much the two steps disagree, plus what rounding may add
    unit: float  # a steep slope for results as large as these
    sizes: Array  # |g y|, of f's shape
    step: float

    def is_known(self, rtol: float, atol: float) -> bool:
        """Whether the total is known to `rtol` of itself, or to `atol`."""
        enough = max(rtol * abs(self.total), atol)
        return math.isfinite(self.unsure) and self.unsure <= enough

    def contradicts(self, other: Slope) -> bool:
        """Whether the two differ by far more than their possible errors."""
        return abs(self.total - other.total) > 10 * (self.unsure + other.unsure)


def rms(array: Array) -> float:
    """The root mean square, a typical size of the entries; nan or inf if any entry is."""
    if not array.size:
        return 0.0
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(np.asarray(array, np.float64)))))


def steps(size: float) -> Iterator[float]:
    """Steps to try for an entry of this size: the one that usually works, then others.

    f may vary on the scale of the entry (log near 0) or on the scale of 1 (sin far out).
    """
    yield 1e-4 * max(1, size)
    for scale in sorted({size or 1e-6, 1.0}):
        for power in range(7, 1, -1):
            yield scale * 10.0**-power


def slopes(f: Function, x: Array, index: Index, g: Array) -> Iterator[Slope]:
    """The slope along x[index], computed with each step in turn."""
    size = float(abs(x[index]))
    for h in steps(size):
        with np.errstate(all="ignore"):
            near, value = quotient(f, x, index, h)
            far, _ = quotient(f, x, index, 10 * h)
            sizes = np.abs(g * value)
            moving = sizes[near != 0]
            height = float(moving.sum() if moving.size else sizes.sum())
            each = near + (near - far) / 99  # the error of `far` is 100 times that of `near`
            unsure = float(np.abs(g * (near - far)).sum()) + 1e-15 * height / h
            yield Slope(each, float((g * each).sum()), unsure, height / max(1, size), sizes, h)


def quotient(f: Function, x: Array, index: Index, h: float) -> tuple[Array, Array]:
    """(f(x + h) - f(x - h)) / 2h and f(x + h), where h moves one entry."""
    ahead, behind = moved(x, index, h), moved(x, index, -h)
    above, below = f(ahead), f(behind)
    same = (above == below) | (np.isnan(above) & np.isnan(below))
    return np.where(same, 0, above - below) / (ahead[index] - behind[index]), above


def moved(x: Array, index: Index, h: float) -> Array:
    """x with h added to one entry."""
    x = x.copy()
    x[index] += h
    return x


def best(found: Iterator[Slope]) -> Slope:
    """The first slope whose two steps agree to five digits, or else the most certain one."""
    choice = next(found)
    for slope in found:
        if choice.is_known(1e-5, 2e-11 * choice.unit):
            break
        if not choice.unsure <= slope.unsure:  # nan is never better
            choice = slope
    return choice


def judge(
    f: Function, x: Array, index: Index, g: Array, given: float, rtol: float
) -> tuple[str, Slope]:
    """Whether `given` is the slope of g · f along x[index]: right, wrong or unsure.

    It is right as soon as one pair of agreeing steps confirms it.  It is wrong only if no pair
    does, if the error is ten times the uncertainty of the best pair and of another one, and if no
    smaller step contradicts them.  In doubt, 0 is right if f is constant near x.  A quotient
    cannot distinguish from 0 a slope far below the last digit of the results.
    """
    tried = []
    for slope in slopes(f, x, index, g):
        if slope.is_known(1e-5, 2e-11 * slope.unit) and is_near(given, slope, rtol):
            return RIGHT, slope
        tried.append(slope)
    finite = [s for s in tried if math.isfinite(s.unsure)]
    if not finite:
        return UNSURE, tried[0]
    slope = min(finite, key=lambda s: s.unsure)
    flat = abs(given) < 1e-14 and any(not s.each.any() for s in finite)
    doubt = RIGHT if flat else UNSURE
    if not slope.is_known(20 * rtol, 1e-6 * max(s.unit for s in finite)):
        return doubt, slope
    reach = np.logical_or.reduce([s.each != 0 for s in finite])
    hidden = 1e-14 * float(slope.sizes[reach].sum()) / slope.step  # changes too small to see
    error = abs(given - slope.total)
    far_out = max(1.0, float(abs(x[index])))
    results = float(slope.sizes.sum())
    if is_near(given, slope, rtol) or error <= max(hidden, 1e-14 * min(1.0, results) / far_out):
        return RIGHT, slope
    if error <= 1e-14 * min(1.0, max(results, float(np.abs(x).max()))) / far_out:
        return doubt, slope  # results near 0 may be differences of numbers that are not
    still = not slope.each.any()  # coarse numbers do that, too, if the step is too small
    against = [s for s in finite if abs(given - s.total) > 10 * s.unsure]
    if (
        sum(abs(s.total - slope.total) < error / 2 for s in against) < 2
        or any((still or s.step < slope.step) and s.contradicts(slope) for s in finite)
        or is_kink(f, x, index, g, slope.step, error)
    ):
        return doubt, slope
    return WRONG, slope


def is_near(given: float, slope: Slope, rtol: float) -> bool:
    """Whether the two numbers agree, up to `rtol` and the error of the slope itself."""
    return bool(abs(given - slope.total) <= rtol * abs(slope.total) + 2 * slope.unsure)


def is_kink(f: Function, x: Array, index: Index, g: Array, step: float, error: float) -> bool:
    """Whether the slopes on the right and on the left differ enough to explain the error.

    In a smooth place the difference shrinks with the step; at a kink it stays, at a jump it grows.
    """

    def difference(h: float) -> float:
        bend = f(moved(x, index, h)) + f(moved(x, index, -h)) - 2 * f(x)
        return float(np.abs(g * bend).sum() / h)

    small = 1e-6 * max(1, float(abs(x[index])))
    with np.errstate(all="ignore"):
        near, far = difference(step / 10), difference(step)
        nearer, farther = difference(small / 10), difference(small)
    kink = far < 3 * near and error < 0.6 * near
    jump = farther < nearer / 5 and error < 0.6 * nearer
    return kink or jump

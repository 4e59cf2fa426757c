"""The usual mistakes in a derivative: the first one that explains all the numbers is named."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ...engine.arrays import Array
from .quotient import Index

Guesses = Iterator[tuple[str, Array]]


class Evidence(NamedTuple):
    """A rule's gradient, and the true slopes for some entries of the input x."""

    given: Array  # ∂L/∂x according to the rule
    x: Array
    y: Array
    g: Array  # ∂L/∂y
    indices: list[Index]  # the positions of those entries
    slopes: list[Array]  # ∂y/∂x[index] for each of them
    others: Callable[[], Guesses]  # ∂L/∂x for the other inputs of this shape, with their names
    local: bool = False  # whether the op is elementwise, so it sums nothing

    def at(self, array: Array) -> Array:
        """The entries of an array of the input's shape."""
        return np.array([array[index] for index in self.indices])

    def had(self, g: Array) -> Array:
        """The right gradient if g were the upstream gradient."""
        return np.array([(g * slope).sum() for slope in self.slopes])


def likely_cause(evidence: Evidence) -> str:
    """The first of the usual mistakes that explains the numbers; empty if none does."""
    found = evidence.at(evidence.given)
    right = evidence.had(evidence.g)
    for text, guess in itertools.chain(
        usual_mistakes(evidence),
        missing_sums(evidence),
        factors(evidence),
        missing_terms(evidence),
    ):
        if same(found, guess) and not same(guess, right):
            return text
    return ""


def same(a: Array, b: Array) -> bool:
    """Whether the numbers agree, as far as a difference quotient can tell."""
    return bool(np.all(np.abs(a - b) <= 2e-5 * (np.abs(b) + np.abs(b).max(initial=0)) + 1e-300))


def usual_mistakes(e: Evidence) -> Guesses:
    """Each mistake, and the gradient that it would give."""
    right = e.had(e.g)
    g = e.g
    given = e.given
    if not right.any():
        yield "none is due, since the result does not change with this input", e.at(given)
    yield (
        "a derivative of 0, where the result does change, or values that left the graph",
        0 * right,
    )
    yield "the sign: this is -1 times the right derivative", -right
    yield "the incoming gradient is ignored; multiply by g", e.had(np.ones(g.shape))
    yield "the incoming gradient is multiplied in twice", e.had(g * g)
    for name, other in e.others():
        yield f"the derivatives for this input and for {name} are exchanged", other
    for axes in itertools.permutations(range(given.ndim)):
        turned = given.reshape([given.shape[k] for k in axes]).transpose(np.argsort(axes))
        reshaped = ", reshaped" if given.transpose(axes).shape != given.shape else ""
        if same(e.at(turned), right):
            yield f"a transpose{reshaped}: the axes are exchanged", e.at(given)
    if g.ndim > 1 and g.shape[-1] == g.shape[-2]:
        text = "a transpose of the incoming gradient, or a sum over the wrong axis"
        yield text, e.had(g.mT)


def missing_sums(e: Evidence) -> Guesses:
    """Mistakes in which only one of several uses of an entry counts."""
    g = e.g
    for axis, n in enumerate(g.shape):
        batch = "the batch, " if axis == 0 else ""
        for which, place in (("first", 0), ("last", n - 1)):
            only = g * (np.arange(n) == place).reshape([-1] + [1] * (g.ndim - axis - 1))
            text = f"a missing sum over {batch}axis {axis} of the result"
            yield f"{text}: only the {which} of {n} counts", e.had(only)
    uses = [(g * slope).ravel() for slope in e.slopes]
    last = [use[np.flatnonzero(use)[-1:]].sum() for use in uses]
    text = "a missing sum: of an entry that is used several times, only the last use counts"
    yield text, np.array(last)


def factors(e: Evidence) -> Guesses:
    """A wrong constant factor; for a single number, only a factor that has a meaning."""
    found = e.at(e.given)
    right = e.had(e.g)
    batches = [array.shape[0] for array in (e.y, e.x) if array.ndim > 1]
    sizes = [(n, "the size of the batch") for n in batches]
    sizes += [(e.x.size, "the number of entries"), (e.y.size, "the number of results")]
    names: dict[float, str] = {}
    for n, text in sizes:
        if n > 1 and not e.local:
            names.setdefault(n, f" = {text}, a sum in place of a mean")
            names.setdefault(1 / n, f" = 1 / {text}, a mean in place of a sum")
    names.setdefault(2, "")
    names.setdefault(0.5, " (of two equal terms, as in x * x, one is missing?)")
    factor = float((found * right).sum() / ((right**2).sum() or 1))
    near = [text for n, text in names.items() if np.isclose(abs(factor), n, rtol=1e-5)]
    if factor and (near or found.size > 1):
        digits = 4 if abs(abs(factor) - 1) > 2e-3 else 8  # 1.0001 must not be printed as 1
        times = f"{factor:.{digits}g}"
        back = f"{1 / factor:.{digits}g}"
        yield (
            f"a factor {times}{''.join(near[:1])}: the rule gives {times} times the right "
            f"derivative; multiply it by {back}",
            factor * right,
        )


def missing_terms(e: Evidence) -> Guesses:
    """Terms that the error may be a multiple of, if input and result have the same shape."""
    x, y, g = e.x, e.y, e.g
    if x.shape != y.shape or len(e.indices) < 3:
        return
    terms = {"g": g, "g * x": g * x, "g * y": g * y, "g * x * x": g * x * x}
    terms |= {"g * y * y": g * y * y, "g * x * y": g * x * y, "g.sum()": g.sum() + 0 * g}
    for axis in range(-1, -1 - g.ndim, -1):
        terms[f"y * (g * y).sum({axis})"] = y * (g * y).sum(axis, keepdims=True)
        terms[f"exp(y) * g.sum({axis})"] = np.exp(y) * g.sum(axis, keepdims=True)
        terms[f"g.mean({axis})"] = g.mean(axis, keepdims=True) + 0 * g
    found = e.at(e.given)
    right = e.had(e.g)
    for text, term in terms.items():
        values = e.at(term)
        share = float(((right - found) * values).sum() / ((values**2).sum() or 1))
        yield f"a missing term, {share:+.4g} * {text}", right - share * values

"""A second opinion: the first time that an op of one's own is used, its derivatives are tried.

Each is held against difference quotients at a few entries: enough to catch a wrong sign or a
forgotten factor in the line where it happens, and too little to cost anything.  The whole trial,
of every entry and of second derivatives, is `gradcheck`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .arrays import Array
from .graph import Node
from .guards import ELEMENTWISE, GradientError, undo_broadcasting

ENTRIES = 4  # of each input: two with the largest derivative, the others drawn
STEP = float(np.finfo(float).eps ** (1 / 3))  # balances the error of the formula and of rounding
enabled = True


def check_new_ops(on: bool) -> None:
    """Whether an op of one's own is checked when it is first used; it is, at the start.

    Switch it off for an op that means another gradient than its own, such as a straight-through
    estimator, or for a rule that is very slow.
    """
    global enabled
    enabled = on


def check_first_use(node: Node) -> None:
    """Raise a GradientError if a derivative that made `node` is wrong at one of a few entries.

    It runs in float64.  What cannot be judged passes: a rule that refuses float64 or is random,
    an entry at a kink, nan and inf.  Wrong shapes are for `walk` to report.
    """
    if enabled and node.op is not None:
        arrays = [x.value.astype(float) if x.needs_gradient else x.value for x in node.inputs]
        with np.errstate(all="ignore"):
            for i, x in enumerate(node.inputs):
                if x.needs_gradient:
                    check_input(node, arrays, i)


def check_input(node: Node, arrays: list[Array], i: int) -> None:
    """Compare the derivative for input i with difference quotients."""
    op, x, rng = node.op, arrays[i], np.random.default_rng(0)
    assert op is not None

    def f(x: Array) -> Array:
        return np.asarray(op.rule(*arrays[:i], x, *arrays[i + 1 :], **node.settings)[0])

    try:
        result = op.rule(*arrays, **node.settings)
        y = np.asarray(result[0])
        g = np.asarray(rng.choice([-1, 1], y.shape) * rng.uniform(0.5, 1.5, y.shape))
        d = g * result[i + 1]() if op.kind is ELEMENTWISE else np.asarray(result[i + 1](g))
        given = d if d.shape == x.shape else undo_broadcasting(node, i, d)
        if y.dtype != float or not np.array_equal(y, f(x), equal_nan=True):
            return
        largest = np.argsort(-np.abs(given), axis=None)[: ENTRIES // 2]
        drawn = rng.permutation(x.size)[:ENTRIES] if x.size < 1e5 else rng.integers(x.size, size=8)
        places = list(dict.fromkeys([*largest.tolist(), *drawn.tolist()]))[:ENTRIES]
        indices = [tuple(map(int, np.unravel_index(k, x.shape))) for k in places]
        slopes = [quotient(f, x, index) for index in indices]
        for index, slope in zip(indices, slopes, strict=True):
            wanted = (g * slope).sum()
            error, size = abs(given[index] - wanted), float(np.linalg.norm(y.ravel()))
            if error > 1e-3 * abs(wanted) + 1e-9 * size:
                unsure = spread(f, x, index, y, g)
                if 10 * unsure < error < np.inf and unsure < (abs(wanted) + 1e-3 * size) / 3:
                    break
        else:
            return
    except Exception:  # the rule's own error will be seen when it is walked
        return
    causes = likely_causes(given, g, indices, slopes)
    local = op.kind is ELEMENTWISE and g.shape == x.shape
    unit, of = (g[index], "") if local else (1, ", for a random g")
    raise GradientError(
        f"{op.__name__}: the derivative for {name_of(op, i)} of shape {x.shape} looks wrong: "
        f"at {list(index)} the rule gives {given[index] / unit:.6g}, a difference quotient "
        f"{wanted / unit:.6g}{of}. Likely cause: {next(causes)}. (This op was used for the first "
        "time; tg.gradcheck tries every entry. If the rule is meant so: tg.check_new_ops(False))"
    )


def quotient(f: Callable[[Array], Array], x: Array, index: Any, size: float = 1) -> Array:
    """(f(x + h) - f(x - h)) / 2h, where h moves one entry."""
    ahead, behind = moved(x, index, size), moved(x, index, -size)
    return (f(ahead) - f(behind)) / (ahead[index] - behind[index])


def moved(x: Array, index: Any, steps: float) -> Array:
    """x with one entry some steps away."""
    x = x.copy()
    x[index] += steps * STEP * max(1, abs(x[index]))
    return x


def spread(f: Callable[[Array], Array], x: Array, index: Any, y: Array, g: Array) -> float:
    """How far apart one-sided quotients are, near and far: very, at a kink, a pole or in noise."""
    points = [moved(x, index, steps) for steps in (1, -1, 8, -8)]
    slopes = [(g * (f(point) - y)).sum() / (point[index] - x[index]) for point in points]
    return float(np.ptp(slopes))


def likely_causes(given: Array, g: Array, indices: Any, slopes: list[Array]) -> Iterator[str]:
    """The usual mistakes that would have given just these numbers."""
    found = np.array([given[index] for index in indices])
    right, unweighted, twice = (np.array([(w * s).sum() for s in slopes]) for w in (g, 1, g * g))

    def same(a: Array, b: Array) -> bool:
        return np.allclose(a, b, rtol=1e-4, atol=1e-6 * float(np.abs(right).max()))

    if same(found, 0 * right):
        yield "a derivative of 0, where the result does change"
    if not right.any():
        yield "none is due, since the result does not change with this input"
    if same(found, -right):
        yield "the sign: this is -1 times the right derivative"
    if same(found, unweighted):
        yield "the incoming gradient is ignored; multiply by g"
    if same(found, twice):
        yield "the incoming gradient is multiplied in twice"
    square = given.ndim > 1 and given.shape[-1] == given.shape[-2]
    if square and same(np.array([given.mT[index] for index in indices]), right):
        yield "a transpose: the axes are exchanged"
    factor = float(found @ right / (right @ right or 1))
    if same(found, factor * right) and (len(found) > 1 or factor in (2, 0.5)):
        yield f"a factor {factor:.4g}"
    yield "a term of the derivative is missing or wrong"


def name_of(op: Any, i: int) -> str:
    """An input as the rule's signature has it."""
    names = list(inspect.signature(op.rule).parameters.values())
    single = i < len(names) and names[i].kind is inspect.Parameter.POSITIONAL_ONLY
    return f"input {i}{f' ({names[i].name})' if single else ''}"

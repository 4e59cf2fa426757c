"""A second opinion: a custom op's derivatives are checked the first time that it is used.

Each is compared with difference quotients at a few entries: enough to catch a wrong sign or a
forgotten factor at the line where it happens, and too few to cost much time.  Since the given
input may hide a mistake (zeros, a kink, one branch), other numbers of its shape are tried, too.
`gradcheck` is the full check, of every entry and of second derivatives.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ...engine.arrays import Array
from ...engine.broadcasting import undo_broadcasting
from ...engine.graph import Node, make_node
from ...engine.messages import GradientError
from ...engine.saved import ELEMENTWISE, LINEAR_MAP
from ..frames import user_frame
from ..switch import unwatched
from ..tensor_rules import LeftGraphError, inside_rule
from .custom import input_name
from .docstrings import about_docstring
from .mistakes import Evidence, likely_cause
from .quotient import WRONG, Index, Slope, best, judge, rms, slopes

ENTRIES = 6  # per input: the largest derivatives, the smallest and the largest entry, others
FEW = 16  # entries: with fewer, one draw may miss a branch
SOME = 1000  # entries are enough for an elementwise op
LARGE = 10_000  # entries: with more, ops that are not elementwise are tried at fewer points
enabled = True


def check_new_ops(on: bool) -> None:
    """Turn the check of custom ops at their first use on or off; it is on by default.

    Turn it off for an op that intentionally returns another gradient, such as a straight-through
    estimator, or for a rule that is very slow.
    """
    global enabled
    enabled = on


def check_first_use(node: Node) -> None:
    """Raise a GradientError if a derivative of the op behind `node` is wrong at any tested entry.

    It runs in float64, at the given point and at others.  Cases that cannot be judged pass:
    a rule that refuses float64 or these numbers, an entry at a kink, nan and inf.  Wrong shapes
    are reported by `walk`.
    """
    if not enabled or node.op is None:
        return
    with unwatched(), np.errstate(all="ignore"):
        values = [x.value for x in node.inputs]
        given = [x.astype(float) if x.dtype.kind == "f" else x for x in values]
        for k, arrays in enumerate([given, *others_like(node, given)]):
            point = Point(node, few(node, arrays), k == 0)
            if complaint := point.complaint():
                raise GradientError(f"{node.op.__name__}: {complaint}")
        said = about_floats(node)
    if said:
        said += ". If one derivative is enough: tg.check_new_ops(False) before the first use"
        warnings.warn(said, stacklevel=user_frame()[1])


def others_like(node: Node, given: list[Array]) -> Iterator[list[Array]]:
    """Other numbers in the same shapes: of both signs, positive, and as large as the given ones."""
    rng = np.random.default_rng(0)
    largest = max(map(rms, given))
    ranges = [(-2.0, 2.0)]
    if sum(x.size for x in given) <= FEW:
        ranges += [(-2.0, 2.0), (-5.0, 5.0)]
    if node.op.kind is ELEMENTWISE or sum(x.size for x in given) <= LARGE:  # type: ignore[union-attr]
        ranges.append((0.5, 2.0))
        if 0 < largest < np.inf and not 0.3 < largest < 3:
            ranges.append((-2 * largest, 2 * largest))
    for low, high in ranges:
        yield [
            np.asarray(rng.uniform(low, high, a.shape)) if x.needs_gradient else a
            for x, a in zip(node.inputs, given, strict=True)
        ]


def few(node: Node, arrays: list[Array]) -> list[Array]:
    """The inputs; for a large elementwise op only some entries, with the smallest and largest."""
    shape, size = node.value.shape, node.value.size
    alike = node.op.kind is ELEMENTWISE and all(x.shape == shape for x in arrays)  # type: ignore[union-attr]
    if size <= SOME or not alike or any(np.ndim(s) for s in node.settings.values()):
        return arrays
    drawn = np.random.default_rng(0).integers(size, size=SOME)
    ends = [end(x) for x in arrays for end in (np.argmin, np.argmax)]
    return [x.ravel()[[*ends, *drawn]] for x in arrays]


class DerivativeError(Exception):
    """A derivative does something that it must not do."""


class Point(NamedTuple):
    """Numbers for the inputs of an op, at which its derivatives are tried."""

    node: Node
    arrays: list[Array]
    given: bool  # or drawn

    def complaint(self) -> str:
        """The problem with a derivative or with the docstring; empty if none was found."""
        op, arrays, settings = self.node.op, self.arrays, self.node.settings
        for i, x in enumerate(self.node.inputs):
            if x.needs_gradient and x.value.size and (complaint := self.about_input(i)):
                return complaint
        return about_docstring(op, arrays, settings)

    def value(self, i: int, x: Array) -> Array:
        """The op's value with x for input i."""
        arrays, settings = self.arrays, self.node.settings
        return np.asarray(self.node.op.rule(*arrays[:i], x, *arrays[i + 1 :], **settings)[0])  # type: ignore[union-attr]

    def about_input(self, i: int) -> str:
        """The complaint if difference quotients contradict the derivative for input i, or empty."""
        x = self.arrays[i]
        found = []
        f = functools.partial(self.value, i)
        try:
            y, g, given = self.gradient(i)
            if y.dtype != float or not np.array_equal(y, f(x), equal_nan=True):
                return ""
            for index in worth_a_look(x, given):
                verdict, slope = judge(f, x, index, g, float(given[index]), 1e-3)
                if verdict == WRONG and np.isfinite(given[index]):
                    found.append((index, slope))
        except DerivativeError as fault:
            return f"the derivative for {input_name(self.node.op, i)} {fault}"
        except Exception:  # the walk will raise the rule's own error
            return ""
        return self.accusation(i, (y, g, given), found) if found else ""

    def gradient(self, i: int) -> tuple[Array, Array, Array]:
        """The value, a random ∂L/∂y, and the rule's ∂L/∂x; or a DerivativeError."""
        node = self.node
        op = self.node.op
        rng = np.random.default_rng(0)
        assert op is not None
        arrays = [a.copy() for a in self.arrays]
        result = op.rule(*arrays, **node.settings)
        y = np.array(result[0])
        g = np.asarray(rng.choice([-1, 1], y.shape) * rng.uniform(0.5, 1.5, y.shape))
        seed = g.copy()

        def derivative() -> Array:
            if op.kind is not ELEMENTWISE:
                return np.array(given_by(result[i + 1](seed)))
            return g * np.asarray(given_by(result[i + 1]()))

        d = derivative()
        pairs = zip(self.arrays, arrays, strict=True)
        before = {"its g": (g, seed), "its result": (y, result[0])}
        before |= {input_name(op, k): pair for k, pair in enumerate(pairs)}
        for name, (old, new) in before.items():
            if not np.array_equal(old, new, equal_nan=True):
                raise DerivativeError(
                    f"writes into {name}, which is used elsewhere, too; compute a new array"
                )
        if self.given and not self.stays(derivative, d):
            raise DerivativeError(
                "gives another value after the rule has run on other numbers; let it use "
                "what its own run computed, and nothing kept outside of the rule (a global, self.x)"
            )
        given = d if d.shape == arrays[i].shape else undo_broadcasting(node, i, d)
        return y, g, given

    def stays(self, derivative: Callable[[], Array], d: Array) -> bool:
        """Whether a derivative still gives d after the rule has run on nearby numbers."""
        near = [
            np.where(a == 0, 1e-3, 0.999 * a) if a.dtype.kind == "f" else a for a in self.arrays
        ]
        self.node.op.rule(*near, **self.node.settings)  # type: ignore[union-attr]
        return np.array_equal(d, derivative(), equal_nan=True)

    def accusation(
        self, i: int, outcome: tuple[Array, Array, Array], found: list[tuple[Index, Slope]]
    ) -> str:
        """The message: the wrong derivative, its place, both numbers, the likely cause, advice."""
        node = self.node
        op = node.op
        x = self.arrays[i]
        y, g, given = outcome
        assert op is not None
        indices = [index for index, _ in found]

        def others() -> Iterator[tuple[str, Array]]:
            for j, other in enumerate(self.arrays):
                if j != i and other.shape == x.shape and other.dtype.kind == "f":
                    f = functools.partial(self.value, j)
                    right = [best(slopes(f, other, index, g)).total for index in indices]
                    yield input_name(op, j), np.array(right)

        each = [slope.each for _, slope in found]
        local = op.kind is ELEMENTWISE
        cause = likely_cause(Evidence(given, x, y, g, indices, each, others, local))
        index, slope = found[0]
        unit, of = (g[index], "") if local and g.shape == x.shape else (1, ", for a random g")
        shape = node.inputs[i].value.shape
        where = f"at {list(index)}" if x.shape == shape else "in one entry"
        at = ""
        if not self.given:
            where = "with other numbers than yours, which were tried, too,"
            at = f" where it is {x[index]:.4g}"
        return (
            f"the derivative for {input_name(op, i)} of shape {shape} looks wrong: {where} the "
            f"rule gives {given[index] / unit:.6g}, a difference quotient {slope.total / unit:.6g}"
            f"{of}{at}. Likely cause: {cause or LAST}. (This op was used for the first time, or "
            "with a new setting; tg.gradcheck tries every entry. If this is intended: "
            "tg.check_new_ops(False))"
        )


def given_by(derivative: Array | None) -> Array:
    """The result of a derivative; an error if it is None."""
    if derivative is None:
        raise DerivativeError("returned None; does it end with return?")
    return derivative


LAST = "a term of the derivative is missing or wrong"


def worth_a_look(x: Array, given: Array) -> list[Index]:
    """The entries to check: steep ones, the extremes, and random ones."""
    rng = np.random.default_rng(0)
    steep = np.argsort(-np.abs(given), axis=None)[:2].tolist()
    few = [steep[0], int(np.argmin(x)), int(np.argmax(x))]
    if x.size <= LARGE:
        few += [*steep[1:], *rng.permutation(x.size)[:ENTRIES].tolist()]
    chosen = list(dict.fromkeys(few))[:ENTRIES]
    return [tuple(map(int, np.unravel_index(k, x.shape))) for k in chosen]


def about_floats(node: Node) -> str:
    """The warning for a rule that makes a Python number of its input: no second derivative."""
    op = node.op
    assert op is not None
    if op.kind is LINEAR_MAP:  # its derivatives do not depend on the inputs
        return ""
    points = [make_node(type(node), x.value.copy()) for x in node.inputs]
    for x, point in zip(node.inputs, points, strict=True):
        point.needs_gradient = x.needs_gradient
    g = [] if op.kind is ELEMENTWISE else [make_node(type(node), np.ones(node.value.shape))]
    try:
        with inside_rule(op.__name__):
            _, *derivatives = op.rule(*points, **node.settings)
            for x, derivative in zip(points, derivatives, strict=True):
                if x.needs_gradient:
                    derivative(*g)
    except LeftGraphError as error:
        return str(error)
    except Exception:  # a rule for arrays only: reported when a second derivative is requested
        return ""
    return ""

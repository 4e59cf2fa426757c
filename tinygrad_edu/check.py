"""The referee: difference quotients tell whether a gradient is right, a diagnosis tells why not.

Backward's gradient is exact calculus; a difference quotient (f(x + h) - f(x - h)) / 2h is slow and
only nearly right, but it knows nothing of rules.  Where the two disagree, the rule is wrong, and
most wrong rules are wrong in one of a few ways, which can be tried out one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .arrays import Array
from .graph import GradientError, make_node, trace, walk
from .ops.shape import concatenate, ravel
from .tensor import Tensor, plain

STEP = float(np.finfo(float).eps ** (1 / 3))  # balances the error of the formula and of rounding

Function = Callable[..., Any]


def numerical_gradient(f: Function, *inputs: Any, grad_output: Any = None) -> Any:
    """∂f/∂x by central differences in float64: an array for one input, a tuple for several.

    f takes tensors where tensors are given, else arrays.  Of several outputs it is the gradient
    of their sum, weighted with `grad_output` if that is given.

    >>> numerical_gradient(lambda x: x**2, np.array([1.0, 2.0])).round(6)
    array([2., 4.])
    """
    arrays = [np.array(plain(x), dtype=float) for x in inputs]

    def at(*points: Array) -> Array:
        return value_of(f(*map(alike, inputs, points)))

    y = at(*arrays)
    g = np.ones(y.shape) if grad_output is None else np.asarray(plain(grad_output), dtype=float)
    if g.shape != y.shape:
        raise ValueError(
            f"numerical_gradient: grad_output has shape {g.shape}, but f gives {y.shape}; "
            "they must be the same"
        )
    gradients = tuple(
        np.array([(g * q).sum() for q in quotients(at, arrays, k)]).reshape(x.shape)
        for k, x in enumerate(arrays)
    )
    return gradients if len(gradients) > 1 else gradients[0]


def gradcheck(
    f: Function, *inputs: Any, order: int | None = None, seed: int = 0, rtol: float = 1e-6
) -> bool:
    """True if the gradients of f are right; else a GradientError that says what is wrong where.

    Checked are the inputs that require a gradient, or all of floats if none does; the gradient
    that comes in is random and signed.  Derivatives are checked up to `order`; by default the
    first, and the second if the rules can be run on tensors.

    >>> gradcheck(lambda x, y: x * y, [1.0, 2.0], [3.0, 4.0])
    True
    """
    tensors = [raised(x) for x in inputs]
    if not any(x.requires_grad for x in tensors):
        for x in tensors:
            x.requires_grad = x.dtype.kind == "f"
    if not any(x.requires_grad for x in tensors):
        raise ValueError("gradcheck: no input is of floats, so there is no derivative to check")
    for degree in range(1, (order or 2) + 1):
        try:
            f = compare(f, tensors, np.random.default_rng(seed), rtol, degree)
        except (TypeError, AttributeError, RuntimeError):
            if order is None and degree == 2:  # a rule for arrays only
                return True
            raise
    return True


def compare(
    f: Function, tensors: list[Tensor], rng: np.random.Generator, rtol: float, degree: int
) -> Function:
    """Raise a GradientError if f's gradients are wrong; return the function that gives them."""
    targets = [x for x in tensors if x.requires_grad]
    y = f(*tensors)
    if not isinstance(y, Tensor):
        raise TypeError(
            f"gradcheck: the function returned {type(y).__name__}, not a Tensor; compute it from "
            "its arguments, by their methods or the functions of tg and np"
        )
    if not np.array_equal(y.value, f(*tensors).value, equal_nan=True):
        raise GradientError(
            "gradcheck: two calls of the function on the same inputs gave different values; "
            "let it make its random numbers from a fixed seed"
        )
    g = rng.uniform(0.5, 1.5, y.shape) * rng.choice([-1.0, 1.0], y.shape)

    def slopes(*points: Tensor) -> Any:
        y, sought = f(*points), [x for x in points if x.requires_grad]
        found = walk(y, make_node(Tensor, g), set(sought), create_graph=True, retain_graph=True)
        return concatenate(
            [ravel(found[x] if x in found else Tensor(np.zeros(x.shape))) for x in sought]
        )

    def at(*points: Array) -> Array:
        return value_of(f(*map(alike, tensors, points)))

    found = walk(y, g.astype(y.dtype), set(targets))
    arrays = [x.value for x in tensors]
    for k, x in enumerate(tensors):
        if x.requires_grad:
            given = np.array(found[x]) if x in found else np.zeros(x.shape)
            wanted = np.array([(g * q).sum() for q in quotients(at, arrays, k)]).reshape(x.shape)
            close = rtol * (np.abs(wanted) + largest(wanted)) + 1e-9 * largest(y.value)
            off = ~(np.abs(given - wanted) <= close)  # nan is off, too
            if off.any():
                causes = Suspects(at, arrays, k, y, g, given, wanted, off, degree)
                raise GradientError(causes.report(x.name))
    return slopes


def quotients(f: Function, arrays: list[Array], k: int, ahead: float = 1, behind: float = 1) -> Any:
    """∂f/∂x for each entry x of arrays[k] in turn: an array of f's shape."""
    for index in np.ndindex(arrays[k].shape):
        points, values = [], []
        for side in (ahead, -behind):
            moved = arrays[k].copy()
            moved[index] += side * STEP * max(1.0, abs(moved[index]))
            points.append(moved[index])
            values.append(f(*arrays[:k], moved, *arrays[k + 1 :]))
        yield (values[0] - values[1]) / (points[0] - points[1])


class Suspects:
    """A wrong gradient, and the usual mistakes, each with the gradient it would have given."""

    def __init__(
        self, f: Function, arrays: list[Array], k: int, y: Tensor, g: Array, given: Array,
        wanted: Array, off: Array, degree: int,
    ) -> None:  # fmt: skip
        self.f, self.arrays, self.k, self.y, self.g = f, arrays, k, y, g
        self.given, self.wanted, self.off, self.degree = given, wanted, off, degree
        # what each entry of the result adds to the gradient of each entry of the input
        self.slopes = np.array(list(quotients(f, arrays, k))).reshape(-1, *y.shape)

    def report(self, name: str | None) -> str:
        """Which input and entry, the two numbers, and the likely cause."""
        error = np.where(np.isfinite(self.given), np.abs(self.given - self.wanted), np.inf)
        worst = np.unravel_index(np.argmax(error * self.off), self.off.shape)
        kind = {1: "gradient", 2: "second derivative"}.get(
            self.degree, f"{self.degree}th derivative"
        )
        place = list(map(int, worst)) if worst else ""
        return (
            f"gradcheck: the {kind} for input {self.k}{f' ({name})' if name else ''} of shape "
            f"{self.off.shape} is wrong in {self.off.sum()} of {self.off.size} entries; at the "
            f"worst{f', {place},' if place else ''} backward gives {self.given[worst]:.8g}, the "
            f"difference quotient {self.wanted[worst]:.8g}. Likely cause: {self.cause()}"
        )

    def cause(self) -> str:
        """The first suspect that explains the numbers."""
        for test in (self.precision, self.kink):
            if text := test():
                return text
        for text, guess in itertools.chain(self.mistakes(), self.factors(), self.missing_terms()):
            if np.all(np.abs(self.given - guess) <= 1e-5 * largest(guess) + 1e-9):
                return text
        if self.degree > 1:
            return "the derivative holds a plain array where it must compute with its inputs"
        return "a term of the derivative is missing or wrong; check it line by line"

    def precision(self) -> str | None:
        """Reasons that lie in the numbers, not in the rule."""
        if not np.isfinite(self.given).all() or not np.isfinite(self.wanted).all():
            return "inf or nan: a division by 0, a root or log of 0, or an overflow near this input"
        dtypes = {str(node.value.dtype) for node in [self.y, *trace(self.y)]} - {"float64"}
        if dtypes:
            return f"{dtypes.pop()}, too coarse for difference quotients; compute in float64 here"
        return None

    def kink(self) -> str | None:
        """Whether one-sided quotients differ by a jump: what is smooth differs in step with h."""
        jumps = []
        for h in (1, 8):
            right, left = (
                np.array(
                    [(self.g * q).sum() for q in quotients(self.f, self.arrays, self.k, *side)]
                )
                for side in ((h, 0), (0, h))
            )
            jumps.append(np.abs(right - left).reshape(self.off.shape))
        noise = 1e-5 * largest(self.wanted) + 1e-8 * largest(self.y.value)
        kinks = (jumps[0] > noise) & (jumps[1] < 3 * jumps[0])
        if kinks[self.off].all():
            return (
                "a kink (or jump) nearby: the one-sided quotients differ, so no derivative is "
                "right here; check at inputs away from it"
            )
        return None

    def mistakes(self) -> Iterator[tuple[str, Array]]:
        """The usual ones."""
        wanted, shape, slopes, g = self.wanted, self.off.shape, self.slopes, self.g
        yield "no gradient arrives: a derivative of 0, or values that left the graph", 0 * wanted
        yield "the sign: this is -1 times the right gradient", -wanted
        yield "the incoming gradient is ignored; multiply by g", total(slopes, shape)
        yield "the incoming gradient is multiplied in twice", total(slopes * g * g, shape)
        for axes in itertools.permutations(range(wanted.ndim)):
            turned = wanted.transpose(axes)
            if axes != tuple(range(wanted.ndim)):
                same = turned.shape == shape
                text = "a transpose" if same else "a transpose, reshaped"
                yield f"{text}: the axes are exchanged", turned.reshape(shape)
        if g.ndim > 1 and g.shape[-1] == g.shape[-2]:
            text = "a transpose of the incoming gradient, or a sum over the wrong axis"
            yield text, total(slopes * g.mT, shape)
        parts = slopes * g
        for axis, n in enumerate(g.shape):
            for which, place in (("first", 0), ("last", -1)) if n > 1 else ():
                text = f"a missing sum over {'the batch, ' * (axis == 0)}axis {axis} of the result"
                yield (
                    f"{text}: only the {which} of {n} counts",
                    total(parts.take(place, axis + 1), shape),
                )
        rows = parts.reshape(wanted.size, -1)
        if g.size:
            last = g.size - 1 - np.argmax(rows[:, ::-1] != 0, axis=1)
            text = "a missing sum: of an entry that is used several times, only the last use counts"
            yield text, np.take_along_axis(rows, last[:, None], 1).reshape(shape)

    def factors(self) -> Iterator[tuple[str, Array]]:
        """A wrong constant factor; of a single number only one that has a meaning."""
        x, y = self.arrays[self.k], self.y
        names: dict[float, str] = {}
        if y.ndim and y.shape[0] > 1:
            names[y.shape[0]] = "the size of the batch"
        for a in self.arrays:
            if a.ndim > 1:
                names.setdefault(a.shape[0], "the size of the batch")
        for n, text in ((x.size, "the number of entries"), (y.size, "the number of results")):
            names.setdefault(n, text)
        names.pop(1, None)
        names |= {1 / n: f"1 / {text}" for n, text in names.items()}
        names.setdefault(2.0, "2")
        names.setdefault(0.5, "1/2: of two equal terms, as in x * x, one is missing")
        factor = float((self.given * self.wanted).sum() / ((self.wanted**2).sum() or 1))
        for n, text in names.items():
            if np.isclose(abs(factor), n, rtol=1e-5):
                known = (
                    ""
                    if text.startswith(f"{n:g}")
                    else f" = {text}: a mean for a sum, or a sum for a mean"
                )
                known = f": {text.partition(': ')[2]}" if n == 0.5 and ": " in text else known
                yield f"a factor {factor:.6g}{known}", factor * self.wanted
        if self.wanted.size > 1:
            yield f"a factor {factor:.6g}", factor * self.wanted

    def missing_terms(self) -> Iterator[tuple[str, Array]]:
        """A term that leaves the error proportional to it, where input and result have one shape."""
        x, y, g = self.arrays[self.k], self.y.value, self.g
        if x.shape != y.shape or x.size < 2 or self.degree > 1:
            return
        terms = {"g": g, "g * x": g * x, "g * y": g * y, "g * x * x": g * x * x}
        terms |= {"g * y * y": g * y * y, "g * x * y": g * x * y, "g.sum()": g.sum() + 0 * g}
        for axis in range(-1, -1 - g.ndim, -1):
            terms[f"y * (g * y).sum({axis})"] = y * (g * y).sum(axis, keepdims=True)
            terms[f"exp(y) * g.sum({axis})"] = np.exp(y) * g.sum(axis, keepdims=True)
            terms[f"g.mean({axis})"] = g.mean(axis, keepdims=True) + 0 * g
        for text, term in terms.items():
            share = float(((self.wanted - self.given) * term).sum() / ((term**2).sum() or 1))
            yield f"a missing term, {share:+.4g} * {text}", self.wanted - share * term


def total(parts: Array, shape: tuple[int, ...]) -> Array:
    """What all entries of the result add to each entry of an input."""
    return parts.reshape(len(parts), -1).sum(axis=1).reshape(shape)


def largest(array: Array) -> float:
    """The largest absolute value, 0 of none."""
    return float(np.abs(array).max(initial=0))


def raised(x: Any) -> Tensor:
    """A float64 leaf with the values of x, which stays as it is."""
    array = plain(x) if isinstance(x, Tensor | np.ndarray) else Tensor(x).value
    tensor = Tensor(array, dtype=np.float64 if array.dtype.kind == "f" else None)
    if isinstance(x, Tensor):
        tensor.name, tensor.requires_grad = x.name, x.requires_grad
    return tensor


def alike(x: Any, values: Array) -> Any:
    """The values as what x is: a tensor, or an array."""
    if not isinstance(x, Tensor):
        return values
    return Tensor(
        values.astype(x.dtype) if x.dtype.kind != "f" else values, requires_grad=x.requires_grad
    )


def value_of(y: Any) -> Array:
    """f's result as an array of floats."""
    array = np.asarray(plain(y) if isinstance(y, Tensor) else y)
    if isinstance(y, tuple | list) or array.dtype.kind not in "f":
        raise TypeError(
            f"the function returned {type(y).__name__}"
            f"{f' of {array.dtype}' if array.ndim else ''}, which has no derivative; "
            "let it return one tensor, array or number of floats"
        )
    return array.astype(float)

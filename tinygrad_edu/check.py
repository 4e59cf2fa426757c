"""The referee: difference quotients tell whether a gradient is right, a diagnosis tells why not.

Backward's gradient is exact calculus; a difference quotient (f(x + h) - f(x - h)) / 2h is slow and
only nearly right, but it knows nothing of rules.  Where the two disagree, the rule is wrong, and
most wrong rules are wrong in one of a few ways, which can be tried out one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from .arrays import Array
from .graph import make_node, trace, walk
from .guards import GradientError
from .keywords import explain_keywords
from .ops.shape import concatenate, ravel
from .tensor import Tensor, plain

STEP = float(np.finfo(float).eps ** (1 / 3))  # balances the error of the formula and of rounding

Function = Callable[..., Any]


@explain_keywords
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
    gradients = tuple(weighted(g, quotients(at, arrays, k), x) for k, x in enumerate(arrays))
    return gradients if len(gradients) > 1 else gradients[0]


@explain_keywords
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
    g = np.asarray(rng.choice([-1, 1], y.shape) * rng.uniform(0.5, 1.5, y.shape))

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
            wanted = weighted(g, quotients(at, arrays, k), x)
            close = rtol * (np.abs(wanted) + largest(wanted)) + 1e-9 * largest(y.value)
            off = ~(np.abs(given - wanted) <= close)  # nan is off, too
            if off.any():
                wrong = Mismatch(at, arrays, k, y, g, given, wanted, off, degree)
                raise GradientError(wrong.report(x.name))
    return slopes


def quotients(f: Function, arrays: list[Array], k: int, ahead: float = 1, behind: float = 1) -> Any:
    """∂f/∂x for each entry x of arrays[k] in turn: an array of f's shape."""
    for index in np.ndindex(arrays[k].shape):
        points, values = [], []
        for side in (ahead, -behind):
            moved = arrays[k].copy()
            moved[index] += side * STEP * np.maximum(1, np.abs(moved[index]))
            points.append(moved[index])
            values.append(f(*arrays[:k], moved, *arrays[k + 1 :]))
        yield (values[0] - values[1]) / (points[0] - points[1])


def weighted(g: Array, slopes: Any, x: Any) -> Array:
    """The sum of g times the result's slope, for each entry of x."""
    return np.array([(g * slope).sum() for slope in slopes]).reshape(x.shape)


def largest(array: Array) -> float:
    """The largest absolute value, 0 of none."""
    return float(np.abs(array).max(initial=0))


# --- the diagnosis ----------------------------------------------------------------------------


class Mismatch(NamedTuple):
    """Backward's gradient `given` for input k, and the quotients `wanted`: where and why `off`."""

    f: Function
    arrays: list[Array]
    k: int
    y: Tensor
    g: Array
    given: Array
    wanted: Array
    off: Array
    degree: int

    def report(self, name: str | None) -> str:
        """Which input and entry, the two numbers, and the likely cause."""
        error = np.where(np.isfinite(self.given), np.abs(self.given - self.wanted), np.inf)
        worst = tuple(map(int, np.unravel_index(np.argmax(error * self.off), self.off.shape)))
        kind = ["gradient", "second derivative", f"derivative of order {self.degree}"]
        return (
            f"gradcheck: the {kind[min(self.degree, 3) - 1]} for input {self.k}"
            f"{f' ({name})' if name else ''} of shape {self.off.shape} is wrong in "
            f"{self.off.sum()} of {self.off.size} entries; at {list(worst)} backward gives "
            f"{self.given[worst]:.8g}, the difference quotient {self.wanted[worst]:.8g}. "
            f"Likely cause: {self.cause()}"
        )

    def cause(self) -> str:
        """The first suspect whose gradient would be the one that was given."""
        if not np.isfinite([self.given, self.wanted]).all():
            return "inf or nan: a division by 0, a root or log of 0, or an overflow near this input"
        dtypes = {str(node.value.dtype) for node in [self.y, *trace(self.y)]} - {"float64"}
        if dtypes:
            return f"{dtypes.pop()}, too coarse for difference quotients; compute in float64 here"
        if self.kinks()[self.off].all():
            return "a kink (or jump) nearby, where no derivative is right; check away from it"
        for text, guess in itertools.chain(self.mistakes(), self.factors(), self.missing_terms()):
            if np.all(np.abs(self.given - guess) <= 1e-5 * largest(guess) + 1e-9):
                return text
        if self.degree > 1:
            return "the derivative holds a plain array where it must compute with its inputs"
        return "a term of the derivative is missing or wrong; check it line by line"

    def kinks(self) -> Array:
        """Where the slopes to the right and to the left differ, however small the step."""
        right, left, far_right, far_left = (
            weighted(self.g, quotients(self.f, self.arrays, self.k, *sides), self.off)
            for sides in ((1, 0), (0, 1), (8, 0), (0, 8))
        )
        noise = 1e-5 * largest(self.wanted) + 1e-8 * largest(self.y.value)
        bend, far_bend = np.abs(right - left), np.abs(far_right - far_left)  # smooth: 8 times that
        jump = np.abs(right + left) > 2 * np.abs(far_right + far_left) + noise
        return jump | ((bend > noise) & (far_bend < 3 * bend))

    def mistakes(self) -> Iterator[tuple[str, Array]]:
        """The usual mistakes, and the gradient that each would have given."""
        wanted, g = self.wanted, self.g
        slopes = list(quotients(self.f, self.arrays, self.k))
        yield "no gradient arrives: a derivative of 0, or values that left the graph", 0 * wanted
        yield "the sign: this is -1 times the right gradient", -wanted
        yield "the incoming gradient is ignored; multiply by g", self.had(np.ones(g.shape), slopes)
        yield "the incoming gradient is multiplied in twice", self.had(g * g, slopes)
        for axes in itertools.permutations(range(wanted.ndim)):
            turned = wanted.transpose(axes)
            text = "a transpose" if turned.shape == wanted.shape else "a transpose, reshaped"
            yield f"{text}: the axes are exchanged", turned.reshape(wanted.shape)
        if g.ndim > 1 and g.shape[-1] == g.shape[-2]:
            text = "a transpose of the incoming gradient, or a sum over the wrong axis"
            yield text, self.had(g.mT, slopes)
        for axis, n in enumerate(g.shape):
            for which, place in (("first", 0), ("last", n - 1)):
                only = g * (np.arange(n) == place).reshape([-1] + [1] * (g.ndim - axis - 1))
                text = f"a missing sum over {'the batch, ' * (axis == 0)}axis {axis} of the result"
                yield f"{text}: only the {which} of {n} counts", self.had(only, slopes)
        uses = [(g * slope).ravel() for slope in slopes]
        last = [use[np.flatnonzero(use)[-1:]].sum() for use in uses]
        text = "a missing sum: of an entry that is used several times, only the last use counts"
        yield text, np.array(last).reshape(wanted.shape)

    def had(self, g: Array, slopes: list[Array]) -> Array:
        """The gradient, had g come in."""
        return weighted(g, slopes, self.wanted)

    def factors(self) -> Iterator[tuple[str, Array]]:
        """A wrong constant factor; of a single number only one that has a meaning."""
        batches = [a.shape[0] for a in (self.y.value, *self.arrays) if a.ndim > 1]
        sizes = [(n, "the size of the batch") for n in batches]
        sizes += [(self.off.size, "the number of entries"), (self.y.size, "the number of results")]
        names: dict[float, str] = {}
        for n, text in sizes:
            if n > 1:
                names.setdefault(n, f" = {text}: a sum in the place of a mean")
                names.setdefault(1 / n, f" = 1 / {text}: a mean in the place of a sum")
        names.setdefault(2, "")
        names.setdefault(0.5, ": of two equal terms, as in x * x, one is missing")
        factor = float((self.given * self.wanted).sum() / ((self.wanted**2).sum() or 1))
        near = [text for n, text in names.items() if np.isclose(abs(factor), n, rtol=1e-5)]
        if near or self.off.size > 1:
            yield f"a factor {factor:.6g}{''.join(near[:1])}", factor * self.wanted

    def missing_terms(self) -> Iterator[tuple[str, Array]]:
        """A term that the error is a multiple of, where input and result have one shape."""
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


# --- from what is given to arrays, and back ---------------------------------------------------


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
    dtype = None if x.dtype.kind == "f" else x.dtype
    return Tensor(values, dtype=dtype, requires_grad=x.requires_grad)


def value_of(y: Any) -> Array:
    """f's result as an array of floats."""
    array = np.asarray(plain(y) if isinstance(y, Tensor) else y)
    if isinstance(y, tuple | list) or array.dtype.kind != "f":
        raise TypeError(
            f"the function returned {type(y).__name__}, but only floats have a derivative; "
            "let it return one tensor, array or number of floats"
        )
    return array.astype(float)

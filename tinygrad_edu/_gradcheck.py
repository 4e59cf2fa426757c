"""The referee: difference quotients show whether a gradient is right, a diagnosis says why not.

Backward's gradient is exact calculus; a difference quotient is slow and only approximate, but it
does not use the rules.  If the two disagree, the rule is wrong; if the quotients disagree with each
other, the gradient cannot be judged.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ._numpy_functions import plain
from ._pytorch.keywords import explain_keywords
from ._tensor import Tensor
from .engine.arrays import Array
from .engine.graph import make_node, route, walk
from .engine.messages import GradientError, one_line
from .ops.shape import concatenate, ravel
from .watch.referee.mistakes import Evidence, likely_cause
from .watch.referee.quotient import UNSURE, WRONG, Index, Slope, best, judge, slopes

AnyFunction = Callable[..., Any]


@explain_keywords
def numerical_gradient(f: AnyFunction, *inputs: Any, grad_output: Any = None) -> Any:
    """∂f/∂x by central differences in float64: an array for one input, a tuple for several.

    f gets tensors if tensors are given, else arrays.  For several outputs it is the gradient of
    their sum, weighted with `grad_output` if that is given.

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
            f"numerical_gradient: grad_output has shape {g.shape}, but f returns shape {y.shape}; "
            "they must be the same"
        )
    gradients = tuple(
        np.array(
            [best(slopes(along(at, arrays, k), x, i, g)).total for i in np.ndindex(x.shape)]
        ).reshape(x.shape)
        for k, x in enumerate(arrays)
    )
    return gradients if len(gradients) > 1 else gradients[0]


@explain_keywords
def gradcheck(
    f: AnyFunction, *inputs: Any, order: int | None = None, seed: int = 0, rtol: float = 1e-6
) -> bool:
    """True if the gradients of f are right; otherwise a GradientError says what is wrong where.

    It checks the inputs that require a gradient, or all float inputs if none does; for a module,
    also its parameters (in a copy: the module does not change).  The upstream gradient is random
    and signed.  It checks derivatives up to `order`; by default the first, and the second if the
    rules can run on tensors.  If difference quotients disagree, the error says "cannot judge".

    >>> gradcheck(lambda x, y: x * y, [1.0, 2.0], [3.0, 4.0])
    True
    """
    tensors = [raised(x) for x in inputs]
    if not any(x.requires_grad for x in tensors):
        for x in tensors:
            x.requires_grad = x.dtype.kind == "f"
    if hasattr(f, "named_parameters"):
        f, parameters = apart(f, len(inputs))
        tensors += parameters
    if not any(x.requires_grad for x in tensors):
        raise ValueError("gradcheck: no input holds floats, so there is no derivative to check")
    for degree in range(1, (order or 2) + 1):
        try:
            f = compare(f, tensors, np.random.default_rng(seed), rtol, degree)
        except (TypeError, AttributeError, RuntimeError):
            if order is None and degree == 2:  # a rule for arrays only
                return True
            raise
    return True


def compare(
    f: AnyFunction, tensors: list[Tensor], rng: np.random.Generator, rtol: float, degree: int
) -> AnyFunction:
    """Raise a GradientError if f's gradients are wrong; return the function that computes them."""
    targets = {x for x in tensors if x.requires_grad}
    arrays = [x.value.copy() for x in tensors]
    y = f(*tensors)
    if not isinstance(y, Tensor):
        raise TypeError(
            f"gradcheck: the function returned {type(y).__name__}, not a Tensor; compute it from "
            "its arguments, with their methods or with functions of tg and np"
        )
    coarse = {str(node.value.dtype) for node in [y, *route(y)]} - {"float64"}
    g = np.asarray(rng.choice([-1, 1], y.shape) * rng.uniform(0.5, 1.5, y.shape))
    found = walk(y, g.astype(y.dtype), targets)
    refuse_changes(tensors, arrays)
    again = f(*tensors)
    twice = walk(again, g.astype(y.dtype), targets)
    if not np.array_equal(y.value, again.value, equal_nan=True) or any(
        not np.array_equal(found[x], twice[x], equal_nan=True) for x in targets & set(found)
    ):
        raise GradientError(
            "gradcheck: two calls of the function on the same inputs gave different values or "
            "gradients; if it uses random numbers, draw them from a fixed seed"
        )

    def gradients(*points: Tensor) -> Any:
        y = f(*points)
        sought = [x for x in points if x.requires_grad]
        found = walk(y, make_node(Tensor, g), set(sought), create_graph=True, retain_graph=True)
        return concatenate(
            [ravel(found[x] if x in found else Tensor(np.zeros(x.shape))) for x in sought]
        )

    def at(*points: Array) -> Array:
        for x, point in zip(tensors, points, strict=True):
            x.value = point
        try:
            return value_of(f(*tensors))
        finally:
            for x, array in zip(tensors, arrays, strict=True):
                x.value = array

    for k, x in enumerate(tensors):
        if x.requires_grad:
            given = np.array(found[x]) if x in found else np.zeros(x.shape)
            trial = Trial(at, arrays, k, y.value, g, given, coarse, degree, x.name)
            trial.decide(rtol)
    return gradients


def refuse_changes(tensors: list[Tensor], arrays: list[Array]) -> None:
    """Raise a GradientError if the function has written into its inputs."""
    for k, (x, before) in enumerate(zip(tensors, arrays, strict=True)):
        if not np.array_equal(x.value, before, equal_nan=True):
            raise GradientError(
                f"gradcheck: the function writes into its input {k}{called(x.name)}; a rule "
                "must not change its inputs: compute a new array, such as "
                "np.where(x < 0, 0, x) for x[x < 0] = 0"
            )


def along(f: AnyFunction, arrays: list[Array], k: int) -> Callable[[Array], Array]:
    """f as a function of only input k."""
    return lambda x: f(*arrays[:k], x, *arrays[k + 1 :])


# --- the verdict ------------------------------------------------------------------------------


class Trial(NamedTuple):
    """Backward's gradient `given` for input k, which is compared with difference quotients."""

    f: AnyFunction
    arrays: list[Array]
    k: int
    y: Array
    g: Array
    given: Array
    coarse: set[str]  # dtypes with fewer digits than float64 in the graph
    degree: int
    name: str | None

    def decide(self, rtol: float) -> None:
        """Raise a GradientError if an entry is wrong, or cannot be judged."""
        x = self.arrays[self.k]
        f = along(self.f, self.arrays, self.k)
        indices = list(np.ndindex(x.shape))
        judged = [judge(f, x, i, self.g, float(self.given[i]), rtol) for i in indices]
        for verdict in (WRONG, UNSURE):
            off = [
                (i, slope) for i, (v, slope) in zip(indices, judged, strict=True) if v == verdict
            ]
            if off:
                report = self.accusation if verdict == WRONG else self.doubt
                raise GradientError(report(off, indices, [slope for _, slope in judged]))

    def accusation(
        self, off: list[tuple[Index, Slope]], indices: list[Index], slopes: list[Slope]
    ) -> str:
        """The error for wrong entries: the two numbers at the worst entry, and the likely cause."""
        worst, slope = max(off, key=lambda pair: distance(self.given[pair[0]], pair[1].total))
        return (
            f"gradcheck: the {self.what()} is wrong in {len(off)} of {len(indices)} entries; "
            f"at {list(worst)} backward gives {self.given[worst]:.8g}, but the difference quotient "
            f"{slope.total:.8g}. Likely cause: {self.cause(indices, slopes)}"
        )

    def doubt(
        self, off: list[tuple[Index, Slope]], indices: list[Index], slopes: list[Slope]
    ) -> str:
        """The error for entries where the difference quotients disagree, and the likely cause."""
        index, slope = off[0]
        return (
            f"gradcheck: cannot judge the {self.what()} in {len(off)} of {len(indices)} entries; "
            f"at {list(index)} backward gives {self.given[index]:.8g}, but the difference "
            f"quotients for different steps or from the two sides disagree "
            f"({slope.total:.4g} ± {slope.unsure:.1g}). Likely cause: "
            f"{self.digits() or self.endless() or DOUBT}"
        )

    def what(self) -> str:
        """The name of this derivative."""
        kind = ["gradient", "second derivative", f"derivative of order {self.degree}"]
        return (
            f"{kind[min(self.degree, 3) - 1]} for input {self.k}{called(self.name)} of shape "
            f"{self.given.shape}"
        )

    def cause(self, indices: list[Index], slopes: list[Slope]) -> str:
        """The first known mistake that would give this gradient."""
        x = self.arrays[self.k]
        each = [slope.each for slope in slopes]
        evidence = Evidence(self.given, x, self.y, self.g, indices, each, self.others)
        rest = "a term of the derivative is missing or wrong; check it line by line"
        if self.degree > 1:
            rest = "the derivative uses a plain array instead of computing with its inputs"
        return self.endless() or self.digits() or likely_cause(evidence) or rest

    def endless(self) -> str:
        """The cause if there is inf or nan."""
        if np.isfinite(self.given).all() and np.isfinite(self.y).all():
            return ""
        return "inf or nan: a division by 0, a root or log of 0, or an overflow near this input"

    def digits(self) -> str:
        """The cause if something is computed with fewer digits than float64."""
        if not self.coarse:
            return ""
        return f"{min(self.coarse)}, too coarse for difference quotients; compute in float64 here"

    def others(self) -> Iterator[tuple[str, Array]]:
        """The gradients for the other inputs of this shape, with their names."""
        x = self.arrays[self.k]
        for j, other in enumerate(self.arrays):
            if j != self.k and other.shape == x.shape and other.dtype.kind == "f":
                f = along(self.f, self.arrays, j)
                found = [best(slopes(f, other, i, self.g)).total for i in np.ndindex(x.shape)]
                yield f"input {j}", np.array(found)


DOUBT = "a kink, a jump or a pole nearby, or noise; check at points away from it"


def distance(given: float, wanted: float) -> float:
    """The error of a number; nan and inf are the worst."""
    return abs(given - wanted) if np.isfinite(given) else np.inf


def called(name: str | None) -> str:
    """The name of an input in brackets, if it has one."""
    return f" ({one_line(name)})" if name else ""


# --- from the inputs to arrays, and back ------------------------------------------------------


def apart(module: Any, count: int) -> tuple[AnyFunction, list[Tensor]]:
    """A copy of the module as a function of its inputs and parameters, and these parameters."""
    module = copy.deepcopy(module).to(float)
    named = dict(module.named_parameters())
    for name, parameter in named.items():
        parameter.name = name

    return lambda *points: module(*points[:count]), list(named.values())


def raised(x: Any) -> Tensor:
    """A float64 leaf with the values of x; x does not change."""
    array = plain(x) if isinstance(x, Tensor | np.ndarray) else Tensor(x).value
    tensor = Tensor(array, dtype=np.float64 if array.dtype.kind == "f" else None)
    if isinstance(x, Tensor):
        tensor.name, tensor.requires_grad = x.name, x.requires_grad
    return tensor


def alike(x: Any, values: Array) -> Any:
    """The values in the form of x: a tensor or an array."""
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
            "return one tensor, array or number of floats"
        )
    return array.astype(float)

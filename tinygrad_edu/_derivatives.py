"""Derivatives as values: gradients, products with Jacobians, Jacobians and Hessians.

Every function here takes a function `f` of one tensor, or of several in a tuple; for a tensor it
returns a tensor, for a tuple a tuple.  They nest: `grad` of a `grad` is a second derivative.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, overload

import numpy as np

from ._no_grad import recording
from ._numpy_functions import plain
from ._pytorch.keywords import explain_keywords
from ._tensor import Tensor
from .engine.graph import make_node, route, walk
from .engine.messages import one_line
from .ops.shape import stack
from .watch.notices import warn
from .watch.seed import seed_gradient

Several = tuple[Any, ...] | list[Any]
P = ParamSpec("P")
R = TypeVar("R")


@overload
def grad(
    output: Tensor,
    inputs: Tensor,
    grad_output: Any = None,
    create_graph: bool = False,
    retain_graph: bool | None = None,
) -> Tensor: ...


@overload
def grad(
    output: Tensor,
    inputs: Several,
    grad_output: Any = None,
    create_graph: bool = False,
    retain_graph: bool | None = None,
) -> tuple[Tensor, ...]: ...


@explain_keywords
def grad(
    output: Tensor,
    inputs: Tensor | tuple[Tensor, ...] | list[Tensor],
    grad_output: Any = None,
    create_graph: bool = False,
    retain_graph: bool | None = None,
) -> Any:
    """∂output/∂inputs, without changing any `.grad`.

    `output` has one element, unless `grad_output` = ∂L/∂output is given in its shape.  With
    `create_graph`, the result can be differentiated again; the graph is then kept, too, unless
    `retain_graph` says otherwise.  Raises a ValueError for an input that `output` does not
    depend on.

    >>> x = Tensor(3.0, requires_grad=True)
    >>> slope = grad(x**3, x, create_graph=True)
    >>> slope, grad(slope, x)
    (Tensor(27., requires_grad=True, op=multiply), Tensor(18.))
    """
    if not isinstance(output, Tensor):
        raise TypeError(f"grad: the output is a {type(output).__name__}, not a Tensor")
    targets = inputs if isinstance(inputs, tuple | list) else (inputs,)
    for place, x in enumerate(targets):
        if not isinstance(x, Tensor) or not x.requires_grad:
            raise ValueError(
                f"grad: {input_in_words(x, place)} does not require a gradient; "
                "make it with Tensor(..., requires_grad=True)"
            )
    keep = create_graph if retain_graph is None else retain_graph
    results = pull(output, targets, grad_output, create_graph, keep)
    for place, (x, result) in enumerate(zip(targets, results, strict=True)):
        if result is None:
            raise ValueError(
                f"grad: the output does not depend on {input_in_words(x, place)}; "
                "was it replaced, detached, or computed inside no_grad()?"
            )
    return tuple(results) if isinstance(inputs, tuple | list) else results[0]


def pull(
    output: Tensor,
    targets: Any,
    seed: Any,
    create_graph: bool,
    retain_graph: bool,
    asked: str = "grad",
    word: str = "grad_output",
) -> list[Any]:
    """vᵀJ for each target, as a tensor; None if the output does not depend on it."""
    start: Any = seed_gradient(output, seed, asked, word)
    if not create_graph:
        found = walk(output, start, set(targets), retain_graph=retain_graph)
        return [make_node(Tensor, found[x].copy()) if x in found else None for x in targets]
    start = seed if isinstance(seed, Tensor) else make_node(Tensor, start.copy())
    with recording():
        found = walk(output, start, set(targets), create_graph=True, retain_graph=retain_graph)
    return [found.get(x) for x in targets]


def input_in_words(x: Any, place: int) -> str:
    """The description of an input in an error message."""
    if not isinstance(x, Tensor):
        return f"input {place}, a {type(x).__name__},"
    return f"input {place}{f' ({one_line(x.name)})' if x.name else ''} of shape {x.shape}"


# --- derivatives of functions -----------------------------------------------------------------


def on_record(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, but it also works inside no_grad, where its result is not recorded."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with recording() as outside:
            result = function(*args, **kwargs)
        return detached(result) if outside.paused else result

    return wrapper


def detached(result: Any) -> Any:
    """The tensor, or the tensors in a tuple, detached from the graph."""
    return tuple(map(detached, result)) if isinstance(result, tuple) else result.detach()


@explain_keywords
@on_record
def vjp(f: Callable[..., Any], inputs: Any, v: Any = None) -> tuple[Tensor, Any]:
    """f's value and vᵀJ, the gradient of v · f: one pass, however many inputs there are.

    >>> vjp(lambda x: x * x, Tensor([1.0, 2.0]), [1.0, 10.0])
    (Tensor([1., 4.]), Tensor([ 2., 40.]))
    """
    point = Variables(f, inputs)
    return point.give(point.value), point.give_alike(point.pull(v))


@explain_keywords
@on_record
def jvp(f: Callable[..., Any], inputs: Any, v: Any) -> tuple[Tensor, Any]:
    """f's value and J v, the derivative of f in the direction v.

    uᵀJ is linear in u, so the gradient of uᵀJ v with respect to u is J v.

    >>> jvp(lambda x: x * x, Tensor([1.0, 2.0]), [1.0, 10.0])
    (Tensor([1., 4.]), Tensor([ 2., 40.]))
    """
    point = Variables(f, inputs)
    u = Tensor(np.zeros(point.value.shape, point.value.dtype), requires_grad=True)
    point.fresh.append(u)
    along = point.along(point.pull(u), v)
    return point.give(point.value), point.give(derivatives_of(along, [u])[0])


@explain_keywords
@on_record
def jacobian(f: Callable[..., Any], x: Any) -> Any:
    """∂f/∂x of shape f(x).shape + x.shape: one backward pass for each output.

    >>> jacobian(lambda x: x * x, Tensor([1.0, 2.0]))
    Tensor([[2., 0.],
            [0., 4.]])
    """
    point = Variables(f, x)
    return point.give_alike(jacobians(point.value, point.variables))


@explain_keywords
@on_record
def hessian(f: Callable[..., Any], x: Any) -> Any:
    """∂²f/∂x² for a function with one output element, of shape x.shape + x.shape.

    It is the Jacobian of the gradient, and needs one Hessian–vector product per entry of x.

    >>> hessian(lambda x: (x**3).sum(), Tensor([1.0, 2.0]))
    Tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    point = Variables(f, x)
    rows = [jacobians(slope, point.variables) for slope in point.pull(None, "hessian", "")]
    if not point.several:
        return point.give(rows[0][0])
    return tuple(tuple(point.give(block) for block in row) for row in rows)


@explain_keywords
@on_record
def hvp(f: Callable[..., Any], x: Any, v: Any) -> tuple[Tensor, Any]:
    """f's value and the Hessian of f times v: two passes, without computing the Hessian.

    >>> hvp(lambda x: (x**3).sum(), Tensor([1.0, 2.0]), [1.0, 1.0])
    (Tensor(9.), Tensor([ 6., 12.]))
    """
    point = Variables(f, x)
    along = point.along(point.pull(None, "hvp", ""), v)
    return point.give(point.value), point.give_alike(derivatives_of(along, point.variables))


class Variables:
    """A function's value at its inputs, and everything that is needed to differentiate there."""

    def __init__(self, f: Callable[..., Any], inputs: Any) -> None:
        self.several = isinstance(inputs, tuple | list)
        self.variables = [variable(x) for x in (inputs if self.several else (inputs,))]
        self.fresh = [x for x in self.variables if x.is_leaf]
        self.value = f(*self.variables)
        if not isinstance(self.value, Tensor):
            raise TypeError(
                f"the function returned {type(self.value).__name__}, not a Tensor; compute it "
                "from its arguments, with their methods or with functions of tg and np"
            )
        self.warn_of_ignored(inputs if self.several else (inputs,))

    def warn_of_ignored(self, inputs: Any) -> None:
        """Warn if f does not use an argument, but computes with the tensor passed for it."""
        if not any(isinstance(x, Tensor) and x.requires_grad for x in inputs):
            return
        mine = set(self.variables)
        results = [node for node in route(self.value) if node not in mine]
        used = {self.value, *(x for node in results for x in node.inputs)}
        for place, (x, own) in enumerate(zip(inputs, self.variables, strict=True)):
            if x in used and own not in used:
                warn(
                    "argument not used",
                    f"f does not use its argument {place}, but computes with the tensor of shape "
                    f"{own.shape} that was passed for it, which is a constant inside f, so the "
                    "derivative is 0; compute with the arguments of f, or, for the parameters of "
                    "a model, call grad(loss, parameters, create_graph=True) and then grad again. "
                    "If this is intended, pass x.detach()",
                )
                return

    def pull(self, v: Any, asked: str = "vjp", word: str = "v") -> list[Any]:
        """vᵀJ for each variable; for errors, `asked` is the function and `word` its name for v."""
        return derivatives_of(self.value, self.variables, v, asked, word)

    def along(self, slopes: list[Any], v: Any) -> Any:
        """The sum of the products of `slopes` with a direction v in the inputs' shapes."""
        directions = v if self.several else (v,)
        if len(directions) != len(slopes):
            raise ValueError(
                f"{len(directions)} directions were given for {len(slopes)} inputs; each input "
                "needs one in its shape"
            )
        total = Tensor(0.0)
        for slope, direction in zip(slopes, directions, strict=True):
            if np.shape(plain(direction)) != slope.shape:
                raise ValueError(
                    f"the direction has shape {np.shape(plain(direction))}, but the input has "
                    f"shape {slope.shape}; they must be the same"
                )
            total = total + (slope * direction).sum()
        return total

    def give(self, result: Tensor) -> Tensor:
        """The result; it requires a gradient only if a tensor of the caller does."""
        nodes = {result, *(x for node in route(result) for x in node.inputs)}
        mine = set(self.fresh)
        outer = any(x.needs_gradient and not x.inputs and x not in mine for x in nodes)
        return result if outer else result.detach()

    def give_alike(self, results: list[Any]) -> Any:
        """The results: a tensor if the input was a tensor, else a tuple."""
        given = tuple(self.give(result) for result in results)
        return given if self.several else given[0]


def variable(x: Any) -> Tensor:
    """A new tensor only for f, because f may close over x, or get it twice, as a constant.

    If x requires a gradient, this is +x, so the result still depends on x.
    """
    if not (isinstance(x, Tensor) and x.requires_grad):
        return Tensor(plain(x), requires_grad=True)
    copy: Tensor = +x
    copy.name = x.name
    return copy


def derivatives_of(
    output: Tensor,
    targets: list[Tensor],
    seed: Any = None,
    asked: str = "jacobian",
    word: str = "",
) -> list[Any]:
    """vᵀJ for each target, which can be differentiated again; zeros if there is no dependence."""
    if output.requires_grad:
        found = pull(
            output, targets, seed, create_graph=True, retain_graph=True, asked=asked, word=word
        )
    else:
        found = [None] * len(targets)
    return [
        Tensor(np.zeros(x.shape, x.dtype)) if d is None else d
        for x, d in zip(targets, found, strict=True)
    ]


def jacobians(output: Tensor, targets: list[Tensor]) -> list[Any]:
    """∂output/∂target for each target."""
    units = np.eye(output.size, dtype=output.dtype).reshape((output.size, *output.shape))
    rows = [derivatives_of(output, targets, unit) for unit in units]
    return [
        stack([row[k] for row in rows]).reshape((*output.shape, *x.shape))
        if rows
        else Tensor(np.zeros((*output.shape, *x.shape), x.dtype))
        for k, x in enumerate(targets)
    ]

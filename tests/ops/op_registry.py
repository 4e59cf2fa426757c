"""One registry of all ops: how to draw inputs and settings for each, and NumPy's answer.

Inputs keep away from kinks by construction: where order matters, entries lie on a grid of 0.25,
those of a second input 0.1 beside it, and bounds 0.05 beside it.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import ops
from tinygrad_edu.ops import (
    activations,
    conv,
    elementwise,
    erf,
    linalg,
    losses,
    normalization,
    reduce,
    shape,
)

MODULES = [
    importlib.import_module(f"{ops.__name__}.{module.name}")
    for module in pkgutil.iter_modules(ops.__path__)
]

SIZES = st.sampled_from([3, 2, 1, 4, 3, 2, 5, 0])
SHAPES = st.one_of(
    st.sampled_from([(2, 3), (3, 3), (), (3,), (1,), (0,), (2, 0), (1, 4), (2, 2, 2)]),
    st.lists(SIZES, max_size=3).map(tuple),
    st.lists(st.sampled_from([2, 1, 3, 2, 0]), min_size=4, max_size=4).map(tuple),
)
LAYOUTS = ("C", "F", "transposed", "strided", "reversed", "broadcast")


def laid_out(array: np.ndarray, layout: str) -> np.ndarray:
    """The same entries in another memory layout; `broadcast` makes them equal along an axis."""
    if array.ndim == 0:
        return array
    if layout == "F":
        return np.asfortranarray(array)
    if layout == "transposed":
        return np.ascontiguousarray(array.T).T
    if layout == "strided":
        wide = np.full(tuple(2 * n for n in array.shape), 99.0, array.dtype)
        wide[tuple(slice(None, None, 2) for _ in array.shape)] = array
        return wide[tuple(slice(None, None, 2) for _ in array.shape)]
    if layout == "reversed":
        back = tuple(slice(None, None, -1) for _ in array.shape)
        return np.ascontiguousarray(array[back])[back]
    if layout == "broadcast" and array.ndim and array.shape[0]:
        return np.broadcast_to(array[:1], array.shape)
    return array


# --- where entries come from ------------------------------------------------------------------

DOMAINS: dict[str, Callable[..., np.ndarray]] = {
    "real": lambda rng, shape: rng.uniform(-2, 2, shape),
    "nonzero": lambda rng, shape: rng.uniform(0.4, 2, shape) * rng.choice([-1.0, 1.0], shape),
    "positive": lambda rng, shape: rng.uniform(0.4, 2.5, shape),
    "unit": lambda rng, shape: rng.uniform(-0.75, 0.75, shape),
    "above one": lambda rng, shape: rng.uniform(1.4, 3, shape),
    "grid": lambda rng, shape: (
        (rng.permutation(math.prod(shape)) - math.prod(shape) // 2 + 0.5) * 0.25
    ).reshape(shape),
    "beside": lambda rng, shape: (
        (rng.permutation(math.prod(shape)) - math.prod(shape) // 2 + 0.5) * 0.25 + 0.1
    ).reshape(shape),
}


@dataclass
class Case:
    """One call of an op: arrays, what stands behind them by position, and settings."""

    inputs: tuple[np.ndarray, ...]
    settings: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        arrays = ", ".join(f"{x.tolist()}{x.shape}{x.strides}" for x in self.inputs)
        return f"Case({arrays}, {self.settings})"


class Source:
    """Draws the parts of a case; entries come from a seed, so that examples stay cheap."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.rng = np.random.default_rng(draw(st.integers(0, 2**16)))

    def shape(self, least: int = 0, most: int = 4, empty: bool = True) -> tuple[int, ...]:
        shapes = SHAPES.filter(lambda s: least <= len(s) <= most and (empty or math.prod(s) > 0))
        return self.draw(shapes)

    def array(self, shape: tuple[int, ...], domain: str = "real") -> np.ndarray:
        layouts = LAYOUTS[:-1] if domain in ("grid", "beside") else LAYOUTS
        entries = np.asarray(DOMAINS[domain](self.rng, shape))
        array = laid_out(entries, self.draw(st.sampled_from(layouts)))
        array.flags.writeable = False
        return array

    def one(self, domain: str = "real", **kwargs: Any) -> np.ndarray:
        return self.array(self.shape(**kwargs), domain)

    def pick(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def broadcastable(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Two shapes that broadcast, either of which may be stretched, or lack axes."""
        full = self.shape()
        pair = []
        for _ in range(2):
            kept = tuple(1 if self.draw(st.integers(0, 3)) == 3 else n for n in full)
            pair.append(kept[self.draw(st.integers(0, len(full))) if self.pick(0, 1) else 0 :])
        return pair[0], pair[1]

    def axis(self, ndim: int) -> int:
        """One axis, counted from the front or from the back."""
        return self.draw(st.integers(-ndim, ndim - 1))

    def axes(self, ndim: int) -> Any:
        """None, one axis, or a tuple of several."""
        if ndim == 0:
            return self.pick(None, ())
        kind = self.pick("one", "none", "several")
        if kind == "none":
            return None
        if kind == "one":
            return self.axis(ndim)
        axes = self.draw(st.sets(st.integers(0, ndim - 1), max_size=ndim))
        return tuple(k - ndim * self.pick(0, 1) for k in sorted(axes))


@dataclass
class Entry:
    """An op with its cases and NumPy's answer; `rule` is the rule that it is expected to run."""

    name: str
    op: Any
    case: Callable[[Source], Case]
    reference: Callable[..., Any]
    rule: Any = None
    call: Callable[..., Any] | None = None
    twice: bool = True  # whether it has a second derivative

    def __post_init__(self) -> None:
        self.rule = self.rule or (self.op if hasattr(self.op, "rule") else None)
        self.call = self.call or self.op

    @property
    def cases(self) -> Any:
        return st.composite(lambda draw: self.case(Source(draw)))()


ENTRIES: list[Entry] = []


def register(op: Any, reference: Any, case: Any, *, name: str = "", **facts: Any) -> None:
    ENTRIES.append(Entry(name or op.__name__, op, case, reference, **facts))


def spread(op: Callable[..., Any]) -> Callable[..., Any]:
    """op([x, y, ...]) called as op(x, y, ...)."""
    return lambda *inputs, **settings: op(list(inputs), **settings)


# --- elementwise ------------------------------------------------------------------------------

ONE_INPUT = {
    "negative": "real", "positive": "real", "square": "real", "reciprocal": "nonzero",
    "exp": "real", "expm1": "real", "log": "positive", "log1p": "unit", "log2": "positive",
    "log10": "positive", "sqrt": "positive", "sin": "real", "cos": "real", "tan": "unit",
    "arcsin": "unit", "arccos": "unit", "arctan": "real", "sinh": "real", "cosh": "real",
    "tanh": "real", "arcsinh": "real", "arccosh": "above one", "arctanh": "unit",
    "abs": "nonzero", "sign": "nonzero", "floor": "grid", "ceil": "grid", "trunc": "grid",
}  # fmt: skip
for name, domain in ONE_INPUT.items():
    register(getattr(tg, name), getattr(np, name), lambda s, d=domain: Case((s.one(d),)))

register(tg.relu, lambda x: np.where(x > 0, x, 0.0), lambda s: Case((s.one("nonzero"),)))
register(
    tg.round,
    lambda x, decimals=0: np.round(x, decimals),
    lambda s: Case((s.one("beside"),), s.pick({}, {"decimals": 0})),
    rule=elementwise._round,
)
register(
    tg.leaky_relu,
    lambda x, negative_slope=0.01: np.where(x > 0, x, negative_slope * x),
    lambda s: Case((s.one("nonzero"),), s.pick({}, {"negative_slope": 0.3})),
    rule=activations._leaky_relu,
)
register(
    tg.elu,
    lambda x, alpha=1.0: np.where(x > 0, x, alpha * np.expm1(x)),
    lambda s: Case((s.one("nonzero"),), s.pick({}, {"alpha": 0.5})),
    rule=activations._elu,
)
register(tg.sigmoid, lambda x: 1 / (1 + np.exp(-x)), lambda s: Case((s.one(),)))
register(
    tg.softplus,
    lambda x, beta=1.0: np.log(1 + np.exp(beta * x)) / beta,
    lambda s: Case((s.one(),), s.pick({}, {"beta": 2.5})),
    rule=activations._softplus,
)
register(tg.logsigmoid, lambda x: -np.log(1 + np.exp(-x)), lambda s: Case((s.one(),)))
register(tg.silu, lambda x: x / (1 + np.exp(-x)), lambda s: Case((s.one(),)))


area = np.vectorize(math.erf, otypes=[float])
register(erf.erf, area, lambda s: Case((s.one(),)))
register(
    activations.gelu,
    lambda x: x * (1 + area(x / 2**0.5)) / 2,
    lambda s: Case((s.one(),)),
    rule=activations._gelu,
)
register(
    activations.gelu,
    lambda x, approximate: x / (1 + np.exp(-((8 / np.pi) ** 0.5) * (x + 0.044715 * x**3))),
    lambda s: Case((s.one(),), {"approximate": "tanh"}),
    name="gelu with tanh",
)


def clip_case(s: Source) -> Case:
    bounds = s.pick((-0.3, 0.45), (None, 0.2), (-0.3, None), ("array", 0.7))
    x = s.one("grid")
    if bounds[0] == "array":
        bounds = (np.full(x.shape[-1:], -0.55, np.float32), 0.7)
    return Case((x,), {"min": bounds[0], "max": bounds[1]})


register(tg.clip, lambda x, min, max: np.clip(x, min, max), clip_case, rule=elementwise._clip)


def pair(first: str, second: str) -> Callable[[Source], Case]:
    def case(s: Source) -> Case:
        a, b = s.broadcastable()
        return Case((s.array(a, first), s.array(b, second)))

    return case


def steps_case(s: Source) -> Case:
    """x = k + ½ and y = ±2, ±1 or ±0.2: the quotient is at least ¼ away from a whole number."""
    a, b = s.broadcastable()
    x = np.asarray(s.rng.integers(-4, 4, a) + 0.5)
    y = np.asarray(s.rng.choice([-2.0, -1.0, -0.2, 0.2, 1.0, 2.0], b))
    return Case((x, y))


register(tg.mod, np.mod, steps_case)
register(tg.floor_divide, np.floor_divide, steps_case)


register(tg.nan_to_num, np.nan_to_num, lambda s: Case((s.one(),)), rule=elementwise._nan_to_num)
for name, domains in {
    "arctan2": ("nonzero", "nonzero"), "hypot": ("nonzero", "real"),
    "add": ("real", "real"), "subtract": ("real", "real"), "multiply": ("real", "real"),
    "divide": ("real", "nonzero"), "logaddexp": ("real", "real"),
    "maximum": ("grid", "beside"), "minimum": ("grid", "beside"),
}.items():  # fmt: skip
    register(getattr(tg, name), getattr(np, name), pair(*domains))
register(tg.power, np.power, pair("positive", "real"), rule=elementwise._power)
for exponent in (2, 3, -1, 0.5, 0, 1, 2.0):
    register(
        tg.power,
        lambda x, p=exponent: x**p,
        lambda s: Case((s.one("positive"),)),
        name=f"power by {exponent}",
        call=lambda x, p=exponent: x**p,
    )
register(
    tg.power, lambda y: 3**y, lambda s: Case((s.one(),)), name="power of 3", call=lambda y: 3**y,
    rule=elementwise._power,
)  # fmt: skip


def where_case(s: Source) -> Case:
    a, b = s.broadcastable()
    mask = s.rng.random(s.pick(np.broadcast_shapes(a, b), a)) < 0.5
    return Case((s.array(a), s.array(b)), {"condition": mask})


register(
    tg.where,
    lambda x, y, condition: np.where(condition, x, y),
    where_case,
    rule=elementwise._where,
    call=lambda x, y, condition: tg.where(condition, x, y),
)

# --- reductions -------------------------------------------------------------------------------


def reduction(domain: str = "real", empty: bool = True) -> Callable[[Source], Case]:
    def case(s: Source) -> Case:
        x = s.one(domain, empty=empty)
        settings = {"axis": s.axes(x.ndim), "keepdims": s.pick(False, True)}
        return Case((x,), {k: v for k, v in settings.items() if s.pick(1, 0) or v})

    return case


register(tg.sum, np.sum, reduction())
register(tg.mean, np.mean, reduction(empty=False))
register(tg.max, np.max, reduction("grid", empty=False))
register(tg.min, np.min, reduction("grid", empty=False))
register(tg.prod, np.prod, reduction("nonzero"))


def masked_case(s: Source) -> Case:
    """At least one entry of each group is chosen."""
    x = s.array(s.pick((3,), (2, 3), (2, 3, 3)), "grid")
    mask = s.rng.random(s.pick(x.shape, x.shape[-1:])) < 0.6
    mask[..., 0] = True
    axis = s.pick(None, -1, (-1,), tuple(range(x.ndim)))
    return Case((x,), {"where": mask, "axis": axis, "keepdims": s.pick(False, True)})


def with_initial(s: Source) -> Case:
    case = masked_case(s)
    return Case(case.inputs, case.settings | {"initial": s.pick(-0.3, 0.45)})


for name in ("sum", "prod", "max", "min"):
    register(getattr(tg, name), getattr(np, name), with_initial, name=f"{name} of some entries")
for name in ("sum", "prod"):
    register(getattr(tg, name), getattr(np, name), masked_case, name=f"{name} of chosen entries")
register(tg.mean, np.mean, masked_case, name="mean of chosen entries", rule=tg.sum)


def logsumexp(x: np.ndarray, axis: Any = None, keepdims: bool = False) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


register(tg.logsumexp, logsumexp, reduction(empty=False), rule=activations._logsumexp)


def spread_case(s: Source) -> Case:
    x = s.array(s.shape(least=1, empty=False), "grid")
    axis = s.axes(x.ndim)
    n = reduce.count(x.shape, axis)
    settings = {"axis": axis, "keepdims": s.pick(False, True)}
    return Case((x,), settings | ({"ddof": s.pick(0, 1)} if n > 1 else {}))


def rough_case(s: Source) -> Case:
    """At least two entries in each group, so that no deviation is 0."""
    x = s.array(s.pick((3,), (2, 3), (3, 3), (2, 1, 3), (2, 2, 3, 2)), "grid")
    axis = s.pick(None, -1, (-1,), tuple(range(x.ndim)))
    return Case((x,), {"axis": axis, "keepdims": s.pick(False, True), "ddof": s.pick(0, 1)})


register(tg.var, np.var, spread_case)
register(tg.std, np.std, rough_case)
register(tg.var, np.var, masked_case, name="var of chosen entries")


def along(domain: str = "real", none: bool = True, least: int = 1) -> Callable[[Source], Case]:
    def case(s: Source) -> Case:
        x = s.one(domain, least=least)
        axes = [None] if none else []
        axis = s.pick(*axes, *range(-x.ndim, x.ndim))
        return Case((x,), {"axis": axis})

    return case


register(tg.cumsum, np.cumsum, along(least=0))
register(tg.cumprod, np.cumprod, along("nonzero", least=0), rule=reduce._cumprod)


def softmax(x: np.ndarray, axis: int = -1) -> Any:
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)


def softmax_case(s: Source) -> Case:
    x = s.one(least=1, empty=False)
    return Case((x,), s.pick({}, {"axis": s.axis(x.ndim)}))


register(tg.softmax, softmax, softmax_case)
register(tg.log_softmax, lambda x, axis=-1: np.log(softmax(x, axis)), softmax_case)


def normal_case(s: Source) -> Case:
    """At least three different entries in each group: two are always standardised to ±1."""
    x = s.array(s.pick((3,), (2, 3), (3, 3), (2, 1, 3), (2, 3, 2, 3)), "grid")
    axis = s.pick(-1, (-1,), tuple(range(x.ndim)), x.ndim - 1)
    return Case((x,), {"axis": axis, "eps": s.pick(0.0, 1e-5, 0.1)})


register(
    normalization.standardize,
    lambda x, axis, eps: (
        (x - x.mean(axis, keepdims=True)) / (x.var(axis, keepdims=True) + eps) ** 0.5
    ),
    normal_case,
)
register(
    normalization.normalize,
    lambda x, axis, eps: x / ((x * x).mean(axis, keepdims=True) + eps) ** 0.5,
    normal_case,
)

# --- shape ------------------------------------------------------------------------------------


def reshape_case(s: Source) -> Case:
    x = s.one()
    shapes = [x.shape, x.shape[::-1], (x.size,), (1, *x.shape)]
    if x.size:
        shapes += [(-1,), (1, -1), -1, (*x.shape[:1], -1)]
    return Case((x,), {"shape": s.pick(*shapes)})


register(
    tg.reshape,
    lambda x, shape: np.reshape(x, shape),
    reshape_case,
    rule=shape._reshape,
    call=lambda x, shape: tg.reshape(x, shape),
)


def transpose_case(s: Source) -> Case:
    x = s.one()
    axes = [k - x.ndim * s.pick(0, 1) for k in s.rng.permutation(x.ndim).tolist()]
    return Case((x,), {"axes": s.pick(tuple(axes), None, axes)})


register(
    tg.transpose,
    np.transpose,
    transpose_case,
    rule=shape._transpose,
    call=lambda x, axes: tg.transpose(x, axes),
)


def broadcast_case(s: Source) -> Case:
    full = s.shape()
    kept = tuple(s.pick(n, n, 1) for n in full)
    x = s.array(kept[s.pick(0, 0, 1, 2) :])
    return Case((x,), {"shape": full})


register(tg.broadcast_to, np.broadcast_to, broadcast_case)
register(tg.ravel, np.ravel, lambda s: Case((s.one(),)))


def flatten_case(s: Source) -> Case:
    x = s.one(least=2)
    start = s.draw(st.integers(0, x.ndim - 1))
    end = s.draw(st.integers(start, x.ndim - 1))
    back = s.pick(0, x.ndim)
    return Case((x,), s.pick({}, {"start_dim": start - back, "end_dim": end - s.pick(0, x.ndim)}))


def flattened(x: np.ndarray, start_dim: int = 0, end_dim: int = -1) -> Any:
    start, end = start_dim % x.ndim, end_dim % x.ndim
    return x.reshape(*x.shape[:start], math.prod(x.shape[start : end + 1]), *x.shape[end + 1 :])


register(tg.flatten, flattened, flatten_case)


def expand_case(s: Source) -> Case:
    x = s.one(most=3)
    return Case((x,), {"axis": s.draw(st.integers(-x.ndim - 1, x.ndim))})


register(tg.expand_dims, np.expand_dims, expand_case)
register(
    tg.unsqueeze,
    lambda x, dim: np.expand_dims(x, dim),
    lambda s: (lambda c: Case(c.inputs, {"dim": c.settings["axis"]}))(expand_case(s)),
)


def squeeze_case(s: Source) -> Case:
    x = s.one()
    ones = [k for k, n in enumerate(x.shape) if n == 1]
    axes = [None, tuple(ones), *ones, *(k - x.ndim for k in ones)]
    return Case((x,), {"axis": s.pick(*axes)})


register(tg.squeeze, np.squeeze, squeeze_case)


def two_axes(*names: str) -> Callable[[Source], Case]:
    def case(s: Source) -> Case:
        x = s.one(least=1)
        return Case((x,), {name: s.axis(x.ndim) for name in names})

    return case


register(tg.swapaxes, np.swapaxes, two_axes("axis1", "axis2"))


def moveaxis_case(s: Source) -> Case:
    if s.pick(0, 1):
        return two_axes("source", "destination")(s)
    x = s.one(least=2)
    places = [s.rng.permutation(x.ndim)[: s.rng.integers(1, x.ndim + 1)] for _ in range(2)]
    n = min(map(len, places))
    source, destination = (
        tuple(int(k) - x.ndim * s.pick(0, 1) for k in place[:n]) for place in places
    )
    return Case((x,), {"source": source, "destination": destination})


register(tg.moveaxis, np.moveaxis, moveaxis_case)


def several(s: Source, count: int = 3, own_axis: bool = True) -> tuple[list[np.ndarray], int]:
    shape = s.shape(least=1, most=3)
    axis = s.axis(len(shape))
    inputs = []
    for _ in range(s.draw(st.integers(1, count))):
        size = list(shape)
        if own_axis:
            size[axis] = s.draw(st.integers(0, 3))
        inputs.append(s.array(tuple(size)))
    return inputs, axis


def concatenate_case(s: Source) -> Case:
    inputs, axis = several(s)
    return Case(tuple(inputs), s.pick({"axis": axis}, {"axis": axis}, {"axis": None}))


register(
    tg.concatenate,
    spread(np.concatenate),
    concatenate_case,
    rule=shape._concatenate,
    call=spread(tg.concatenate),
)


def stack_case(s: Source) -> Case:
    inputs, _ = several(s, own_axis=False)
    ndim = inputs[0].ndim + 1
    return Case(tuple(inputs), {"axis": s.axis(ndim)})


register(tg.stack, spread(np.stack), stack_case, call=spread(tg.stack))


def pad_case(s: Source) -> Case:
    x = s.one(least=1)
    widths = [1, (1, 2), ((0, 1),), [[2, 0]], tuple((k, 2 - k % 2) for k in range(x.ndim))]
    settings = {"pad_width": s.pick(*widths)}
    if s.pick(0, 1):
        return Case((x,), settings | {"constant_values": 2.5})
    return Case((x,), settings)


register(tg.pad, np.pad, pad_case, rule=shape._pad)


def pad_mode_case(s: Source) -> Case:
    x = s.array(s.pick((3,), (3, 4), (2, 3, 3)))
    return Case((x,), {"pad_width": 1, "mode": s.pick("edge", "reflect", "wrap", "symmetric")})


register(tg.pad, np.pad, pad_mode_case, name="pad with its own entries", rule=shape.getitem)
register(
    tg.astype,
    lambda x, dtype: x.astype(dtype),
    lambda s: Case((s.one(),), {"dtype": np.float64}),
    rule=shape._astype,
)


def fits(x: np.ndarray, index: Any) -> bool:
    try:
        x[index]
    except IndexError:
        return False
    return True


def index_case(s: Source) -> Case:
    x = s.array(s.pick((3, 4), (4, 4), (3, 1, 4), (2, 3, 2, 2), (3,)))
    n = x.shape[0]
    rng = s.rng
    choices: list[Any] = [
        0, -1, slice(None), slice(1, None), slice(None, None, -1), slice(None, None, 2), ...,
        None, (), (None, 0), (..., 0), (..., None, -1), (slice(1, 3), None),
        np.array([0, 1, 0]) % n, np.array([[0, -1], [1, 1]]), [0, 1, 0], np.int64(1),
        np.array([], dtype=int), rng.random(n) < 0.5, rng.random(x.shape) < 0.5,
        (rng.random(n) < 0.5, None), (..., np.array([0, 0])), (np.array([0, 1]), ..., [0, 0]),
        np.array(1), np.array(True), np.zeros(x.shape, bool), slice(5, 2),
    ]  # fmt: skip
    choices += [
        (0, 0), (0, slice(None)), (slice(None), 0), (slice(None), [0, 0]),
        (np.array([[0], [1]]), np.array([0, 0])), ([0, 1, 0], [0, 0, 0]), (None, [1, 1], None),
        (0, None, [0, 0]), (np.array([0, 1]), slice(None, 1)),
        (slice(None), np.array([True] + [False] * (x.shape[-1] - 1))),
    ]  # fmt: skip
    choices = [index for index in choices if fits(x, index)]
    return Case((x,), {"index": s.pick(*choices)})


register(
    tg.getitem,
    lambda x, index: x[tuple(index) if isinstance(index, tuple) else index],
    index_case,
    call=lambda x, index: x[index],
)


def scattered(x: np.ndarray, index: Any, shape: Any) -> Any:
    y = np.zeros(shape)
    np.add.at(y, index, x)
    return y


def scatter_case(s: Source) -> Case:
    picked = index_case(s)
    (x,), index = picked.inputs, picked.settings["index"]
    index = shape.own_index(index)
    return Case((s.array(x[index].shape),), {"index": index, "shape": x.shape})


register(tg.scatter, scattered, scatter_case)


def split_case(s: Source) -> Case:
    x = s.array(s.pick((4,), (4, 3), (2, 4), (2, 4, 4)))
    axis = s.pick(*[k for k, n in enumerate(x.shape) if n == 4])
    where = s.pick(2, 4, [1], [1, 3], [0, 2], (3, 1), [-1], [2, 9], np.array([1, 2]))
    return Case((x,), {"indices_or_sections": where, "axis": axis - x.ndim * s.pick(0, 1)})


def array_split_case(s: Source) -> Case:
    case = split_case(s)
    return Case(case.inputs, case.settings | {"indices_or_sections": s.pick(3, 2, 5, [1, 3])})


def joined(function: Callable[..., Any], join: Callable[..., Any]) -> Callable[..., Any]:
    """Of all parts, each weighted with its number, so that an exchange would show."""

    def call(x: Any, **settings: Any) -> Any:
        parts = function(x, **settings)
        return join([part.ravel() * (k + 1) for k, part in enumerate(parts)])

    return call


register(
    tg.split,
    joined(np.split, np.concatenate),
    split_case,
    rule=tg.getitem,
    call=joined(tg.split, tg.concatenate),
)
register(
    tg.array_split,
    joined(np.array_split, np.concatenate),
    array_split_case,
    rule=tg.getitem,
    call=joined(tg.array_split, tg.concatenate),
)


def flip_case(s: Source) -> Case:
    x = s.one()
    return Case((x,), {"axis": s.axes(x.ndim)})


register(tg.flip, np.flip, flip_case)


def roll_case(s: Source) -> Case:
    x = s.one()
    shift, axis = s.pick(1, -2, 5), None
    if x.ndim and s.pick(1, 0):
        axis = s.axis(x.ndim)
    if x.ndim > 1 and s.pick(0, 1):
        shift, axis = (1, -1), (0, 1)
    return Case((x,), {"shift": shift, "axis": axis})


register(tg.roll, np.roll, roll_case)


def repeat_case(s: Source) -> Case:
    x = s.one()
    axis = None if x.ndim == 0 else s.pick(None, s.axis(x.ndim))
    n = x.size if axis is None else x.shape[axis]
    return Case((x,), {"repeats": s.pick(2, 1, 0, np.arange(n) % 3), "axis": axis})


register(tg.repeat, np.repeat, repeat_case)
register(
    tg.tile,
    np.tile,
    lambda s: Case((s.one(most=3),), {"reps": s.pick(2, (2,), (2, 1), (1, 2, 2), (0,), ())}),
)


def take_case(s: Source) -> Case:
    x = s.array(s.pick((3,), (3, 4), (3, 3), (2, 1, 3)))
    axis = s.pick(None, *range(-x.ndim, x.ndim))
    n = x.size if axis is None else x.shape[axis]
    indices = s.pick(0, -1, [0, n - 1, 0], np.array([[0, 0], [n - 1, -1]]), np.array([], int))
    return Case((x,), {"indices": indices, "axis": axis})


register(tg.take, np.take, take_case)


def take_along_case(s: Source) -> Case:
    x = s.array(s.pick((3,), (3, 4), (3, 3), (2, 1, 3)))
    axis = s.axis(x.ndim)
    return Case((x,), {"indices": s.rng.integers(0, x.shape[axis], x.shape), "axis": axis})


register(tg.take_along_axis, np.take_along_axis, take_along_case)


def sort_case(s: Source) -> Case:
    x = s.one("grid", least=1)
    return Case((x,), {"axis": s.axis(x.ndim)} if s.pick(1, 0) else {})


register(tg.sort, np.sort, sort_case)


def topk_case(s: Source) -> Case:
    x = s.one("grid", least=1)
    axis = s.axis(x.ndim)
    k = s.draw(st.integers(0, x.shape[axis]))
    return Case((x,), {"k": k, "axis": axis, "largest": s.pick(True, False)})


def largest_first(x: np.ndarray, k: int, axis: int, largest: bool) -> Any:
    rows = np.sort(x, axis)
    return np.take(np.flip(rows, axis) if largest else rows, np.arange(k), axis)


register(tg.topk, largest_first, topk_case, call=lambda x, **how: tg.topk(x, **how).values)


def diff_case(s: Source) -> Case:
    x = s.one(least=1)
    settings = {"n": s.pick(1, 2, 0), "axis": s.axis(x.ndim)}
    return Case((x,), settings | s.pick({}, {"prepend": 0.5}, {"append": 1.5, "prepend": 0.0}))


register(tg.diff, np.diff, diff_case)
for name in ("atleast_1d", "atleast_2d", "atleast_3d"):
    register(getattr(tg, name), getattr(np, name), lambda s: Case((s.one(),)))


def rows_case(s: Source) -> Case:
    """Several inputs of one shape: numbers, vectors, matrices and more."""
    shape = s.shape()
    return Case(tuple(s.array(shape) for _ in range(s.pick(2, 1, 3))))


for name in ("vstack", "hstack", "dstack", "column_stack"):
    register(
        getattr(tg, name),
        spread(getattr(np, name)),
        rows_case,
        call=spread(getattr(tg, name)),
    )


def diagonal_case(s: Source) -> Case:
    x = s.array(s.pick((3, 3), (2, 3), (3, 2, 4), (2, 2, 2, 3), (0, 3)))
    axis1, axis2 = s.rng.permutation(x.ndim)[:2].tolist()
    axes = {"axis1": axis1 - x.ndim * s.pick(0, 1), "axis2": axis2}
    return Case((x,), s.pick({}, {"offset": 1}, {"offset": -1} | axes, axes))


register(tg.diagonal, np.diagonal, diagonal_case)
register(tg.trace, np.trace, diagonal_case)
register(
    tg.diag,
    np.diag,
    lambda s: Case((s.array(s.pick((3,), (2, 3), (3, 3), (1,))),), s.pick({}, {"k": 1}, {"k": -1})),
)
for name in ("tril", "triu"):
    register(
        getattr(tg, name),
        getattr(np, name),
        lambda s: Case((s.one(least=2),), s.pick({}, {"k": 1}, {"k": -1})),
    )

# --- linear algebra ---------------------------------------------------------------------------


def product_cases(*kinds: str) -> Callable[[Source], Case]:
    """Factors of these kinds: matrices, stacks of them, or vectors."""

    def case(s: Source) -> Case:
        n, k, m = s.draw(SIZES), s.draw(SIZES), s.draw(SIZES)
        a, b = s.broadcastable()
        a, b = a[-2:], b[-2:]
        left, right = {
            "matrices": ((n, k), (k, m)),
            "stacks": ((*a, n, k), (*(b or (1,) * len(a)), k, m)),
            "rows": ((*(a or (2,)), n, k), (k, m)),
            "vector left": ((k,), (*b, k, m)),
            "vector right": ((*a, n, k), (k,)),
            "vectors": ((k,), (k,)),
        }[s.pick(*kinds)]
        return Case((s.array(left), s.array(right)))

    return case


for name, rule, kinds in (
    ("matmul", linalg._matmul, ("stacks", "matrices")),
    ("matmul of rows", linalg._matmul_of_rows, ("rows",)),
    ("matvec", linalg._matvec, ("vector right",)),
    ("vecmat", linalg._vecmat, ("vector left",)),
    ("vecdot", linalg._vecdot, ("vectors",)),
):
    register(tg.matmul, np.matmul, product_cases(*kinds), name=name, rule=rule)


def linear_case(s: Source) -> Case:
    n, k = s.draw(SIZES), s.draw(SIZES)
    lead = s.pick((2,), (), (3,), (2, 3), (0,), (1, 2, 2))
    return Case((s.array((*lead, k)), s.array((n, k)), s.array((n,))))


register(
    tg.linear,
    lambda x, weight, bias: x @ weight.T + bias,
    linear_case,
    rule=linalg._linear,
)
register(
    tg.linear,
    lambda x, weight: x @ weight.T,
    lambda s: Case(linear_case(s).inputs[:2]),
    name="linear without bias",
    rule=linalg._linear_without_bias,
)

# the shapes show what a label means; 1 is stretched where another operand has more
EINSUMS: list[tuple[str, list[tuple[int, ...]]]] = [
    ("ij,jk->ik", [(2, 3), (3, 4)]),
    ("ij,jk", [(3, 3), (3, 3)]),
    ("ij,jk->ki", [(2, 3), (3, 2)]),
    ("ij->ji", [(2, 3)]),
    ("ij->", [(2, 3)]),
    ("ij", [(2, 3)]),
    ("ji", [(2, 3)]),
    ("ij->j", [(2, 3)]),
    ("ii", [(3, 3)]),
    ("ii->i", [(3, 3)]),
    ("iij->j", [(2, 2, 3)]),
    ("iii->i", [(2, 2, 2)]),
    ("ii,jj->ij", [(2, 2), (3, 3)]),
    ("ii,ij->j", [(3, 3), (3, 2)]),
    ("i,i", [(3,), (3,)]),
    ("i,i->i", [(3,), (3,)]),
    ("i,j->ij", [(2,), (3,)]),
    ("i,j", [(2,), (3,)]),
    ("i,j->", [(2,), (3,)]),
    ("i,j->j", [(2,), (3,)]),
    ("ij,ij->ij", [(2, 3), (1, 3)]),
    ("ij,ij->i", [(2, 1), (2, 3)]),
    ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 4)]),
    ("ij,ij,ij->", [(2, 3), (2, 3), (2, 3)]),
    ("...ij,...jk->...ik", [(2, 2, 3), (2, 3, 4)]),
    ("...ij,...jk->...ik", [(2, 2, 3), (3, 4)]),
    ("...ij,jk", [(2, 2, 3), (3, 4)]),
    ("...ii->...i", [(2, 3, 3)]),
    ("i...->...", [(2, 3, 2)]),
    ("...i,...i->...", [(2, 3), (1, 3)]),
    ("...,...->...", [(2, 3), (3,)]),
    ("...i->i...", [(2, 3, 4)]),
    ("...", [(2, 3)]),
    (",->", [(), ()]),
    (",ij->ij", [(), (2, 3)]),
    ("->", [()]),
    ("ij, jk -> ik", [(2, 0), (0, 3)]),
    ("bij,bjk->bik", [(0, 2, 3), (0, 3, 2)]),
    ("Ab,bA->A", [(2, 3), (3, 2)]),
]


def einsum_case(s: Source) -> Case:
    subscripts, shapes = s.pick(*EINSUMS)
    return Case(tuple(s.array(shape) for shape in shapes), {"subscripts": subscripts})


register(
    tg.einsum,
    lambda *inputs, subscripts: np.einsum(subscripts, *inputs),
    einsum_case,
    rule=linalg._einsum,
    call=lambda *inputs, subscripts: tg.einsum(subscripts, *inputs),
)
register(tg.outer, np.outer, lambda s: Case((s.one(most=2), s.one(most=2))))


def dot_case(s: Source) -> Case:
    k = s.draw(SIZES)
    shapes = s.pick(
        ((k,), (k,)), ((2, k), (k, 3)), ((2, k), (k,)), ((k,), (k, 2)), ((), (2, k)), ((k,), ()),
        ((2, 2, k), (k, 3)), ((2, 2, k), (3, k, 2)), ((2, k), (3, k, 2)), ((2, 2, k), (k,)),
        ((), ()),
    )  # fmt: skip
    return Case(tuple(s.array(shape) for shape in shapes))


register(tg.dot, np.dot, dot_case)


def cross_case(s: Source) -> Case:
    shapes = s.pick(
        ((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1, 3), (4, 3)), ((0, 3), (3,))
    )
    if s.pick(0, 0, 1):
        return Case((s.array((3, 2)), s.array((3, 2))), {"axis": 0})
    return Case(tuple(s.array(shape) for shape in shapes))


register(tg.cross, np.cross, cross_case)


def tensordot_case(s: Source) -> Case:
    a, b, axes = s.pick(
        ((2, 3), (3, 4), 1), ((2, 3), (2, 3), 2), ((2,), (3,), 0), ((2, 3, 4), (3, 4, 2), 2),
        ((2, 3), (2, 4), (0, 0)), ((2, 3), (4, 3), (1, -1)), ((2, 3, 4), (4, 2), ([0, 2], [1, 0])),
        ((2, 3, 4), (4, 2), ((-1, 0), (0, 1))), ((3, 3), (3, 3), ([0], [1])),
        ((2, 0), (0, 3), 1), ((2, 3), (2, 4), ([0], [0])),
    )  # fmt: skip
    return Case((s.array(a), s.array(b)), {"axes": axes})


register(tg.tensordot, np.tensordot, tensordot_case)


def regular(s: Source, *lead: int, n: int = 3) -> np.ndarray:
    """Stacks of matrices whose diagonal dominates: far from singular."""
    x = s.rng.uniform(-1, 1, (*lead, n, n)) + np.eye(n) * s.rng.choice([-1, 1], n) * (n + 0.5)
    x = laid_out(x, s.pick(*LAYOUTS[:-1]))
    x.flags.writeable = False
    return x


def square_case(s: Source) -> Case:
    return Case((regular(s, *s.pick((), (2,), (2, 1), (0,)), n=s.pick(3, 1, 2)),))


def solve_case(s: Source) -> Case:
    n = s.pick(3, 1, 2)
    a, b = s.pick(((), (n,)), ((), (n, 2)), ((2,), (2, n, 1)), ((2, 1), (3, n, 2)), ((), (n, 0)),
                  ((2,), (n,)), ((), (2, n, 2)), ((2,), (n, 2)))  # fmt: skip
    return Case((regular(s, *a, n=n), s.array(b)))


register(tg.inv, np.linalg.inv, square_case)
register(tg.solve, np.linalg.solve, solve_case, rule=linalg._solve)
register(tg.det, np.linalg.det, square_case)


def norm_case(s: Source) -> Case:
    x = s.array(s.pick((3,), (2, 3), (3, 3), (2, 2, 3), (1, 2)), "grid")
    axis = s.pick(*range(-x.ndim, x.ndim)) if x.ndim > 2 or s.pick(1, 0) else None
    ords = [None, 2] if axis is not None or x.ndim == 1 else [None, "fro"]
    if len(ords) == 2 and ords[1] == 2:
        ords += [1, np.inf, -np.inf]
    if x.ndim > 1 and s.pick(0, 1):
        axis, ords = (0, -1), [None, "fro"]
    return Case((x,), {"ord": s.pick(*ords), "axis": axis, "keepdims": s.pick(False, True)})


def away_from_ties(case: Case) -> Case:
    """|x| on the grid has ties; a shift of the negative entries parts them."""
    (x,) = case.inputs
    return Case((np.where(x < 0, x - 0.1, x),), case.settings)


register(tg.norm, np.linalg.norm, lambda s: away_from_ties(norm_case(s)))
register(
    tg.norm,
    np.linalg.norm,
    lambda s: Case((s.array(s.pick((3,), (2, 3)), "nonzero"),)),
    name="norm of all entries",
    rule=reduce._norm,
)


def vectors_case(s: Source) -> Case:
    x = s.array(s.pick((3,), (2, 3), (2, 1, 3), (1,)), "nonzero")
    ord = s.pick(3, 1.5, 0.5, -1, 4, -2.5)
    return Case((x,), {"ord": ord, "axis": -1, "keepdims": s.pick(False, True)})


PRIMES = [n for n in range(2, 90) if all(n % k for k in range(2, n))]


def matrices_case(*ords: Any) -> Callable[[Source], Case]:
    def case(s: Source) -> Case:
        shape = s.pick((2, 3), (3, 3), (3, 2, 4), (1, 2), (2, 1))
        sizes = s.rng.permutation(np.sqrt(PRIMES)[: math.prod(shape)]) / 4  # no two sums are equal
        x = laid_out(
            (sizes * s.rng.choice([-1, 1], len(sizes))).reshape(shape), s.pick(*LAYOUTS[:-1])
        )
        axis = s.pick((0, 1), (-1, 0), None if x.ndim == 2 else (1, 2))
        settings = {"ord": s.pick(*ords), "axis": axis, "keepdims": s.pick(False, True)}
        return Case((x,), settings)

    return case


register(tg.norm, np.linalg.norm, vectors_case, name="norm of other orders", rule=reduce._p_norm)
register(tg.norm, np.linalg.norm, matrices_case(1, -1, np.inf, -np.inf), name="norm of matrices")
register(
    tg.norm,
    np.linalg.norm,
    matrices_case(2, -2, "nuc"),
    name="norm of singular values",
    rule=linalg._singular_values,
    twice=False,
)

# --- convolution and pooling ------------------------------------------------------------------


def window_case(s: Source) -> tuple[np.ndarray, dict[str, Any]]:
    x = s.array(s.pick((1, 2, 4, 5), (2, 1, 4, 4), (2, 2, 3, 3), (0, 1, 3, 3)), "grid")
    settings = {"size": s.pick(2, 1, 3, (1, 2)), "stride": s.pick(1, 2, (2, 1))}
    return x, settings | {
        "padding": s.pick(0, (1, 0), (0, 1), 1) if settings["size"] in (2, 3) else 0
    }


def dilated(s: Source, settings: dict[str, Any]) -> dict[str, Any]:
    """With holes in the window, if it is small enough."""
    some = {"dilation": s.pick(2, (1, 2), (2, 1))} if settings["size"] in (2, (1, 2)) else {}
    return settings | s.pick({}, some)


def windows(
    x: np.ndarray, size: Any, stride: Any, padding: Any, frame: float = 0, dilation: Any = 1
) -> np.ndarray:
    """(n, c, rows, columns, kh, kw): a view of each window."""
    size, stride, padding, dilation = (
        a if isinstance(a, tuple) else (a, a) for a in (size, stride, padding, dilation)
    )
    x = np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)], constant_values=frame)
    size = tuple(d * (k - 1) + 1 for k, d in zip(size, dilation, strict=True))
    views = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))
    return views[:, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]


def unfolded(x: np.ndarray, size: Any, stride: Any, padding: Any, dilation: Any = 1) -> np.ndarray:
    views = windows(x, size, stride, padding, dilation=dilation).transpose(1, 4, 5, 2, 3, 0)
    return views.reshape(math.prod(views.shape[:3]), math.prod(views.shape[3:]))


def unfold_case(s: Source) -> Case:
    x, settings = window_case(s)
    return Case((x,), dilated(s, settings))


def pool_case(s: Source) -> Case:
    x, settings = window_case(s)
    return Case((x,), settings)


def fold_case(s: Source) -> Case:
    """Of windows of 2 × 2 that overlap, with a frame and without."""
    shape = s.pick((1, 2, 4, 5), (2, 1, 3, 3))
    window = (
        (2, 2),
        s.pick((1, 1), (2, 1)),
        s.pick((0, 0), (1, 0), (0, 1), (1, 2)),
        s.pick((1, 1), (2, 1), (1, 2)),
    )
    return Case(
        (s.array(unfolded(np.zeros(shape), *window).shape),), {"shape": shape, "window": window}
    )


def folded(x: np.ndarray, shape: Any, window: Any) -> np.ndarray:
    """The transpose of unfold: the matrix whose columns are the unfolded unit images."""
    units = np.eye(math.prod(shape)).reshape(-1, *shape)
    return np.array([(unfolded(unit, *window) * x).sum() for unit in units]).reshape(shape)


register(conv.unfold, unfolded, unfold_case, rule=conv._unfold)
register(conv.fold, folded, fold_case)


def conv_case(s: Source) -> Case:
    x, settings = window_case(s)
    settings = dilated(s, settings)
    size, groups = settings.pop("size"), s.pick(1, x.shape[1])
    settings |= s.pick({}, {"groups": groups})
    kernel = (
        s.pick(2, 1) * groups,
        x.shape[1] // settings.get("groups", 1),
        *(size if isinstance(size, tuple) else (size, size)),
    )
    inputs = (s.array(x.shape), s.array(kernel), s.array(kernel[:1]))
    return Case(inputs[: s.pick(3, 2)], settings)


def convolved(
    x: Any, weight: Any, bias: Any = 0.0, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1,
) -> Any:  # fmt: skip
    views = windows(x, weight.shape[2:], stride, padding, dilation=dilation)
    views = views.reshape(len(x), groups, x.shape[1] // groups, *views.shape[2:])
    weight = weight.reshape(groups, weight.shape[0] // groups, *weight.shape[1:])
    y = np.einsum("ngcijkl,gockl->ngoij", views, weight)
    y = y.reshape(len(x), weight.shape[0] * weight.shape[1], *y.shape[3:])
    return y + np.reshape(bias, (-1, 1, 1))


def signal_case(s: Source) -> Case:
    k, groups = s.pick(2, 3, 1), s.pick(1, 2)
    kernel = (2, 2 // groups, k)
    inputs = (s.array((2, 2, 7)), s.array(kernel), s.array(kernel[:1]))
    settings = {"stride": s.pick(1, 2), "padding": s.pick(0, 1, "valid"), "groups": groups}
    same = {"padding": "same", "dilation": s.pick(1, 2), "groups": groups}
    return Case(inputs[: s.pick(3, 2)], s.pick(settings, same))


def convolved_signals(
    x: Any, weight: Any, bias: Any = 0.0, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
    groups: int = 1,
) -> Any:  # fmt: skip
    if padding == "same":
        most = dilation * (weight.shape[2] - 1)
        x, padding = np.pad(x, [(0, 0), (0, 0), (most // 2, most - most // 2)]), 0
    padding = 0 if padding == "valid" else padding
    settings = {"stride": (1, stride), "padding": (0, padding), "dilation": (1, dilation)}
    images, kernels = x[:, :, None], weight[:, :, None]
    return convolved(images, kernels, bias, **settings, groups=groups)[:, :, 0]


def adaptive_case(s: Source) -> Case:
    size = s.pick(1, 2, 3, (2, 3), (None, 2), (7, 6))
    return Case((s.array((2, 2, 5, 4)),), {"output_size": size})


def shared_out(x: np.ndarray, output_size: Any) -> np.ndarray:
    sizes = output_size if isinstance(output_size, tuple) else (output_size, output_size)
    for axis, m in zip((2, 3), sizes, strict=True):
        n = x.shape[axis]
        if m is not None:
            ends = [(i * n // m, math.ceil((i + 1) * n / m)) for i in range(m)]
            parts = [np.take(x, range(a, b), axis).mean(axis, keepdims=True) for a, b in ends]
            x = np.concatenate(parts, axis)
    return x


register(conv.conv2d, convolved, conv_case, rule=conv._unfold)
register(conv.conv1d, convolved_signals, signal_case, rule=conv._unfold)
register(conv.adaptive_avg_pool2d, shared_out, adaptive_case, rule=linalg._matmul)
register(
    conv.avg_pool2d,
    lambda x, size, stride, padding: windows(x, size, stride, padding).mean((-1, -2)),
    pool_case,
    rule=conv._unfold,
)
register(
    conv.max_pool2d,
    lambda x, size, stride, padding, dilation=1: windows(
        x, size, stride, padding, -np.inf, dilation
    ).max((-1, -2)),
    unfold_case,
    rule=conv._max_pool2d,
)


def unpool_case(s: Source) -> Case:
    """Windows of 1 × 2 side by side, in a frame or not: the winner's place in each."""
    padding = s.pick((0, 0), (0, 1), (1, 0))
    rows, columns = 2 + 2 * padding[0], 2 + padding[1]
    winners = s.rng.integers(0, 2, (1, rows, columns, 2))  # of (c, rows, columns, n)
    window = ((1, 2), (1, 2), padding, (1, 1))
    settings = {"shape": (2, 1, 2, 4), "window": window, "winners": winners}
    return Case((s.array((2, 1, rows, columns)),), settings)


def unpooled(x: np.ndarray, shape: Any, window: Any, winners: np.ndarray) -> np.ndarray:
    first = winners.transpose(3, 0, 1, 2) == 0
    framed = np.stack([x * first, x * ~first], -1).reshape(*x.shape[:3], -1)
    up, left = window[2]
    return framed[:, :, up : up + shape[2], left : left + shape[3]]


register(conv.unpool, unpooled, unpool_case)

# --- losses -----------------------------------------------------------------------------------


def error_case(s: Source) -> Case:
    shape = s.shape()
    return Case((s.array(shape), s.array(shape)), s.pick({}, {"scale": 0.25}))


register(losses.squared_error, lambda x, y, scale=1.0: scale * ((x - y) ** 2).sum(), error_case)
register(
    losses.bounded_log,
    lambda x: np.maximum(np.log(x), -100),
    lambda s: Case((s.one("positive"),)),
)

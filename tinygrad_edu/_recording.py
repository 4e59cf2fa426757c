"""What `replay` must know of a function: its steps, and whether the next call will have the same.

A `Recorder` watches one call.  The tensors that depend on inputs or parameters are `Traced`
meanwhile: to take the numbers out of one is an error, since what Python does with them is seen by
nobody.  Our own layers and losses do take them out, to check labels or to find places.  They get a
`Known` array then, and what NumPy computes from it is a step like any other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import getitem, index, itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ._numpy_functions import OF_SHAPES
from ._tensor import Tensor
from .engine.arrays import Array, check_real, get_default_dtype
from .engine.graph import Node, ages, make_node, route
from .engine.messages import name_and_shape
from .engine.saved import ELEMENTWISE
from .engine.state import Step, thread, watching
from .watch.frames import user_frame
from .watch.nan import in_layer
from .watch.reading import Reader

INSTEAD = (
    "A replay computes with other numbers than these, and would not look again: write it with "
    "functions of tg, or compute it outside and give it as an argument. (Dropout and BatchNorm in "
    "training mode cannot be replayed: model.eval(), or train without replay)"
)


class Changed(Exception):  # noqa: N818 - no error: it never leaves `replay`
    """A call that would not do what was recorded: it is recorded anew."""


class Spot:
    """A mark in the settings of a step: the array at this place of the row belongs here."""

    def __init__(self, k: int) -> None:
        self.k = k


class Move(NamedTuple):
    """A rule, or a function of NumPy, what it gets, and the shape of what it made."""

    rule: Callable[..., Any]
    pick: Callable[[Sequence[Any]], Any]  # its inputs, from the row
    settings: dict[str, Any]
    shape: tuple[int, ...]

    def __call__(self, *row: Any) -> Any:
        """The rule's result, if settings or the shape may be others in each call."""
        result = self.rule(*self.pick(row), **mapped(self.settings, partial(in_row, row)))
        if np.shape(result[0]) != self.shape:
            raise Changed
        return result


class Made(NamedTuple):
    """A move, and what is needed to compare it with that of another call."""

    move: Move
    inputs: tuple[int, ...]  # their places
    op: Any  # None for a function of NumPy
    where: str  # the layer, and the user's line
    number: int  # how many ops came before


class Same(NamedTuple):
    """A step that gives the replay up if Python would see another number than before."""

    kind: Callable[[Any], Any]
    answer: Any

    def __call__(self, x: Array) -> tuple[Array]:
        if self.kind(x) != self.answer:
            raise Changed
        return (x,)


def mapped(thing: Any, f: Callable[[Any], Any]) -> Any:
    """The settings, with f applied to each that is no tuple, list, dict or slice."""
    kind = type(thing)
    if kind is tuple or kind is list:
        return kind([mapped(x, f) for x in thing])
    if kind is dict:
        return {key: mapped(x, f) for key, x in thing.items()}
    if kind is slice:
        return slice(*[mapped(x, f) for x in (thing.start, thing.stop, thing.step)])
    return f(thing)


def in_row(row: Sequence[Any], x: Any) -> Any:
    """A setting for this call."""
    return row[x.k] if type(x) is Spot else x


def untraced(x: Any) -> Any:
    """The plain array of what is traced."""
    if isinstance(x, Known):
        return x.array
    return VALUE.__get__(x) if isinstance(x, Traced) else x


VALUE: Any = vars(Node)["value"]


def refused(what: str) -> RuntimeError:
    """The error for what a replay would freeze."""
    return RuntimeError(f"replay: {what}. {INSTEAD}")


def current() -> Recorder | None:
    """The recorder of this thread, if one watches."""
    return next((x for x in thread.watchers if isinstance(x, Recorder)), None)


# --- what it is given ---------------------------------------------------------------------------


def kind_of(inputs: tuple[Any, ...]) -> tuple[Any, list[Any]]:
    """What a record depends on, and the arrays; other inputs must be numbers or words."""
    key: list[Any] = [get_default_dtype(), bool(thread.paused)]
    arrays: list[Any] = []
    for k, x in enumerate(inputs):
        array = None
        if isinstance(x, Node):
            if x.inputs:
                raise refused(f"argument {k} is {name_and_shape(x)}, a result; give x.detach()")
            array = x.value
            key.append((array.shape, array.dtype, x.needs_gradient))
        elif isinstance(x, np.ndarray | np.generic):
            check_real(x.dtype, x)
            array = np.asarray(x)
            if not array.flags.c_contiguous:
                array = np.array(array)  # as a tensor would hold it
            key.append((array.shape, array.dtype))
        elif x is None or isinstance(x, bool | int | float | str):
            key.append((type(x), repr(x)))
        else:
            raise TypeError(
                f"replay: argument {k} is a {type(x).__name__}; give it tensors and arrays, "
                "np.array(...), which may have other numbers in each call"
            )
        arrays.append(array)
    if len({*map(id, inputs)}) < len(inputs):  # the same tensor twice gets two gradients' sum
        names = [*map(id, inputs)]
        key.append(tuple([names.index(name) for name in names]))
    return tuple(key), arrays


def as_tensors(inputs: tuple[Any, ...]) -> list[Any]:
    """The inputs as a function gets them that is not recorded: each array is a tensor."""
    _, arrays = kind_of(inputs)
    return [
        x if array is None or isinstance(x, Node) else make_node(Tensor, array)
        for x, array in zip(inputs, arrays, strict=True)
    ]


# --- what the function sees -------------------------------------------------------------------


class Traced(Tensor):
    """A tensor of a call that is recorded; afterwards it is an ordinary tensor again."""

    __slots__ = ()

    @property
    def value(self) -> Any:
        """The values, as an array whose uses are recorded, too."""
        array, recorder = VALUE.__get__(self), current()
        place = None if recorder is None else recorder.places.get(self)
        return array if recorder is None or place is None else Known(recorder, array, place)

    @value.setter
    def value(self, new: Array) -> None:
        VALUE.__set__(self, new)

    def detach(self) -> Tensor:
        """The same values outside the graph."""
        copy = self.value.copy()
        return copy.recorder.tensor(copy) if isinstance(copy, Known) else super().detach()

    def astype(self, dtype: Any, copy: bool = True) -> Tensor:
        """The tensor in another dtype."""
        check_real(np.dtype(dtype), None)
        new = None if np.dtype(dtype).kind == "f" else self.value.astype(dtype)
        return new.recorder.tensor(new) if isinstance(new, Known) else super().astype(dtype, copy)

    def retain_grad(self) -> None:
        """Refused: a replay makes no node that could keep it."""
        raise refused(f"retain_grad() of {name_and_shape(self)}, but no tensor is left to keep it")


class Known(NDArrayOperatorsMixin):
    """An array that follows from inputs and parameters: NumPy's functions of it are recorded."""

    def __init__(self, recorder: Recorder, array: Array, place: int) -> None:
        self.recorder, self.array, self.place = recorder, array, place

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if any(isinstance(x, Node) for x in inputs):
            return NotImplemented
        return self.recorder.noted(getattr(ufunc, method), *inputs, **kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return self.recorder.noted(function, *args, **kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise refused("numbers that follow from the inputs would become a constant")

    def __getitem__(self, place: Any) -> Any:
        return self.recorder.noted(getitem, self, place)

    def __getattr__(self, name: str) -> Any:
        if name in ("shape", "dtype", "ndim", "size", "itemsize"):
            return getattr(self.array, name)
        method = getattr(np.ndarray, name, None)
        if name.startswith("_") or not callable(method):
            raise AttributeError(name)
        return partial(self.recorder.noted, method, self)

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return self.recorder.guard(self, bool)

    def __int__(self) -> int:
        return self.recorder.guard(self, int)

    def __float__(self) -> float:
        return self.recorder.guard(self, float)

    def __index__(self) -> int:
        return self.recorder.guard(self, index)

    def __format__(self, spec: str) -> str:
        return format(self.array, spec)


# --- the recorder -----------------------------------------------------------------------------


class Recorder(Reader):
    """Watches one call of a function, and writes down what the next one must do again."""

    def __init__(
        self, inputs: tuple[Any, ...], arrays: list[Any], states: Callable[[], Any]
    ) -> None:
        self.begin = next(ages)
        self.states, self.before = states, states()  # of the generators of random numbers
        self.random: Made | None = None  # the first op after a random number
        self.paused, self.ops = thread.paused, 0
        self.origins: list[Any] = []  # for each place: a Move, a Node, a constant, or an input
        self.places: dict[Node, int] = {}
        self.given: Any = None  # the values and settings that a rule just got
        self.traced: list[tuple[Node, type[Node]]] = []  # with the class that each had
        self.modules: dict[Any, None] = {}
        self.stand_ins: list[tuple[Node, Node]] = []
        pairs = enumerate(zip(inputs, arrays, strict=True))
        self.inputs = [self.stand_in(k, x, array) for k, (x, array) in pairs]

    def stand_in(self, k: int, x: Any, array: Any) -> Any:
        """A tensor for the input, so that the function cannot mistake it for one it knows."""
        self.origins.append(k)
        if array is None:
            return x
        same = [own for own, tensor in self.stand_ins if tensor is x]
        if same:
            return same[0]
        own = make_node(Traced, array)
        self.traced.append((own, Tensor))
        self.places[own] = k
        if isinstance(x, Node):
            own.needs_gradient, own.name = x.needs_gradient, x.name
            self.stand_ins.append((own, x))
        return own

    def __enter__(self) -> None:
        watching.append(True)
        thread.watchers = (self,)

    def __exit__(self, *_: object) -> None:
        thread.watchers = ()
        watching.pop()
        for node, kind in self.traced:
            node.__class__ = kind

    def add(self, origin: Any) -> int:
        """A new place in the row."""
        self.origins.append(origin)
        return len(self.origins) - 1

    def step(self, rule: Any, inputs: Any, settings: Any, shape: Any, op: Any = None) -> int:
        """The place of a step's result."""
        frame, _ = user_frame()
        where = f"{os.path.basename(frame.f_code.co_filename)}, line {frame.f_lineno}"
        marked = mapped(settings, self.marked)
        where = f"{in_layer(thread.scope)} ({where})"
        self.ops += op is not None
        few = len(inputs) < 2  # for which itemgetter would give no tuple
        at = [slice(k, k + 1) for k in inputs] or [slice(0)]
        pick = itemgetter(*(at if few else inputs))
        move = Move(rule, pick, marked, shape)
        return self.add(Made(move, tuple(inputs), op, where, self.ops))

    def marked(self, x: Any) -> Any:
        """A setting, or its place if it follows from the inputs."""
        if isinstance(x, Traced):
            x = x.value
        return Spot(x.place) if isinstance(x, Known) else x

    # --- ops ---

    def timed(self, op: Any, rule: Callable[..., Any]) -> Callable[..., Any]:
        """The rule on plain arrays; where they come from is noted."""
        if len(thread.watchers) > 1:
            raise refused("debug() or profile() inside the function; put it around the call")
        if thread.paused != self.paused:
            raise refused("no_grad() inside the function; .detach() leaves the graph, too")
        if thread.deriving:
            raise refused("a derivative inside the function")

        def plainly(*values: Any, **settings: Any) -> Any:
            self.given = values, settings
            return rule(*map(untraced, values), **mapped(settings, untraced))

        return plainly

    def made(self, op: Any, inputs: Any, result: Node) -> None:
        """Write down the op, unless all it gets are constants."""
        values, settings = self.given
        places = [self.place_of(x, value) for x, value in zip(inputs, values, strict=True)]
        fixed = all(isinstance(self.origins[k], np.ndarray) for k in places)
        if fixed and not found(settings, (Known, Traced)):
            return
        rule = op.rule
        self.places[result] = self.step(rule, places, settings, result.value.shape, op)
        self.traced.append((result, type(result) if type(result) is not Traced else Tensor))
        result.__class__ = Traced
        if self.random is None and self.states() != self.before:
            self.random = self.origins[self.places[result]]
        scope = thread.scope
        while scope is not None:
            module, scope = scope
            self.modules[module] = None

    def place_of(self, x: Node, value: Any) -> int:
        """The place of an op's input, which may be in another dtype than the tensor."""
        if isinstance(value, Known):
            return value.place
        if not x.needs_gradient and x.age >= self.begin:
            return self.add(value)
        if x.inputs:
            raise refused(f"{name_and_shape(x)} was computed before the function was called")
        if any(x is tensor for _, tensor in self.stand_ins):
            raise refused(f"{name_and_shape(x)} is an argument, but the function also knows it")
        if x not in self.places:
            self.places[x] = self.add(x)
        place = self.places[x]
        if value.dtype != x.value.dtype:
            known = Known(self, x.value, place)
            place = self.noted(np.ndarray.astype, known, value.dtype).place
        return place

    def following(self, watch: Step | None) -> Step | None:
        """Refuse a walk: the function must not compute gradients itself."""
        raise refused("a gradient is computed inside the function; replay computes it after it")

    # --- arrays ---

    def noted(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """What NumPy's function computes from arrays that follow from the inputs."""
        plain = (
            function(*mapped(args, untraced), **mapped(kwargs, untraced))
            if "out" not in kwargs
            else ()
        )
        if function in OF_SHAPES:
            return plain
        if not isinstance(plain, np.ndarray | np.generic | int | float):
            raise refused(f"np.{getattr(function, '__name__', function)} of the inputs' values")
        array = np.asarray(plain)
        settings = {"function": function, "args": args, "kwargs": kwargs}
        return Known(self, array, self.step(plain_call, (), settings, array.shape))

    def guard(self, known: Known, kind: Callable[[Any], Any]) -> Any:
        """A value that Python gets to see; a replay in which it is another one is given up."""
        same = Same(kind, kind(known.array))
        self.step(same, (known.place,), {}, known.array.shape)
        return same.answer

    def tensor(self, known: Known) -> Traced:
        """A leaf with these values."""
        node = make_node(Traced, known.array)
        self.traced.append((node, Tensor))
        self.places[node] = known.place
        return node

    def read(self, node: Node, how: str) -> None:
        """Refuse to show values that may be others in the next call."""
        if node in self.places or node.needs_gradient or node.age < self.begin:
            origin = self.origins[self.places[node]] if node in self.places else None
            op = getattr(origin, "op", None)
            what = f"the result of {op.__name__}" if op else name_and_shape(node, "a leaf")
            raise refused(f"{how} reads the values of {what}{in_layer(thread.scope)}")

    # --- the end ---

    def moves(self) -> list[Made]:
        """The steps, in order."""
        return [x for x in self.origins if isinstance(x, Made)]

    def outside(self) -> list[Node]:
        """The tensors from outside that were used: parameters and others."""
        return [x for x in self.origins if isinstance(x, Node)]

    def outcome(self, root: Any) -> Any:
        """The function's result."""
        if not isinstance(root, Tensor):
            raise no_tensor_returned(root)
        self.last = self.place_of(root, root.value)
        return root

    def program(self, root: Node) -> tuple[Any, Any, Any, Any, Any, Any]:
        """The row, the steps, the way back, the result and its place."""
        fixed = [x.value if isinstance(x, Node) else x for x in self.origins]
        start = [x if isinstance(x, np.ndarray) else None for x in fixed]
        leaves = [(k, x) for k, x in enumerate(self.origins) if isinstance(x, Node)]
        steps = [(*as_step(x), k) for k, x in enumerate(self.origins) if isinstance(x, Made)]
        twins: dict[Node, Node] = {}
        way = route(root) if root.needs_gradient else []
        back = [
            (
                twin(x, twins),
                self.places[x],
                x.op.kind is ELEMENTWISE,  # type: ignore[union-attr]
                [
                    (i, self.places[y], y.value.shape, y.value.dtype)
                    for i, y in enumerate(x.inputs)
                    if y.needs_gradient
                ],
            )
            for x in way
        ]
        for x in way:
            twins[x].inputs = tuple([twin(y, twins) for y in x.inputs])
        own = {self.places[own]: x for own, x in self.stand_ins}
        reached = {k for *_, ways in back for _, k, *_ in ways} | {self.last}
        ends = [(k, x) for k, x in leaves if k in reached] + [
            (k, None) for k in own if k in reached
        ]
        self.places, self.traced, self.inputs, self.given = {}, [], [], None  # hold no batch
        return start, steps, back, ends, twin(root, twins), self.last


def as_step(made: Made) -> tuple[Any, Any]:
    """What a replay calls, and what picks its arguments from the row."""
    move = made.move
    if made.op is None or not is_ours(made.op) or found(move.settings, Spot):
        return move, itemgetter(slice(None))
    return partial(move.rule, **move.settings) if move.settings else move.rule, move.pick


def is_ours(op: Any) -> bool:
    """Whether it is an op of the package: its shape follows from those of its inputs."""
    return str(op.__module__).startswith("tinygrad_edu.")


def plain_call(function: Any = None, args: Any = (), kwargs: Any = {}) -> tuple[Any]:  # noqa: B006
    """A step that calls a function of NumPy."""
    return (function(*args, **kwargs),)


def twin(x: Node, twins: dict[Node, Node]) -> Node:
    """A node of the same op, shape and dtype, without numbers: all that the chain rule asks."""
    if x not in twins:
        own = make_node(Node, np.broadcast_to(np.zeros((), x.value.dtype), x.value.shape))
        own.op, own.needs_gradient, own.name = x.op, x.needs_gradient, x.name
        twins[x] = own
    return twins[x]


def found(thing: Any, kinds: Any) -> list[Any]:
    """The settings of these kinds."""
    hits: list[Any] = []
    mapped(thing, lambda x: hits.append(x) if isinstance(x, kinds) else None)
    return hits


def no_tensor_returned(root: Any) -> TypeError:
    """The error for a function that returns something else."""
    several = isinstance(root, tuple | list)
    advice = "return one tensor" if several else "return the loss as a tensor, not its .data"
    return TypeError(f"replay: the function returned a {type(root).__name__}; {advice}")

"""The base of all optimisers: parameters in groups, a learning rate, a memory, and their checks."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._pytorch.answers import elsewhere
from .._pytorch.keywords import explain_keywords
from .._recording import current, refused
from .._tensor import Tensor
from ..engine.arrays import HALF, Array
from ..engine.graph import ages
from ..engine.messages import one_line
from ..engine.state import thread
from ..watch.debug import locked, refuse_locked
from ..watch.frames import shorten
from ..watch.training import optimizers, seen, thrown_away
from ._notices import Loop


class Group(NamedTuple):
    """Parameters with the same settings; their rate is `scale` times the optimiser's."""

    params: list[Tensor]
    weight_decay: float
    scale: float


if TYPE_CHECKING:  # a type checker should miss what is missing
    Elsewhere = object
else:
    Elsewhere = elsewhere("Optimizer")


class Optimizer(Elsewhere):
    """The base of all optimisers: parameters, a learning rate, and a memory for each parameter.

    `params` are tensors, or dicts {"params": tensors, "weight_decay": …, "lr": …}, one for each
    group.  If you set `optimizer.lr`, the ratio of a group's lr to it stays the same.
    """

    decoupled = False  # whether weight decay shrinks p itself, instead of adding to its gradient

    def __init_subclass__(cls) -> None:
        """Let `__init__` explain PyTorch's keywords; refuse a `change` with other arguments."""
        if "__init__" in vars(cls):
            cls.__init__ = whole(explain_keywords(cls.__init__))  # type: ignore[method-assign]
        try:
            inspect.signature(cls.change).bind(cls, "p", "g", "rate")
        except TypeError:
            given = ", ".join(inspect.signature(cls.change).parameters)
            raise TypeError(
                f"{cls.__name__}: change({given}) must take a parameter, its gradient and the "
                "rate; write def change(self, p, g, rate): return rate * g"
            ) from None

    @explain_keywords
    def __init__(self, params: Iterable[Any], lr: float, weight_decay: float = 0) -> None:
        try:
            self.lr = lr
            self.names: dict[Tensor, str] = {}
            self.groups = self.as_groups(params, self.number("weight_decay", weight_decay))
            self.params = [p for group in self.groups for p in group.params]
            self.check_params()
        except (TypeError, ValueError) as error:
            shorten(error)
            raise
        self.loop = Loop(self.names)
        self.memory: dict[Tensor, dict[str, Array]] = {}
        optimizers.add(self)

    @property
    def lr(self) -> float:
        """The learning rate of the next step; a replay would not read it again."""
        if thread.watchers and current() is not None:
            raise refused(f"the learning rate of {type(self).__name__} is read in the function")
        return self._lr

    @lr.setter
    def lr(self, rate: float) -> None:
        self._lr = self.number("lr", rate)

    def step(self, closure: None = None) -> None:
        """Change each parameter that has a gradient, in place and without recording it."""
        if closure is not None:
            raise self.error(
                "step takes no argument; call loss.backward(), then optimizer.step()", TypeError
            )
        self.loop.check(self.params)
        if locked:
            for p in self.params:
                refuse_locked(p, "step")
        now = next(ages)
        for group in self.groups:
            rate = self._lr * group.scale  # a Python float: NumPy's would make float32 float64
            for p in group.params:
                g = p.gradient
                if g is not None:
                    if self.decoupled:
                        p.value *= 1 - rate * group.weight_decay
                    elif group.weight_decay:
                        g = g + group.weight_decay * wide(p.value)
                    self.update(p, g, rate)
                    p.age = now  # so that the walk notices the change
        self.loop.stepped = seen.used = now

    def update(self, p: Tensor, g: Array, rate: float) -> None:
        """Subtract the change from p."""
        try:
            change: Any = self.change(p, g, rate)
        except Exception as error:
            name = f"{self.name_of(p)} of shape {p.shape}".strip()
            error.add_note(
                f"in {type(self).__name__}.change for the parameter {name}; the memory of each "
                "parameter is self.remembered(p), which starts as self.blank(p)"
            )
            raise
        if change is None or type(change) is Tensor or np.shape(change) != p.value.shape:
            raise self.unfit(change, p)
        p.value -= change

    def change(self, p: Tensor, g: Array, rate: float) -> Array:
        """The change that a step subtracts from p; g is its gradient, `rate` the learning rate."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say how it changes a parameter; "
            "give it a method: def change(self, p, g, rate): return rate * g"
        )

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Delete the gradients: `.grad` becomes None, as with PyTorch's `set_to_none`."""
        if not set_to_none:
            raise TypeError("zero_grad: .grad always becomes None here; leave set_to_none out")
        if seen.used < thread.passed:
            thrown_away(self)
        for p in self.params:
            p.gradient = None

    def __repr__(self) -> str:
        decays = sorted({group.weight_decay for group in self.groups})
        settings = {
            "lr": self.lr,
            **{k: v for k, v in vars(self).items() if isinstance(v, Real | tuple) and k != "_lr"},
            "weight_decay": decays[0] if len(decays) == 1 else decays,
        }
        written = "".join(f", {name}={value}" for name, value in settings.items())
        count = len(self.params)
        noun = "parameter" if count == 1 else "parameters"
        return f"{type(self).__name__}({count} {noun}{written})"

    # --- the memory ---------------------------------------------------------------------------

    def blank(self, p: Tensor) -> dict[str, Array]:
        """The memory for p before its first step."""
        return {}

    def remembered(self, p: Tensor) -> dict[str, Array]:
        """The memory for p after the steps so far; change it in place."""
        if p not in self.memory:
            self.memory[p] = self.start(p)
        return self.memory[p]

    def start(self, p: Tensor) -> dict[str, Array]:
        """The memory that `blank` returns, with numbers turned into arrays."""
        return {name: np.asarray(value) for name, value in self.blank(p).items()}

    def state_dict(self) -> dict[str, Any]:
        """A copy of the rate, "lr", and of the memory, such as "2.velocity" for parameter 2.

        "2.name" is the name of parameter 2, if it has one, such as "model.0.weight".
        """
        state: dict[str, Any] = {"lr": self.lr}
        for i, p in enumerate(self.params):
            memory = self.memory.get(p, {})
            for name, array in memory.items():
                state[f"{i}.{name}"] = array.copy()
            if memory and self.name_of(p):
                state[f"{i}.name"] = self.name_of(p)
        return state

    @explain_keywords
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Load a `state_dict`, or raise an error and change nothing."""
        left = dict(state)
        memory = {}
        problems = []
        rate = self.number("lr", left.pop("lr", None))
        names = [self.name_of(p) for p in self.params]
        for i, p in enumerate(self.params):
            theirs = str(left.pop(f"{i}.name", ""))
            ours = names[i]
            if other_name(theirs, ours, names):
                problems.append(
                    f"parameter {i} is {one_line(theirs)} there, but {one_line(ours)} here; give "
                    "the optimiser its parameters in the same order"
                )
            blank = self.start(p)
            if not any(f"{i}.{name}" in left for name in blank):
                continue  # it had not made a step
            for name, own in blank.items():
                new = np.asarray(left.pop(f"{i}.{name}", None))
                if new.shape != own.shape or new.dtype.kind not in "fiu":
                    given = f"{new.dtype} of shape {new.shape}"
                    needed = f"shape {own.shape}"
                    problems.append(f"{i}.{name}: {given}, but numbers of {needed} are needed")
                else:
                    own[...] = new
            memory[p] = blank
        problems += [f"{one_line(name)}: unknown here" for name in left]
        if problems:
            raise self.error("load_state_dict changed nothing:\n  " + "\n  ".join(problems))
        self._lr, self.memory = rate, memory

    def name_of(self, p: Tensor) -> str:
        """The name of a parameter in its model, or its own; "" if it has none."""
        return self.names.get(p) or p.name or ""

    # --- what can be wrong --------------------------------------------------------------------

    def unfit(self, change: Any, p: Tensor) -> Exception:
        """The error if the result of `change` cannot be subtracted from p."""
        if change is None:
            return self.error("change returned None; does it end with return?", TypeError)
        if isinstance(change, Tensor):
            return self.error("change returned a Tensor; compute with p.data and g", TypeError)
        return self.error(
            f"change returned shape {np.shape(change)}, but the parameter has shape {p.shape}; "
            "they must be the same"
        )

    def error(self, message: str, kind: type[Exception] = ValueError) -> Exception:
        """An error that names the optimiser."""
        return kind(f"{type(self).__name__}: {message}")

    def number(self, name: str, value: Any, below: float = math.inf) -> float:
        """A setting ≥ 0, checked."""
        return setting(type(self).__name__, name, value, 0, below)

    def as_groups(self, params: Any, weight_decay: float) -> list[Group]:
        """The groups that the dicts describe, or one group with all parameters."""
        items = self.named(params)
        if not any(isinstance(item, dict) for item in items):
            return [Group(items, weight_decay, 1.0)]
        groups = []
        for item in items:
            if not isinstance(item, dict) or not {"params"} <= item.keys() <= SETTINGS:
                raise self.error(f"a group is a dict of 'params', 'weight_decay', 'lr', not {item}")
            decay = self.number("weight_decay", item.get("weight_decay", weight_decay))
            rate = self.number("lr", item.get("lr", self.lr))
            if self.lr == 0 != rate:
                raise self.error("lr is 0, so a group cannot keep the ratio of its lr to it")
            scale = 1.0 if rate == self.lr else rate / self.lr
            groups.append(Group(self.named(item["params"]), decay, scale))
        return groups

    def named(self, params: Any) -> list[Any]:
        """The parameters in a list; also notes their names, if they come from a model."""
        self.names |= getattr(params, "names", {})
        return as_list(type(self).__name__, params)

    def check_params(self) -> None:
        """Raise unless there are parameters, each a leaf that can learn, each once."""
        if not self.params:
            raise self.error(
                "no parameters; a parameter of a model is an attribute that is a leaf, "
                "self.w = Tensor(..., requires_grad=True), not the result of an op"
            )
        seen: set[Tensor] = set()
        for i, p in enumerate(self.params):
            if not isinstance(p, Tensor):
                raise no_tensor(type(self).__name__, i, p)
            which = f"parameter {i}{f', {one_line(p.name)},' if p.name else ''} of shape {p.shape}"
            if not p.is_leaf:
                raise self.error(f"{which} is a result, not a leaf; give it the leaf that made it")
            if not p.requires_grad:
                raise self.error(f"{which} has no gradient; make it with requires_grad=True")
            if not p.value.flags.writeable:
                raise self.error(f"{which} shares a read-only array; copy it with Tensor(...)")
            if p in seen:
                raise self.error(f"{which} is listed twice, and would make two steps at once")
            seen.add(p)


def whole(init: Callable[..., None]) -> Callable[..., None]:
    """The same `__init__`, but it raises an error if it does not call that of `Optimizer`."""

    @functools.wraps(init)
    def checked(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        kind = type(self)
        if kind.__init__ is checked and "loop" not in vars(self):
            raise TypeError(
                f"{kind.__name__}: its __init__ must call super().__init__(params, lr), which "
                "gives the optimiser its parameters"
            )

    return checked


SETTINGS = {"params", "weight_decay", "lr"}


def other_name(theirs: str, ours: str, names: list[str]) -> bool:
    """Whether a name in a state belongs to another parameter here.

    A list of tensors has short names, so "model.0.weight" is then a "weight".
    """
    if not (theirs.startswith("model.") and ours.startswith("model.")):
        theirs, ours = last_part(theirs), last_part(ours)
        names = [last_part(name) for name in names]
    return theirs != ours and theirs in names


def last_part(name: str) -> str:
    """The last part of a name: model.0.weight → weight."""
    return name.rpartition(".")[2]


def wide(array: Array) -> Array:
    """The array, in float32 if it is float16, which is too narrow for squares and small factors."""
    return array.astype(np.float32) if array.dtype == HALF else array


def setting(owner: str, name: str, value: Any, low: float, below: float = math.inf) -> float:
    """A setting, checked, as a Python float: with NumPy's, float32 would become float64."""
    if type(value) is not float:
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()  # as loaded from a file
        if isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError(f"{owner}: {name}={value!r} is not a number")
        try:
            value = float(value)
        except OverflowError:
            value = math.inf if value > 0 else -math.inf
    if not low <= value < below:
        raise ValueError(f"{owner}: {name}={value}, but {low} ≤ {name} < {below} is needed")
    return value


def as_list(owner: str, params: Any) -> list[Any]:
    """The parameters, or their groups, in a list."""
    module = hasattr(params, "parameters")
    single = isinstance(params, Tensor | np.ndarray)
    if module or single or isinstance(params, dict | str) or not isinstance(params, Iterable):
        advice = "put it in a list: [w]" if single else "give it model.parameters()"
        raise TypeError(
            f"{owner}: params is one {type(params).__name__}, not a list of Tensors; {advice}"
        )
    return list(params)


def no_tensor(owner: str, i: int, p: Any) -> TypeError:
    """The error for a parameter i that is not a Tensor."""
    several = hasattr(p, "parameters") or isinstance(p, Iterator)
    advice = "; give it model.parameters(), without a list around it" if several else ""
    return TypeError(f"{owner}: parameter {i} has type {type(p).__name__}, not Tensor{advice}")

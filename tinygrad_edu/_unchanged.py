"""Whether a record still holds: two calls did the same, and what the function sees is as it was.

A function sees its own variables, those of the functions that it calls in its own files, and
modules with all that is in them.  Each is compared by identity, and parameters and arrays in
modules also by what would make another graph or another constant of them.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import chain
from operator import attrgetter, is_not
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from ._recording import Made, Recorder, Same, Spot, mapped, refused
from .engine.arrays import Array
from .engine.graph import Node
from .engine.messages import name_and_shape

END = (object(),)
FEW = 1000  # items: a longer list, such as a data set, is watched only as a whole
SMALL = 4096  # bytes: a larger array outside of modules is watched only as a whole


class Surroundings:
    """All that a function can see, as it was."""

    def __init__(self, function: Any, model: Any, recorder: Recorder | None) -> None:
        self.names: set[str] = set()  # that the functions use
        known = [*recorder.modules, *recorder.outside()] if recorder else []
        count = -1
        while len(self.names) > count:  # until all names are known that lead further
            count = len(self.names)
            self.look_around([function, model, *known])
        self.boxes.append(partial(map, attrgetter("value"), self.leaves))
        self.boxes.append(partial(map, attrgetter("needs_gradient"), self.leaves))
        self.items = [*self.items_now()]
        self.before = [(x, x.gradient, x.age) for x in self.leaves]

    def look_around(self, things: list[Any]) -> None:
        """Note all that can be reached from these things."""
        self.live: list[Collection[Any]] = []  # always show what is there now
        self.boxes: list[Callable[[], Iterable[Any]]] = []  # say it when called
        self.leaves: list[Node] = []
        self.arrays: list[tuple[Array, bytes]] = []
        self.generators: list[np.random.Generator] = []
        waiting = [(thing, False) for thing in things]
        seen: dict[int, Any] = {}
        while waiting:
            thing, inside = waiting.pop()
            if id(thing) not in seen:
                seen[id(thing)] = thing
                self.look_at(thing, inside)
                live, boxes = self.contents_of(thing)
                self.live += live
                self.boxes += boxes
                inside = inside or is_module(thing)
                waiting += [(x, inside) for x in chain(*live, *[get() for get in boxes])]
                if is_module(thing):
                    waiting.append((type(thing).forward, False))

    def look_at(self, thing: Any, inside: bool) -> None:
        """Note a tensor, an array or a generator."""
        if isinstance(thing, Node) and not thing.inputs:
            self.leaves.append(thing)
        elif isinstance(thing, np.ndarray) and (inside or thing.nbytes <= SMALL):
            self.arrays.append((thing, thing.tobytes()))
        elif isinstance(thing, np.random.Generator):
            self.generators.append(thing)

    def contents_of(self, thing: Any) -> tuple[list[Collection[Any]], list[Callable[[], Any]]]:
        """What is in a thing: collections that stay up to date, and functions that look again."""
        kind = type(thing)
        if kind is MethodType:
            return [(thing.__self__, thing.__func__)], []
        if kind is partial:
            return [(thing.func, *thing.args, *thing.keywords.values())], []
        if kind is list or kind is tuple or kind is dict:
            few = [thing.values() if kind is dict else thing] if len(thing) <= FEW else []
            return few, []
        if is_module(thing):
            return [vars(thing).values()], []
        if kind is FunctionType and not is_foreign(thing):
            return [], self.variables_of(thing)
        if kind is FunctionType or not hasattr(thing, "__dict__") or is_foreign(thing):
            return [], []
        own = [name for name in self.names if name in vars(thing) or hasattr(kind, name)]
        return [], [lambda: [vars(thing).get(name, getattr(kind, name, None)) for name in own]]

    def variables_of(self, function: FunctionType) -> list[Callable[[], Any]]:
        """The variables from outside that a function uses."""
        cells, around = function.__closure__ or (), function.__globals__
        used = [name for name in function.__code__.co_names if name in around]
        self.names.update(function.__code__.co_names)
        boxes = (content_of, cells), (around.get, used)
        return [partial(map, get, names) for get, names in boxes if names]

    def unchanged(self) -> bool:
        """Whether all is as it was."""
        if any(map(is_not, self.items_now(), self.items)):
            return False
        return not self.arrays or all(array.tobytes() == before for array, before in self.arrays)

    def items_now(self) -> Iterator[Any]:
        """All that is there, one after the other, and a mark where it ends."""
        return chain(*self.live, *[get() for get in self.boxes], END)

    def states(self) -> tuple[Any, Any]:
        """The states of the generators of random numbers: those seen, and those of everybody."""
        own = [generator.bit_generator.state for generator in self.generators]
        everybodys = np.random.get_state(), random.getstate()  # noqa: NPY002 - somebody may use it
        return mapped((own, everybodys), lambda x: x.tobytes() if type(x) is np.ndarray else x)

    def refuse_side_effects(self, recorder: Recorder, doubt: bool) -> bool:
        """Raise if the function has done what a replay would not do.

        With `doubt`, random numbers that another thread may have drawn only make the result True.
        """
        made, now = recorder.random, self.states()
        drawn = made is not None or now != recorder.before
        doubt = doubt and drawn and now[0] == recorder.before[0] and threading.active_count() > 1
        if drawn and not doubt:
            near = f" for {made.op.__name__}{made.where}" if made else ""
            raise refused(
                f"the function draws random numbers{near}, which a replay would not draw again"
            )
        for x, gradient, age in self.before:
            if x.gradient is not gradient:
                raise refused(f"the function sets the gradient of {name_and_shape(x, 'a leaf')}")
            if x.age != age:
                raise refused(f"the function changes {name_and_shape(x, 'a leaf')}")
        for x in recorder.outside():
            if x.age > recorder.begin:
                raise refused(f"{name_and_shape(x, 'a leaf')} is made or changed in the function")
        return doubt


def is_module(thing: Any) -> bool:
    """Whether it is a layer or a model."""
    return hasattr(thing, "named_modules") and not isinstance(thing, type)


LIBRARIES = {*sys.stdlib_module_names, "numpy", "tinygrad_edu"}


def is_foreign(thing: Any) -> bool:
    """Whether a function, class, object or module is not the user's, but a library's."""
    code = getattr(thing, "__code__", None)
    place = code.co_filename if code else getattr(thing, "__file__", None) or ""
    name = getattr(thing, "__module__", None) or getattr(thing, "__name__", "")
    return str(name).partition(".")[0] in LIBRARIES or "site-packages" in place


def content_of(cell: Any) -> Any:
    """The content of a function's variable from outside; None before it has one."""
    try:
        return cell.cell_contents
    except ValueError:
        return None


# --- two records ------------------------------------------------------------------------------


def did_the_same(first: Recorder, second: Recorder) -> bool:
    """Whether two calls did the same; raise if they did not, and the inputs are not the reason."""
    if other_answers(first, second):
        return False
    ours, theirs = ([x for x in r.moves() if x.op] for r in (first, second))
    for a, b in zip(ours, theirs, strict=False):
        if a.op is not b.op:
            raise differing(a, f"the second time it was {b.op.__name__}{b.where}")
        settings, again, inputs, others = a.move.settings, b.move.settings, a.inputs, b.inputs
        for i, (j, k) in enumerate(zip(inputs, others, strict=False)):
            if not same_origin(first, j, second, k):
                what = "a constant" if isinstance(first.origins[j], np.ndarray) else "its input"
                raise differing(a, f"input {i}, {what}, was another one the second time")
        for name, setting in settings.items():
            if not same_setting(first, setting, second, again.get(name)):
                raise differing(a, f"its setting {name} was another one the second time")
        if len(inputs) != len(others) or settings.keys() != again.keys():
            raise differing(a, "it had other inputs or settings the second time")
        if a.move.shape != b.move.shape:  # chosen by a mask that is an input, for example
            return False
    if len(ours) != len(theirs):
        longer, word = (ours, "first") if len(ours) > len(theirs) else (theirs, "second")
        raise differing(longer[min(len(ours), len(theirs))], f"only the {word} call had it")
    if not same_origin(first, first.last, second, second.last):
        raise refused("two calls of the function differ: they return other tensors")
    return True


def other_answers(first: Recorder, second: Recorder) -> bool:
    """Whether Python asked the same of the inputs, and got another answer: labels to ignore."""
    ours, theirs = ([x for x in r.moves() if type(x.move.rule) is Same] for r in (first, second))
    return any(
        a.move.rule.answer != b.move.rule.answer  # type: ignore[attr-defined]
        for a in ours
        for b in theirs
        if a.number == b.number
        and a.move.rule.kind is b.move.rule.kind  # type: ignore[attr-defined]
        and same_origin(first, a.inputs[0], second, b.inputs[0])
    )


def differing(made: Made, how: str) -> RuntimeError:
    """The error for an op that the second call did otherwise."""
    return refused(f"two calls of the function differ: in {made.op.__name__}{made.where}, {how}")


def same_origin(first: Recorder, i: int, second: Recorder, j: int) -> bool:
    """Whether two places hold the same thing: an input, a leaf, a constant, or a result."""
    a, b = first.origins[i], second.origins[j]
    if isinstance(a, Node) or isinstance(b, Node):
        return a is b
    if not (isinstance(a, Made) and isinstance(b, Made)):
        return same_setting(first, a, second, b)
    if a.op or b.op:  # these are compared one by one
        return (a.op, a.number) == (b.op, b.number)
    return a.move.rule is b.move.rule and same_setting(
        first, a.move.settings, second, b.move.settings
    )


def same_setting(first: Recorder, a: Any, second: Recorder, b: Any) -> bool:
    """Whether two settings or constants are equal to the last bit."""
    if type(a) is not type(b):
        return False
    if type(a) is Spot:
        return same_origin(first, a.k, second, b.k)
    if isinstance(a, slice):
        a, b = (a.start, a.stop, a.step), (b.start, b.stop, b.step)
    if isinstance(a, dict):
        a, b = [*a.items()], [*b.items()]
    if isinstance(a, tuple | list):
        pairs = zip(a, b, strict=False)
        return len(a) == len(b) and all(same_setting(first, x, second, y) for x, y in pairs)
    if isinstance(a, np.ndarray | np.generic):
        return (a.dtype, a.shape) == (b.dtype, b.shape) and a.tobytes() == b.tobytes()
    if isinstance(a, float):
        return a.hex() == b.hex()
    return a is b or bool(a == b)

"""Whether a record still holds: two calls did the same, and what the function sees is as it was.

A function sees its own variables, those of the functions that it calls in its own files, what
their code names in objects and classes, and modules with all that is in them.  Each is compared by
identity, and parameters and arrays in modules also by what would make another graph or another
constant of them.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import chain
from operator import attrgetter, is_not
from types import CodeType, FunctionType, MemberDescriptorType, MethodType, ModuleType
from typing import Any

import numpy as np

from ._recording import Made, Recorder, Same, Spot, mapped, refused
from .engine.arrays import Array
from .engine.graph import Node
from .engine.messages import name_and_shape

Box = Callable[[], Iterable[Any]]  # says what is in it when it is called
Contents = tuple[Iterable[Any], list[Collection[Any]], list[Box]]

NOTHING: Contents = (), [], []
END = (object(),)
FEW = 1000  # items: a longer list, such as a data set, is watched only as a whole
SMALL = 4096  # bytes: a larger array outside of modules is watched only as a whole
COLLECTIONS: Any = (OrderedDict, dict, list, tuple, set, frozenset, deque, bytearray)
FIXED: dict[Any, Callable[[Any], Iterable[Any]]] = {  # what is around a function for ever
    MethodType: attrgetter("__self__", "__func__"),
    staticmethod: lambda x: (x.__func__,),
    classmethod: lambda x: (x.__func__,),
    property: lambda x: (x.fget,),
    cached_property: lambda x: (x.func,),
    type(lru_cache(len)): lambda x: (x.__wrapped__,),
}
DULL = {"__init__", "__new__", "__repr__", "__str__", "__setattr__", "__delattr__", "__del__"}
HOMES = os.__file__, np.__file__, __file__  # of Python, NumPy and this package
LIBRARIES = (*[os.path.dirname(home) + os.sep for home in HOMES], "<frozen ")


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
        self.boxes: list[Box] = []
        self.leaves: list[Node] = []
        self.arrays: list[tuple[Array, Any]] = []
        self.generators: list[Any] = []
        self.classes: set[tuple[Any, ...]] = set()  # each is watched once, not for each object
        waiting = [(thing, False) for thing in things]
        seen: dict[int, Any] = {}
        while waiting:
            thing, inside = waiting.pop()
            if id(thing) not in seen:
                seen[id(thing)] = thing
                self.look_at(thing, inside)
                fixed, live, boxes = self.contents_of(thing)
                self.live += live
                self.boxes += boxes
                inside = is_module(thing) or (inside and not isinstance(thing, FunctionType | type))
                found = chain(fixed, *live, *[get() for get in boxes])
                waiting += [(x, inside) for x in found]

    def look_at(self, thing: Any, inside: bool) -> None:
        """Note a tensor, an array or a generator."""
        if isinstance(thing, Node) and not thing.inputs:
            self.leaves.append(thing)
        elif isinstance(thing, np.ndarray) and (inside or thing.nbytes <= SMALL):
            self.arrays.append((thing, as_it_is(thing)))
        elif is_generator(thing):
            self.generators.append(thing)

    def contents_of(self, thing: Any) -> Contents:
        """What is in a thing: things for ever, collections that stay up to date, and boxes."""
        kind = type(thing)
        if kind in FIXED:
            return FIXED[kind](thing), [], []
        if kind is partial:
            return (thing.func, *thing.args), [thing.keywords.values()], []
        if kind is FunctionType:
            wrapped = vars(thing).get("__wrapped__")  # the user's, in a library's decorator
            return ((wrapped,), [], []) if is_foreign(thing) else self.variables_of(thing)
        if is_module(thing):
            return (), [vars(thing).values()], self.in_classes(kind)
        if isinstance(thing, type):
            return (), [], self.in_classes(thing, {"__init__"})
        if isinstance(thing, ModuleType):
            return (), [], [] if is_foreign(thing) else [self.named(thing)]
        fixed, live, boxes = inside_collection(thing)
        if kind not in COLLECTIONS:
            boxes = [*boxes, *self.attributes_of(thing), *self.in_classes(kind)]
        return fixed, live, boxes

    def variables_of(self, function: FunctionType) -> Contents:
        """The variables from outside that a function uses, and its default arguments."""
        names: dict[str, None] = {}
        for code in codes_of(function):
            names.update(dict.fromkeys(code.co_names))
            words = [x for x in code.co_consts if type(x) is str and x.isidentifier()]
            self.names.update(code.co_names, words)  # a word may be for getattr
        cells, around = function.__closure__ or (), function.__globals__
        used = [name for name in names if name in around]
        pairs = (content_of, cells), (around.get, used)
        boxes: list[Box] = [partial(map, get, keys) for get, keys in pairs if keys]
        if vars(function):
            boxes.append(self.named(function))
        by_name = function.__kwdefaults__
        return function.__defaults__ or (), [by_name.values()] if by_name else [], boxes

    def attributes_of(self, thing: Any) -> list[Box]:
        """The attributes of an object that the functions use."""
        slots = [
            name
            for kind in type(thing).__mro__
            if not is_foreign(kind)
            for name, x in vars(kind).items()
            if name in self.names and type(x) is MemberDescriptorType
        ]
        boxes = [self.named(thing)] if has_attributes(thing) else []
        return [*boxes, lambda: [getattr(thing, x, None) for x in slots]] if slots else boxes

    def in_classes(self, kind: type, more: Collection[str] = ()) -> list[Box]:
        """What the functions use of a class of the user, and what Python and `Module` call."""
        boxes: list[Box] = []
        for one in kind.__mro__:
            if not is_foreign(one) and (one, *more) not in self.classes:
                self.classes.add((one, *more))
                own = {name for name, x in vars(one).items() if is_special(name, x)}
                boxes.append(self.named(one, {*own, *more}))
        return boxes

    def named(self, thing: Any, more: Collection[str] = ()) -> Box:
        """A box with all that the functions may use of a thing, and whether there is more now."""
        used = [name for name in vars(thing) if name in self.names or name in more]
        missing = self.names.difference(used)
        return lambda: [*map(vars(thing).get, used), missing.isdisjoint(vars(thing))]

    def unchanged(self) -> bool:
        """Whether all is as it was."""
        if any(map(is_not, self.items_now(), self.items)):
            return False
        return not self.arrays or all(as_it_is(array) == before for array, before in self.arrays)

    def items_now(self) -> Iterator[Any]:
        """All that is there, one after the other, and a mark where it ends."""
        return chain(*self.live, *[get() for get in self.boxes], END)

    def states(self) -> tuple[Any, Any]:
        """The states of the generators of random numbers: those seen, and those of everybody."""
        own = [state_of(generator) for generator in self.generators]
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


def as_it_is(array: Array) -> Any:
    """All that makes an array another one: its shape, its dtype and its numbers."""
    return array.shape, array.dtype, array.tobytes()


def state_of(generator: Any) -> Any:
    """The state of a generator of random numbers."""
    if isinstance(generator, random.Random):
        return generator.getstate()
    if isinstance(generator, np.random.RandomState):
        return generator.get_state()
    return generator.bit_generator.state


def is_generator(thing: Any) -> bool:
    """Whether it is a generator of random numbers, with a state of its own."""
    if isinstance(thing, random.Random):
        everybodys = getattr(random.shuffle, "__self__", None)
        return thing is not everybodys and not isinstance(thing, random.SystemRandom)
    return isinstance(thing, np.random.Generator | np.random.RandomState)


def codes_of(function: FunctionType) -> list[CodeType]:
    """The code of a function, and of all that is written inside of it: lambdas, generators, …"""
    codes = [function.__code__]
    for code in codes:  # the list grows meanwhile
        codes += [x for x in code.co_consts if isinstance(x, CodeType)]
    return codes


def inside_collection(thing: Any) -> Contents:
    """The items of a collection, unless there are too many; a dict's keys, too."""
    base = next((kind for kind in COLLECTIONS if isinstance(thing, kind)), None)
    if base is None or base.__len__(thing) > FEW:
        return NOTHING
    if issubclass(base, dict):
        return (), [base.keys(thing), base.values(thing)], []
    if base in (tuple, frozenset):
        return [*base.__iter__(thing)], [], []
    return (), [], [partial(base.__iter__, thing)]  # no method of a class of the user


def has_attributes(thing: Any) -> bool:
    """Whether `vars(thing)` can be asked; a thing may have a strange `__getattr__`."""
    try:
        return isinstance(vars(thing), dict)
    except Exception:
        return False


def is_special(name: str, thing: Any) -> bool:
    """Whether it is a method of a class that is called without being named."""
    special = name == "forward" or (name.startswith("__") and name not in DULL)
    return special and isinstance(thing, FunctionType)


def is_module(thing: Any) -> bool:
    """Whether it is a layer or a model."""
    return hasattr(type(thing), "named_modules")


def is_foreign(thing: Any) -> bool:
    """Whether a function, a class or a Python module is not the user's, but a library's."""
    if isinstance(thing, FunctionType):
        place = thing.__code__.co_filename
    else:
        module = sys.modules.get(thing.__module__) if isinstance(thing, type) else thing
        if getattr(module, "__name__", "") in sys.builtin_module_names:
            return True
        place = getattr(module, "__file__", None) or ""
    return place.startswith(LIBRARIES) or "site-packages" in place or "dist-packages" in place


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

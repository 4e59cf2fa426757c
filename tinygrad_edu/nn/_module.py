"""A `Module` is a plain object: its attributes are tensors and other modules.

No metaclass and no magic.  `contents` finds what is inside: it looks into the attributes, and into
the lists, tuples and dicts among them; everything else follows from that.
"""

from __future__ import annotations

import itertools
import operator
import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from .._pytorch.answers import elsewhere
from .._pytorch.keywords import advice, explain_keywords
from .._tensor import Tensor
from .._terminal import page_width
from ..engine.arrays import Array, refuse_masked
from ..engine.graph import ages
from ..engine.messages import one_line
from ..engine.state import thread, watching
from ..watch.layers import in_brackets, note_layer
from ..watch.notices import warn
from ..watch.reading import reads
from ..watch.training import seen, thrown_away

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


T = TypeVar("T")


if TYPE_CHECKING:  # a type checker should miss what is missing
    Elsewhere = object
else:
    Elsewhere = elsewhere("Module")


class Module(Elsewhere):
    """A function with parameters: `__init__` says what it holds, `forward` what it computes.

    >>> class Scale(Module):
    ...     def __init__(self):
    ...         self.factor = Tensor(2.0, requires_grad=True)
    ...
    ...     def forward(self, x):
    ...         return self.factor * x
    >>> Scale()(3.0).item()
    6.0
    """

    training = True
    fresh = True  # until its first input was checked; see `look_at_input`

    @explain_keywords
    def __init__(self) -> None:
        """By default, a module has no settings."""

    def __init_subclass__(cls) -> None:
        """Let `__init__` explain PyTorch's keywords; refuse parameters in the body of the class."""
        if "__init__" in vars(cls):
            cls.__init__ = explain_keywords(cls.__init__)  # type: ignore[method-assign]
        for name, thing in vars(cls).items():
            learns = isinstance(thing, Tensor) and thing.requires_grad
            if learns or (isinstance(thing, Module) and list(thing.parameters())):
                raise TypeError(
                    f"{cls.__name__}.{name} belongs to the class: parameters() does not find it, "
                    f"and all instances would share it; make it in __init__: self.{name} = ..."
                )

    def __setattr__(self, name: str, value: Any) -> None:
        if name in RESERVED and (isinstance(value, Module) or not callable(value)):
            raise AttributeError(
                f"{type(self).__name__}: {name}() is a method of every Module; choose another name "
                "for the attribute"
            )
        if name == "training" and not isinstance(value, bool | np.bool_ | int):
            raise AttributeError(
                f"{type(self).__name__}: train() and eval() set training to True or False; "
                "choose another name for the attribute"
            )
        if isinstance(value, Tensor) and value.inputs:
            look_at_result(self, name, value)
        object.__setattr__(self, name, value)

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Compute the output; calling the module calls this."""
        raise NotImplementedError(
            f"{type(self).__name__} does not say what it computes; "
            "give it a method: def forward(self, x): return ..."
        )

    def __call__(self, *inputs: Any, **options: Any) -> Tensor:
        """Call `forward`; ops recorded during the call have this module as their scope."""
        outer = thread.scope
        thread.scope = here = self, outer
        try:
            return self.forward(*inputs, **options)  # usually a Tensor
        except Exception as error:
            note_layer(error, here)
            if isinstance(error, TypeError) and (words := advice(self.forward, options)):
                raise TypeError(f"{type(self).__name__}: {words}") from None
            raise
        finally:
            thread.scope = outer

    # --- what is inside -----------------------------------------------------------------------

    def named_modules(self) -> Listing[tuple[str, Module]]:
        """The module itself, named "", and every module inside, each once."""
        return Listing([(name, x) for name, x in contents(self).items() if isinstance(x, Module)])

    def named_parameters(self) -> Listing[tuple[str, Tensor]]:
        """The leaves that require a gradient: each once, under its first name, in order."""
        return Listing([(name, x) for name, x in leaves(self).items() if x.requires_grad])

    def parameters(self) -> Parameters:
        """The leaves that require a gradient, which an optimiser changes."""
        return Parameters(dict(self.named_parameters()))

    @explain_keywords
    def state_dict(self) -> dict[str, Array]:
        """A copy of the module's state: its leaf tensors, also frozen ones, and its arrays.

        >>> from tinygrad_edu.nn import Linear
        >>> {name: array.shape for name, array in Linear(3, 2).state_dict().items()}
        {'weight': (2, 3), 'bias': (2,)}
        """
        if watching:
            for leaf in leaves(self).values():
                reads(leaf, "state_dict()")
        return {name: array.copy() for name, array in arrays(self).items()}

    @explain_keywords
    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Load all values of a `state_dict`, or raise a ValueError and change nothing."""
        if not isinstance(state, Mapping):
            raise TypeError(
                f"load_state_dict: a dict of arrays by name is needed, not a "
                f"{type(state).__name__}; give it model.state_dict() or tg.load(path)['model']"
            )
        own = arrays(self)
        new = {name: x.data if isinstance(x, Tensor) else x for name, x in state.items()}
        for x in new.values():
            refuse_masked(x)
        problems = [misfit(name, own.get(name), new.get(name)) for name in {**own, **new}]
        if any(problems):
            raise ValueError(
                f"load_state_dict: this state does not fit the {type(self).__name__}; "
                "nothing was changed:\n  " + "\n  ".join(filter(None, problems))
            )
        copies = [np.array(new[name], array.dtype) for name, array in own.items()]
        for leaf in leaves(self).values():
            leaf.age = next(ages)  # so that the walk notices the change
        # array[...] = copy for each, in one call: Ctrl-C cannot stop it halfway.
        put: Any = operator.setitem
        list(map(put, own.values(), itertools.repeat(...), copies))

    # --- changes to everything inside ---------------------------------------------------------

    @explain_keywords
    def train(self, mode: bool = True) -> Self:
        """Set `training`, here and in every module inside; Dropout and BatchNorm use it."""
        for _, module in self.named_modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Leave training mode: train(False)."""
        return self.train(False)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Delete all gradients: `.grad` becomes None, as with PyTorch's `set_to_none`."""
        if not set_to_none:
            raise TypeError("zero_grad: .grad always becomes None here; leave set_to_none out")
        if seen.used < thread.passed:
            thrown_away(self)
        for leaf in leaves(self).values():
            leaf.grad = None

    @explain_keywords
    def to(self, dtype: DTypeLike) -> Self:
        """Convert all floats to `dtype`; tensors stay the same objects, without gradients."""
        try:
            floats = np.dtype(dtype).kind == "f"
        except TypeError:
            raise TypeError(
                f"to: {dtype!r} is not a dtype; give one of NumPy's, such as np.float32. "
                "Everything runs on the CPU, so leave a device out"
            ) from None
        if not floats:
            raise TypeError(f"to: {np.dtype(dtype)} is not a float dtype; try np.float32")
        things = list(contents(self).values())
        buffers = {id(x): x for x in things if isinstance(x, np.ndarray) and x.dtype.kind == "f"}
        places = [(box, k) for box in things for k, x in items_of(box).items() if id(x) in buffers]
        for box, k in places:
            if isinstance(box, tuple):
                raise TypeError(f"to: array {k} of a tuple cannot be replaced; keep it in a list")
        new = {i: array.astype(dtype) for i, array in buffers.items()}
        for box, k in places:
            owner = vars(box) if isinstance(box, Module) else box
            owner[k] = new[id(owner[k])]
        for leaf in leaves(self).values():
            if leaf.dtype.kind == "f":
                leaf.value = leaf.value.astype(dtype)
                leaf.gradient = None
                leaf.age = next(ages)
        return self

    def extra_repr(self) -> str:
        """The text in brackets after the class name."""
        return ""

    def __repr__(self) -> str:
        return tree(self, {name: array.size for name, array in arrays(self).items()})


RESERVED = {name for name, x in vars(Module).items() if callable(x) and not name.startswith("_")}


class Listing(Iterator[T]):
    """A list that `next` accepts, too: each loop starts at the first, `next` continues."""

    def __init__(self, items: list[T]) -> None:
        self.items = items
        self.left = iter(items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __next__(self) -> T:
        return next(self.left)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> T:
        return self.items[place]


class Parameters(Listing[Tensor]):
    """The parameters, one after the other, with their names for messages."""

    def __init__(self, named: dict[str, Tensor]) -> None:
        super().__init__(list(named.values()))
        self.names = {parameter: f"model.{name}" for name, parameter in named.items()}


def items_of(thing: Any) -> Mapping[Any, Any]:
    """The contents of a module or container, by name, key or number."""
    if isinstance(thing, Module):
        return vars(thing)
    if isinstance(thing, list | tuple):
        return dict(enumerate(thing))
    return thing if isinstance(thing, dict) else {}


def contents(module: Module) -> dict[str, Any]:
    """The module and all modules, containers, tensors and arrays inside, outer ones first.

    Each is listed once, under the first of its names, such as "layers.0.weight".
    """
    found: dict[str, Any] = {}
    seen: set[int] = set()
    waiting: list[tuple[str, Any]] = [("", module)]
    while waiting:
        name, thing = waiting.pop()
        if id(thing) in seen or not isinstance(thing, HOLDERS):
            continue
        if name in found:
            raise ValueError(f"{label(module)} has two items named {name!r}; rename a dict key")
        seen.add(id(thing))
        found[name] = thing
        prefix = f"{name}." if name else ""
        waiting += reversed([(f"{prefix}{key}", x) for key, x in items_of(thing).items()])
    return found


HOLDERS = Module, list, tuple, dict, Tensor, np.ndarray


def leaves(module: Module) -> dict[str, Tensor]:
    """The leaf tensors inside; warn about results among the tensors."""
    found = {name: x for name, x in contents(module).items() if isinstance(x, Tensor)}
    for name, x in found.items():
        if x.inputs:
            look_at_result(module, name, x)
    return {name: x for name, x in found.items() if x.is_leaf}


def look_at_result(module: Module, name: str, x: Tensor) -> None:
    """Warn about a result that was made outside any `forward`: probably meant as a weight."""
    if x.scope is None:
        name = one_line(name)
        warn(
            "weight not a leaf",
            f"{type(module).__name__}.{name} is a result (of {x.op.__name__}), not a leaf, so no "  # type: ignore[union-attr]
            "optimiser can change it, and its graph lasts for only one backward(); scale first: "
            f"Tensor(0.1 * ..., requires_grad=True), or change a parameter's values: "
            f"{name}.data *= 0.1. To keep a result as it is: .detach()",
            module,
        )


def arrays(module: Module) -> dict[str, Array]:
    """The state: the values of the leaves, and the arrays."""
    found = {**contents(module), **{name: leaf.value for name, leaf in leaves(module).items()}}
    return {name: x for name, x in found.items() if isinstance(x, np.ndarray)}


def misfit(name: str, own: Array | None, new: Any) -> str:
    """The reason why `new` cannot replace `own`, or "" if it can."""
    name = one_line(name)
    if own is None and isinstance(new, Mapping):
        return f"{name}: a dict, not an array; did you mean state[{name!r}]?"
    if own is None or new is None:
        return f"{name}: unknown here" if own is None else f"{name}: missing, of shape {own.shape}"
    if not isinstance(new, np.ndarray | np.generic | int | float):
        return f"{name}: a {type(new).__name__}, not an array"
    new = np.asarray(new)
    if new.shape != own.shape:
        return f"{name}: shape {new.shape}, but {own.shape} here"
    if not np.can_cast(new.dtype, own.dtype, "same_kind"):
        return f"{name}: {new.dtype} cannot be converted to {own.dtype}"
    return "" if own.flags.writeable else f"{name}: shares a read-only array here"


# --- in print ---------------------------------------------------------------------------------


def label(module: Module) -> str:
    """A short text for the module: Linear(784 → 16)."""
    words = in_brackets(module)
    return type(module).__name__ + (f"({words})" if words else "")


def tree(module: Module, sizes: dict[str, int]) -> str:
    """The label of each module, below the module that holds it, with its number of parameters.

    `sizes` has the size of each array in the state; those that are not trained are called frozen.
    """
    modules = dict(module.named_modules())  # outer ones first
    parents = {name: holder(name, modules) for name in list(modules)[1:]}
    children: dict[str, list[str]] = {name: [] for name in modules}
    for name, parent in parents.items():
        children[parent].append(name)
    indent = {"": ""}
    lines = {"": label(module)}
    for parent, names in children.items():
        for name in names:
            branch, below = ("└─ ", "   ") if name == names[-1] else ("├─ ", "│  ")
            key = one_line(name.removeprefix(parent).lstrip("."))
            lines[name] = f"{indent[parent]}{branch}{key}: {label(modules[name])}"
            indent[name] = indent[parent] + below
    learned = dict.fromkeys(modules, 0)
    frozen = dict.fromkeys(modules, 0)
    parameters = {name for name, _ in module.named_parameters()}
    for name, size in sizes.items():
        (learned if name in parameters else frozen)[holder(name, modules)] += size
    for name, parent in reversed(parents.items()):  # inner ones first
        learned[parent] += learned[name]
        frozen[parent] += frozen[name]
    digits = len(f"{learned['']:,}")
    counts = dict.fromkeys(modules, "")
    for name in modules:
        if learned[name] or frozen[name]:
            counts[name] = f"  {learned[name]:>{digits},}{'' if name else ' parameters'}"
            counts[name] += f", {frozen[name]:,} frozen" if frozen[name] else ""
    width = max(map(len, lines.values()))
    if width + max(map(len, counts.values())) > page_width():
        width = 0  # the numbers follow the labels, not in a column
    text = []
    for name in modules:
        line = f"{lines[name]:<{width}}{counts[name]}".rstrip()
        text += textwrap.wrap(line, page_width(), subsequent_indent=indent[name] + "    ")
    return "\n".join(text)


def holder(name: str, modules: dict[str, Module]) -> str:
    """The name of the module that holds this item, directly or in a list or dict."""
    name = name.rpartition(".")[0]
    while name not in modules:
        name = name.rpartition(".")[0]
    return name

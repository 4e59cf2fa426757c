"""The syntax: a `Tensor` is a node of the graph that you use like a NumPy array.

Tables map operators, methods and NumPy's own functions (`np.exp(t)`) to the ops.
"""

from __future__ import annotations

import builtins
import math
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ._numpy_functions import (
    call_on_tensors,
    names_that_a_tensor_lacks,
    plain,
    refuse_missing,
)
from ._pytorch.answers import missing
from ._pytorch.keywords import explain_keywords
from .engine.arrays import Array, as_data, check_real
from .engine.graph import Node, ages, make_node
from .engine.messages import one_line
from .engine.state import thread, watching
from .ops import activations, linalg, reduce
from .ops import elementwise as entries
from .ops import shape as shapes
from .watch.clock import BY_HAND
from .watch.debug import refuse_locked
from .watch.reading import reads
from .watch.tensor_rules import LeftGraphError
from .watch.training import backward, seen, used_by_hand

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


def reflected(op: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The method for `number - tensor`, where the tensor is on the right."""
    return lambda y, x: op(x, y)


LARGE = np.dtype(np.int64)  # for lists of integers that are compared with smaller types


def compared(ufunc: np.ufunc) -> Callable[..., Any]:
    """A comparison of values: a plain boolean array, without a gradient."""

    def method(x: Node, y: Any) -> Any:
        if watching:
            reads(x, f"a comparison, {ufunc.__name__},")
        value, y = x.value, plain(y)
        try:
            if type(y) not in (int, float):
                y = as_data(y, partner=value.dtype if value.dtype.kind == "f" else LARGE)
            elif largest(value.dtype) < builtins.abs(y) < math.inf:
                value = value.astype(object)  # Python compares numbers of any size
            return np.asarray(ufunc(value, y))
        except TypeError:  # with None, a string: Python's default
            return NotImplemented

    return method


def largest(dtype: np.dtype[Any]) -> float:
    """The largest Python number that NumPy can compare with arrays of this dtype."""
    return float(np.finfo(dtype).max) if dtype.kind == "f" else 2**63 - 1


def replaced(op: Callable[..., Tensor], sign: str) -> Callable[..., Tensor]:
    """The method for `t += …`: a new tensor, or an error if a parameter would get lost."""

    def method(x: Tensor, y: Any) -> Tensor:
        if x.is_leaf and x.requires_grad:
            name = one_line(x.name or "w")
            raise RuntimeError(
                f"{name} {sign}= … would put a new tensor in place of a parameter, which its "
                f"layer and optimiser would not see; change its data: {name}.data {sign}= …"
            )
        return op(x, y)

    return method


if TYPE_CHECKING:  # a type checker should report missing names
    Elsewhere = object
else:
    Elsewhere = missing(names_that_a_tensor_lacks(), refuse_missing)


class Listed(type):
    """The class of `Tensor`: `dir` and `help` list existing attributes, not `Missing` ones."""

    def __dir__(cls) -> list[str]:
        return [name for name in super().__dir__() if hasattr(cls, name)]


class Tensor(Node, Elsewhere, metaclass=Listed):
    """An array of numbers that remembers how it was computed.

    `data` is copied.  With `requires_grad` it is a leaf whose `.grad` `backward()` fills in.

    >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True, name="x")
    >>> y = (x * x).sum()
    >>> y.backward()
    >>> x.grad
    array([2., 4., 6.])
    """

    __slots__ = ()

    @explain_keywords
    def __init__(
        self,
        data: Any,
        *,
        requires_grad: bool = False,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> None:
        Node.__init__(self, as_data(data, dtype))
        self.name = name
        self.requires_grad = requires_grad

    # --- what it holds ---

    @property
    def data(self) -> Array:
        """The values; assigning copies new ones into the same array: `w.data -= lr * w.grad`."""
        if watching:
            reads(self, ".data")
        return self.value

    @data.setter
    def data(self, new: Any) -> None:
        if self.inputs:
            raise RuntimeError(
                f"data: this tensor is the result of {self.op.__name__}; "  # type: ignore[union-attr]
                "only a leaf can be given new values"
            )
        if new is not self.value:
            array = as_data(plain(new), partner=self.dtype)
            if array.shape != self.shape:
                raise ValueError(
                    f"data: the new values have shape {array.shape}, this tensor {self.shape}; "
                    "a tensor keeps its shape: make a new Tensor instead"
                )
            if self.value.flags.writeable:
                self.value[...] = array
            else:
                refuse_locked(self, "data")
                self.value = array.astype(self.dtype)
        if self.gradient is not None:
            used_by_hand(self)
        self.age = next(ages)  # so that the walk notices the change

    @property
    def grad(self) -> Array | None:
        """∂L/∂self, of the shape and dtype of `data`; None before `backward()`."""
        if self.gradient is None and self.inputs and not self.keeps_gradient:
            warnings.warn(
                "grad: this is not a leaf but a result, and backward() keeps only the gradients "
                "of leaves; call .retain_grad() on it before backward(), or, if this was to be a "
                "step, w = w - lr * w.grad, write w.data -= lr * w.grad",
                stacklevel=2,
            )
        if watching:
            reads(self, ".grad")
        seen.used = thread.passed
        return self.gradient

    @grad.setter
    def grad(self, new: Any) -> None:
        if new is not None:
            new = as_data(plain(new), self.dtype)
            if new.shape != self.shape:
                raise ValueError(f"grad: shape {new.shape} is not the tensor's, {self.shape}")
            self.notes = BY_HAND
        self.gradient = new

    @property
    def requires_grad(self) -> bool:
        """Whether `backward()` computes a gradient for it; it can be set on a leaf."""
        return self.needs_gradient

    @requires_grad.setter
    def requires_grad(self, needed: bool) -> None:
        if self.inputs and not needed:
            raise RuntimeError("requires_grad: it cannot be unset on a result; use .detach()")
        if needed and self.dtype.kind != "f":
            raise TypeError(
                f"requires_grad: a tensor of {self.dtype} has no gradient, since it cannot change "
                "a little; give it floats: Tensor(..., dtype=float)"
            )
        self.needs_gradient = bool(needed)

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded op made it: a parameter, an input, a constant."""
        return not self.inputs

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes of the axes."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.value.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the entries."""
        return self.value.dtype

    @property
    def T(self) -> Tensor:
        """The transpose: the axes in reverse order."""
        return shapes.transpose(self)

    @property
    def mT(self) -> Tensor:
        """The transposed matrix, or stack of matrices: the last two axes exchanged."""
        return shapes.swapaxes(self, -1, -2)

    def item(self) -> float:
        """The value of a tensor of one element, as a Python number."""
        if self.size != 1:
            raise ValueError(
                f"item: a tensor of shape {self.shape} has {self.size} elements, not one; "
                "reduce it first, with .sum() or .mean(), or index it"
            )
        if watching:
            reads(self, "a Python number")
        if thread.rule and self.needs_gradient:
            raise LeftGraphError(
                f"{thread.rule}: its rule makes a Python number of a tensor (by float(), .item() "
                "or math), so there is no second derivative; write NumPy's function: np.exp(x) for "
                "math.exp(x)"
            )
        return self.value.item()

    def numpy(self) -> Array:
        """The values as an array that shares memory; only for a tensor without a gradient."""
        if self.requires_grad:
            raise RuntimeError(
                "numpy: this tensor requires a gradient, and an array cannot record one; take its "
                "values with .data, leave the graph with .detach(), or join tensors with tg.stack"
            )
        if watching:
            reads(self, "an array")
        return self.value

    def detach(self) -> Tensor:
        """The same values outside the graph: a copy, since a leaf may change."""
        if watching:
            reads(self, ".detach()")
        return make_node(Tensor, self.value.copy())

    @explain_keywords
    def astype(self, dtype: DTypeLike, copy: bool = True) -> Tensor:
        """The tensor in another dtype; as integers or booleans it has no gradient."""
        check_real(np.dtype(dtype), self)
        if np.dtype(dtype).kind != "f":
            if watching:
                reads(self, f".astype({np.dtype(dtype)})")
            return make_node(Tensor, self.value.astype(dtype))
        return self if self.dtype == dtype and not copy else shapes._astype(self, dtype=dtype)

    @explain_keywords
    def backward(self, grad: Any = None, retain_graph: bool = False) -> None:
        """Add ∂self/∂leaf into the `.grad` of every leaf that requires it.

        A tensor of one element needs no `grad`; for any other, give ∂L/∂self, of its shape.  The
        pass frees the graph, unless `retain_graph` keeps it for another one.
        """
        backward(self, grad, retain_graph)

    def retain_grad(self) -> None:
        """Ask `backward` to keep the gradient of this result, too, in its `.grad`."""
        if not self.requires_grad:
            raise RuntimeError("retain_grad: this tensor does not require a gradient")
        self.keeps_gradient = self.keeps_gradient or bool(self.inputs)

    # --- operators and methods: the ops, by their usual signs and names ---

    __add__, __radd__ = entries.add, reflected(entries.add)
    __sub__, __rsub__ = entries.subtract, reflected(entries.subtract)
    __mul__, __rmul__ = entries.multiply, reflected(entries.multiply)
    __truediv__, __rtruediv__ = entries.divide, reflected(entries.divide)
    __floordiv__, __rfloordiv__ = entries.floor_divide, reflected(entries.floor_divide)
    __mod__, __rmod__ = entries.mod, reflected(entries.mod)
    __pow__, __rpow__ = entries.power, reflected(entries.power)
    __matmul__, __rmatmul__ = linalg.matmul, reflected(linalg.matmul)
    __iadd__, __isub__ = replaced(entries.add, "+"), replaced(entries.subtract, "-")
    __imul__, __itruediv__ = replaced(entries.multiply, "*"), replaced(entries.divide, "/")
    __ifloordiv__, __imod__ = replaced(entries.floor_divide, "//"), replaced(entries.mod, "%")
    __ipow__, __imatmul__ = replaced(entries.power, "**"), replaced(linalg.matmul, "@")
    __neg__, __pos__, __abs__ = entries.negative, entries.positive, entries.abs
    __lt__, __le__, __gt__, __ge__ = map(
        compared, (np.less, np.less_equal, np.greater, np.greater_equal)
    )
    __eq__, __ne__ = compared(np.equal), compared(np.not_equal)
    __hash__ = object.__hash__  # by identity

    exp, log, sqrt, square, abs = (
        entries.exp,
        entries.log,
        entries.sqrt,
        entries.square,
        entries.abs,
    )
    sin, cos, tanh, clip = entries.sin, entries.cos, entries.tanh, entries.clip
    sigmoid, relu = activations.sigmoid, activations.relu
    softmax, log_softmax = activations.softmax, activations.log_softmax
    logsumexp = activations.logsumexp
    sum, mean, max, min = reduce.sum, reduce.mean, reduce.max, reduce.min
    prod, var, std = reduce.prod, reduce.var, reduce.std
    cumsum, cumprod, round, sort = reduce.cumsum, reduce.cumprod, entries.round, shapes.sort
    reshape, ravel, flatten = shapes.reshape, shapes.ravel, shapes.flatten
    transpose, swapaxes, squeeze = shapes.transpose, shapes.swapaxes, shapes.squeeze
    expand_dims, unsqueeze = shapes.expand_dims, shapes.unsqueeze
    broadcast_to, repeat, take = shapes.broadcast_to, shapes.repeat, shapes.take
    diagonal, trace = shapes.diagonal, shapes.trace
    matmul, dot = linalg.matmul, linalg.dot

    # --- answers that are not tensors: plain integers and booleans ---

    @explain_keywords
    def argmax(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """The position of the largest entry, as plain integers."""
        return np.argmax(self, axis, keepdims=keepdims)

    @explain_keywords
    def argmin(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """The position of the smallest entry, as plain integers."""
        return np.argmin(self, axis, keepdims=keepdims)

    @explain_keywords
    def argsort(self, axis: int | None = -1, kind: Any = None, *, stable: Any = None) -> Any:
        """The order that sorts the entries, as plain integers."""
        return np.argsort(self, axis, kind=kind, stable=stable)

    @explain_keywords
    def argpartition(self, kth: Any, axis: int | None = -1) -> Any:
        """An order that brings entry `kth` to its sorted place, as plain integers."""
        return np.argpartition(self, kth, axis)

    @explain_keywords
    def all(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Whether all entries are nonzero, as plain booleans."""
        return np.all(self, axis, keepdims=keepdims)

    @explain_keywords
    def any(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Whether any entry is nonzero, as plain booleans."""
        return np.any(self, axis, keepdims=keepdims)

    def nonzero(self) -> Any:
        """The indices of the entries that are not 0: an array of integers for each axis."""
        return np.nonzero(self)

    def searchsorted(self, v: Any, side: Any = "left", sorter: Any = None) -> Any:
        """The positions of `v` among the sorted entries, as plain integers."""
        return np.searchsorted(self, v, side, sorter)

    def tolist(self) -> Any:
        """The values as a (nested) list of Python numbers."""
        if watching:
            reads(self, ".tolist()")
        return self.value.tolist()

    def copy(self) -> Any:
        """A new tensor with the same values, in the same graph."""
        return self.astype(self.dtype)

    def __getitem__(self, index: Any) -> Tensor:
        return shapes.getitem(self, index=shapes.own_index(index))

    def __setitem__(self, index: Any, new: Any) -> None:
        raise TypeError(
            "t[i] = v: a tensor is a value and nothing changes it in place; choose entries with "
            "tg.where(mask, v, t), join parts with tg.concatenate, or, for a leaf, write into "
            "t.data[i] before it is used"
        )

    # --- as a Python object ---

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len: a 0-d tensor is one number and has no length")
        return len(self.value)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __contains__(self, entry: Any) -> bool:
        if watching:
            reads(self, "in")
        return plain(entry) in self.value

    def __bool__(self) -> bool:
        if self.size != 1:
            raise ValueError(
                f"bool: is a tensor of shape {self.shape} true? That is ambiguous; "
                "say (t > 0).any() or (t > 0).all()"
            )
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self.ndim or self.dtype.kind not in "iu":
            raise TypeError(
                f"index: a tensor of {self.dtype} and shape {self.shape} is not a single integer; "
                "int(t) makes one of a tensor of one element"
            )
        return int(self.item())

    def __round__(self, digits: int | None = None) -> float:
        if self.size != 1:
            raise TypeError(
                f"round: this tensor has shape {self.shape}; t.round({digits or ''}) rounds each "
                "of its entries, and round(t) makes a Python number of a single one"
            )
        return builtins.round(self.item(), digits)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __repr__(self) -> str:
        most = 60 if self.ndim < 3 else 24
        whole = self.size <= most
        few = self.value if whole or self.ndim < 3 else self.value.reshape(-1)
        facts = [np.array2string(few, separator=", ", prefix="Tensor(", threshold=most)]
        if not whole or 0 in self.shape[:-1]:
            facts.append(f"shape={self.shape}")
        if self.dtype != np.float64:
            facts.append(f"dtype={self.dtype}")
        if self.requires_grad:
            facts.append("requires_grad=True")
        if self.op is not None:
            facts.append(f"op={self.op.__name__}")
        if self.name is not None:
            facts.append(f"name={self.name!r}")
        return f"Tensor({', '.join(facts)})"

    def __reduce__(self) -> Any:
        """Support `copy` and `pickle`, for leaves only, since a graph is not data."""
        if self.inputs:
            raise TypeError(
                f"a result of {self.op.__name__} cannot be copied or pickled "  # type: ignore[union-attr]
                "together with its graph; take its values with .data, or, as a tensor, .detach()"
            )
        grad = None if self.gradient is None else self.gradient.copy()  # for copy.copy, too
        return rebuild, (type(self), self.value.copy(), self.needs_gradient, self.name, grad)

    # --- NumPy's functions, on tensors ---

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function: Any = ufunc if method == "__call__" else (ufunc, method)
        if method == "reduce":
            kwargs = {"axis": 0, **kwargs}  # NumPy's default of ufunc.reduce
        return self.__array_function__(function, (), inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return call_on_tensors(function, args, kwargs)


def rebuild(kind: type[Tensor], value: Array, needed: bool, name: str | None, grad: Any) -> Tensor:
    """The tensor that `__reduce__` took apart."""
    tensor = make_node(kind, value)
    tensor.needs_gradient, tensor.name, tensor.gradient = needed, name, grad
    return tensor


@explain_keywords
def from_numpy(array: Array, *, requires_grad: bool = False, name: str | None = None) -> Tensor:
    """A tensor that shares memory with the array: a change to one changes the other."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"from_numpy: {type(array).__name__} is not an array; use Tensor(...)")
    check_real(array.dtype, array)
    tensor = make_node(Tensor, np.asarray(array))
    tensor.name = name
    if requires_grad:
        tensor.requires_grad = True
    return tensor

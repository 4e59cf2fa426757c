"""What counts as data: numbers, lists and arrays of numbers; and which dtype they become."""

from __future__ import annotations

import functools
import itertools
import math
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

Array = np.ndarray[Any, np.dtype[Any]]

_default: np.dtype[Any] = np.dtype(np.float64)


def get_default_dtype() -> np.dtype[Any]:
    """The dtype that Python numbers and lists become: float64 unless it was set."""
    return _default


def set_default_dtype(dtype: DTypeLike) -> None:
    """Make `dtype` (np.float16, np.float32 or np.float64) the one that numbers and lists become."""
    global _default
    chosen = np.dtype(dtype)
    if chosen.kind != "f":
        raise TypeError(f"set_default_dtype: {chosen} is not a float dtype; try np.float32")
    _default = chosen


def as_data(
    data: Any, dtype: DTypeLike | None = None, partner: np.dtype[Any] | None = None
) -> Array:
    """A new array of real numbers or booleans, which shares no memory with `data`.

    NumPy arrays and scalars keep their dtype.  Python numbers and lists are weak: they take the
    dtype of a float `partner` in the same operation, else the default dtype; integers beside an
    integer partner stay integers.
    """
    if partner is not None and partner.kind == "f" and type(data) in (float, int) and data:
        return number(
            data, partner
        )  # the common case: x * 2; a zero has a sign, which that forgets
    try:
        array = np.asarray(data)
    except ValueError as error:
        if "inhomogeneous" not in str(error):
            raise
        raise ValueError(
            "a tensor is a full rectangle of numbers, but the rows of this "
            f"{type(data).__name__} differ in length; pad them, or make one tensor of each"
        ) from None
    check_real(array.dtype, data)
    if dtype is not None:
        check_real(np.dtype(dtype), data)
    elif array.dtype.kind != "b" and not isinstance(data, np.ndarray | np.generic):
        dtype = _weak_dtype(array, partner)
    return np.array(array) if dtype is None else np.array(data, dtype=dtype)


def _weak_dtype(array: Array, partner: np.dtype[Any] | None) -> np.dtype[Any]:
    if partner is None or (partner.kind != "f" and array.dtype.kind == "f"):
        return _default
    return partner if partner.kind == "f" else np.result_type(partner, 1)


def check_real(dtype: np.dtype[Any], data: Any) -> None:
    """Raise a TypeError unless `dtype` is one of real numbers or booleans, none of them hidden."""
    refuse_masked(data)
    if dtype.kind in "fiub":
        return
    kinds = {"c": "complex numbers", "U": "text", "S": "bytes", "M": "dates", "m": "time spans"}
    given = kinds.get(dtype.kind, f"objects such as {type(data).__name__}")
    if dtype.kind == "O" and hasattr(data, "to_numpy"):  # of pandas, say
        raise TypeError(
            f"a tensor has entries of one type, but the columns of this {type(data).__name__} have "
            "several, or hold objects; make numbers of them: .to_numpy(dtype=float)"
        )
    if dtype.kind == "O" and isinstance(data, np.ndarray):
        raise TypeError(
            "a tensor holds real numbers or booleans, not objects, and this array is of "
            f"dtype=object, with a {type(data.flat[0]).__name__ if data.size else 'list'} first; "
            "make numbers of them: .astype(float)"
        )
    if data is None:
        given = "None (does the function that it came from end with `return`?)"
    raise TypeError(
        f"a tensor holds real numbers or booleans, not {given}; "
        "give it a number, a (nested) list of numbers, or a NumPy array of them"
    )


def refuse_masked(data: Any) -> None:
    """Raise a TypeError for a masked array, or lists of such: what it hides would count."""
    if type(data) is np.ndarray:  # the common case
        return
    kinds = {type(data)}
    while isinstance(data, list | tuple) and data:
        kinds = set(map(type, data))
        nested = kinds & {list, tuple}
        data = list(itertools.chain.from_iterable(data)) if kinds == nested else None
    if any(issubclass(kind, np.ndarray) and hasattr(kind, "mask") for kind in kinds):
        raise TypeError(
            "a masked array hides entries, but a tensor counts all of them; put a number in their "
            "place with .filled(0), or leave them out with .compressed()"
        )


def of_one_dtype(inputs: Sequence[Any]) -> list[Any]:
    """The floats among some arrays or tensors in the widest dtype of them.

    Else a derivative that is a function of a narrow input, such as ∂(x / y)/∂x = 1 / y, would have
    that input's digits alone, though x has more.
    """
    floats = {x.dtype for x in inputs if x.dtype.kind == "f"}
    if len(floats) < 2:
        return list(inputs)
    widest = np.result_type(*floats)
    return [x.astype(widest, copy=False) if x.dtype.kind == "f" else x for x in inputs]


MANY = 1024  # up to this many rows are added in float32; the error is about 1e-5 of the sum
HALF = np.dtype(np.float16)


def add_up(x: Array, axis: Any = None, keepdims: bool = False, n: int = 1) -> Any:
    """x.sum(axis) / n, computed in a wider float where x's own would overflow or lose digits.

    NumPy adds pairwise along what lies side by side in memory, but row after row across it: of a
    million rows in float32 two digits would be right.
    """
    wide = None
    if x.size > MANY or x.dtype is HALF:
        wide = wider(x.dtype, added_in_turn(x, axis))
    y: Any = np.add.reduce(x, axis=axis, dtype=wide, keepdims=keepdims)  # type: ignore[call-overload]
    if n != 1:
        y = y / n
    return y if wide is None else y.astype(x.dtype)


def total(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`add_up` of an array, or the same of a tensor."""
    return (add_up if type(x) is np.ndarray else type(x).sum)(x, axis=axis, keepdims=keepdims)


def wider(dtype: np.dtype[Any], in_turn: int) -> DTypeLike | None:
    """The dtype in which to add that many numbers one after the other; None if their own does."""
    if dtype.kind != "f" or dtype.itemsize > 4:
        return None
    if in_turn > MANY:
        return np.float64
    return np.float32 if dtype is HALF else None


def added_in_turn(x: Array, axis: Any) -> int:
    """How many numbers, or pairwise sums of neighbours, NumPy adds to one another in turn."""
    if x.size <= MANY:  # a 0-d array, among others, which has no axis
        return 1
    axes = range(x.ndim) if axis is None else normalize_axis_tuple(axis, x.ndim)
    neighbours, step = 1, 0
    for k in sorted(range(x.ndim), key=lambda k: abs(x.strides[k])):
        if x.shape[k] > 1:
            if k not in axes or x.strides[k] != (step or x.strides[k]):
                break
            neighbours *= x.shape[k]
            step = x.strides[k] * x.shape[k]
    return math.prod(x.shape[k] for k in axes) // neighbours


def at_least_float32(x: Any) -> Any:
    """x, in float32 if it is float16, which overflows at 65504 on the way to a smaller number."""
    return x.astype(np.float32) if x.dtype == HALF else x


F = TypeVar("F", bound=Callable[..., Any])


def in_float32(function: F) -> F:
    """The function, computed in float32 where x is float16, which overflows at 65504.

    The result is rounded to float16.  A `dtype` that the caller gives is left to the function.
    """

    @functools.wraps(function)
    def computed(x: Any, *args: Any, **kwargs: Any) -> Any:
        if getattr(x, "dtype", None) is not HALF or kwargs.get("dtype") is not None:
            return function(x, *args, **kwargs)
        return function(x.astype(np.float32), *args, **kwargs).astype(np.float16)

    return computed  # type: ignore[return-value]


def shape_of(x: Any) -> tuple[int, ...]:
    """np.shape, without the detour by which NumPy finds out what to do with a tensor."""
    return x.shape if hasattr(x, "shape") else np.shape(x)


def is_integer(given: Any) -> bool:
    """Whether it is a count or an axis: Python's integer or NumPy's, 0-d arrays too, no boolean."""
    if isinstance(given, bool | np.bool_):
        return False
    try:
        operator.index(given)
    except TypeError:
        return False
    return True


def integer(what: str, given: Any) -> int:
    """A count or an axis as Python's integer.

    Raises a TypeError that starts with `what`, such as "topk: k", if it is none.
    """
    if is_integer(given):
        return operator.index(given)
    hint = ""
    if isinstance(given, float | np.floating) and given.is_integer():
        hint = f"; write {int(given)}, and divide integers with //"
    raise TypeError(f"{what}={given!r} is not an integer{hint}")


def rms(array: Array) -> float:
    """The root of the mean square: how large the entries are; nan or inf if any is."""
    if not array.size:
        return 0.0
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(np.asarray(array, np.float64)))))


@functools.lru_cache
def number(value: float, dtype: np.dtype[Any]) -> Array:
    """A constant as a 0-d array: NumPy adds that in half the time of a Python number."""
    array = np.array(value, dtype)
    array.flags.writeable = False
    return array

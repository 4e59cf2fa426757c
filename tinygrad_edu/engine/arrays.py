"""The data that a tensor accepts (numbers, lists, arrays), and the dtype that it becomes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

Array = np.ndarray[Any, np.dtype[Any]]
HALF = np.dtype(np.float16)

_default: np.dtype[Any] = np.dtype(np.float64)


def get_default_dtype() -> np.dtype[Any]:
    """The dtype that Python numbers and lists become: float64 unless it was set."""
    return _default


def set_default_dtype(dtype: DTypeLike) -> None:
    """Set the dtype that Python numbers and lists become: np.float16, np.float32 or np.float64."""
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
        return scalar(data, partner)  # the common case: x * 2; not 0: its sign would be lost
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


def plain_arrays(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers, lists and arrays as arrays; the first two take the dtype of the arrays."""
    if all(type(x) is np.ndarray for x in inputs):
        return inputs
    refuse_masked(inputs)
    partner = widest([x.dtype for x in inputs if isinstance(x, np.ndarray | np.generic)])
    return tuple([x if isinstance(x, np.ndarray) else as_data(x, None, partner) for x in inputs])


def as_constant(data: Any, partner: np.dtype[Any] | None) -> Array:
    """A copy of `data` for an op with inputs of the dtype `partner`.

    A float is never narrower than these inputs, since their derivatives may depend on it.
    """
    array = as_data(data, None, partner)
    return array if array.dtype is partner else of_one_dtype([array, np.empty(0, partner)])[0]


def widest(dtypes: list[np.dtype[Any]]) -> np.dtype[Any] | None:
    """The dtype for numbers combined with these: the widest float if there is one."""
    if len(dtypes) > 1:
        dtypes = [dtype for dtype in dtypes if dtype.kind == "f"] or dtypes
        return np.result_type(*dtypes)
    return dtypes[0] if dtypes else None


def check_real(dtype: np.dtype[Any], data: Any) -> None:
    """Raise a TypeError unless the data is real numbers or booleans, and none are masked."""
    refuse_masked(data)
    if dtype.kind in "fiub":
        return
    kinds = {"c": "complex numbers", "U": "text", "S": "bytes", "M": "dates", "m": "time spans"}
    given = kinds.get(dtype.kind, f"objects such as {type(data).__name__}")
    if dtype.kind == "O" and hasattr(data, "to_numpy"):  # a DataFrame, for example
        raise TypeError(
            f"a tensor has entries of one type, but the columns of this {type(data).__name__} have "
            "several, or hold objects; convert them to numbers: .to_numpy(dtype=float)"
        )
    if dtype.kind == "O" and isinstance(data, np.ndarray):
        raise TypeError(
            "a tensor holds real numbers or booleans, not objects, and this array is of "
            f"dtype=object, with a {type(data.flat[0]).__name__ if data.size else 'list'} first; "
            "convert them to numbers: .astype(float)"
        )
    if data is None:
        given = "None (does the function that it came from end with `return`?)"
    raise TypeError(
        f"a tensor holds real numbers or booleans, not {given}; "
        "give it a number, a (nested) list of numbers, or a NumPy array of them"
    )


def refuse_masked(data: Any) -> None:
    """Raise a TypeError for masked arrays, also in lists: their hidden entries would count."""
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
    """Arrays or tensors, with the floats among them cast to the widest float dtype.

    Otherwise a derivative that depends on a narrow input, such as ∂(x / y)/∂x = 1 / y, would be
    only as precise as that input, even if x is wider.
    """
    floats = {x.dtype for x in inputs if x.dtype.kind == "f"}
    if len(floats) < 2:
        return list(inputs)
    widest = np.result_type(*floats)
    return [x.astype(widest, copy=False) if x.dtype.kind == "f" else x for x in inputs]


@functools.lru_cache
def scalar(value: float, dtype: np.dtype[Any]) -> Array:
    """A constant as a 0-d array: NumPy adds one in half the time of a Python number."""
    array = np.array(value, dtype)
    array.flags.writeable = False
    return array

"""NumPy's functions on tensors: the op for each, similar ops, and methods that are elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ._pytorch.answers import names_of
from ._pytorch.answers import refuse as refuse_pytorchs
from ._pytorch.keywords import WORDS
from .engine.graph import Node
from .engine.state import watching
from .ops import activations, conv, erf, linalg, reduce
from .ops import elementwise as entries
from .ops import shape as shapes
from .watch.reading import reads
from .watch.rule_errors import explained


def call_on_tensors(function: Any, args: Any, kwargs: Any) -> Any:
    """The result of NumPy's function on tensors: in the graph, or a plain answer."""
    if kwargs:
        kwargs = {word: x for word, x in kwargs.items() if not is_default(word, x)}
        if "out" in kwargs:
            raise refused_out(numpy_name(function), args, kwargs["out"])
        if isinstance(function, np.ufunc) and "where" in kwargs:
            raise TypeError(f"{numpy_name(function)}: where= is not for tensors; {WORDS['where']}")
    if function in PLAIN:
        return plain_answer(function, args, kwargs)
    op = OPS.get(function)
    if op is None:
        raise no_rule(numpy_name(function))
    try:
        return op(*args, **kwargs)
    except TypeError as error:
        _, found, word = str(error).partition("unexpected keyword argument '")
        word = word.partition("'")[0]
        if not found or word not in kwargs:
            raise
        hint = WORDS.get(word, "leave it out, or take the values, with .data")
        raise TypeError(
            f"{numpy_name(function)}: NumPy's {word}= is not for tensors; {hint}"
        ) from None


def plain(x: Any) -> Any:
    """The array in a tensor; lists and tuples of tensors, too."""
    if isinstance(x, Node):
        return x.value
    return type(x)(map(plain, x)) if type(x) in (list, tuple) else x


def plain_answer(function: Any, args: Any, kwargs: Any) -> Any:
    """The result of NumPy's function on the values; its errors name the function and shapes."""
    if watching and function not in OF_SHAPES:
        for x in args:
            if isinstance(x, Node):
                reads(x, f"np.{numpy_name(function)}")
    try:
        return function(*map(plain, args), **{k: plain(v) for k, v in kwargs.items()})
    except (ValueError, TypeError, IndexError) as error:
        nodes = tuple(x for x in args if isinstance(x, Node))
        raise (explained(function, nodes, error) if nodes else error) from error.__cause__


def no_rule(name: str) -> TypeError:
    """The error for a NumPy function without a derivative rule."""
    if name.rpartition(".")[2] in NO_NUMBERS:
        return TypeError(f"np.{name} computes no gradient; take the tensor's values: t.data")
    near = what_comes_close(name)
    return TypeError(
        f"np.{name} has no derivative rule here, so no tensor can go through "
        f"it{'; what comes close: ' + ', '.join(near) if near else ''}. Write the rule with "
        "@tg.differentiable, or leave the graph with .data"
    )


# fmt: off
NO_NUMBERS = {  # NumPy's functions that save, count and compare: nothing to differentiate
    "save", "savez", "savez_compressed", "savetxt", "tofile", "fromfile",
    "histogram", "histogram2d", "histogramdd", "histogram_bin_edges", "bincount",
    "unique", "unique_all", "unique_counts", "unique_inverse", "unique_values",
    "union1d", "intersect1d", "setdiff1d", "setxor1d",
    "copyto", "put", "putmask", "place", "put_along_axis", "fill_diagonal",
}
# fmt: on


def is_default(word: str, value: Any) -> bool:
    """Whether NumPy's keyword has its default value."""
    return (word in ("out", "dtype") and value is None) or (word == "where" and value is True)


def refused_out(name: str, args: Any, out: Any) -> TypeError:
    """The error that says what to write instead: `a += t` asks for `out=a`."""
    target = out[0] if isinstance(out, tuple) else out
    if args and target is args[0] and not isinstance(target, Node):
        return TypeError(
            f"{name}: a += t, or another sign, would write a tensor into an array, which cannot "
            "remember how it was computed; write a = a + t, or, of the values alone, a += t.data "
            "(this is NumPy's out=)"
        )
    return TypeError(
        f"{name}: out= is not for tensors, which nothing changes in place; write t = {name}(t)"
    )


CLOSE = {  # ops, and NumPy's functions without a rule that do the same or nearly so
    "concatenate": "append block insert",
    "stack": "block",
    "sort": "lexsort median nanmedian nanpercentile nanquantile partition percentile quantile",
    "where": "choose compress extract heaviside piecewise select",
    "mean": "average nanmean",
    "sum": "nansum trapezoid",
    "cumsum": "cumulative_sum nancumsum",
    "diff": "ediff1d gradient",
    "dot": "inner vdot vecdot",
    "outer": "kron outer",  # also np.multiply.outer
    "floor_divide": "divmod",
    "mod": "divmod fmod",
    "trunc": "fix modf",
    "power": "cbrt exp2 float_power",
    "maximum": "fmax",
    "minimum": "fmin",
}


def what_comes_close(name: str) -> list[str]:
    """Ops that may replace NumPy's function of this name."""
    import difflib  # needed here only

    listed = [op for op, names in CLOSE.items() if name.rpartition(".")[2] in names.split()]
    return listed or difflib.get_close_matches(name, {numpy_name(op) for op in OPS}, cutoff=0.75)


def numpy_name(function: Any) -> str:
    """NumPy's name of a function, ufunc or ufunc method."""
    return (
        ".".join(map(numpy_name, function))
        if isinstance(function, tuple)
        else getattr(function, "__name__", function)
    )


# --- the tables -------------------------------------------------------------------------------


def numpy_clip(
    a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None
) -> Any:
    """np.clip has two names for each bound; it takes a_min and a_max, or min and max."""
    if (min is None and max is None) or (a_min is None and a_max is None):
        return entries.clip(a, a_min if min is None else min, a_max if max is None else max)
    raise ValueError("clip: give the bounds as a_min and a_max, or as min and max, not as both")


def numpy_nan_to_num(
    x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """np.nan_to_num, whose second argument is `copy`."""
    if not copy:
        raise TypeError("nan_to_num: copy=False is not for tensors, which nothing changes in place")
    return entries.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)


def numpy_reshape(a: Any, shape: Any, order: str = "C") -> Any:
    """np.reshape: the shape is one argument, and the order may follow it."""
    return shapes.reshape(a, shape, order=order)


def numpy_transpose(a: Any, axes: Any = None) -> Any:
    """np.transpose: the axes are one argument."""
    return shapes.transpose(a, axes)


def numpy_matrix_transpose(x: Any) -> Any:
    """np.matrix_transpose: the last two axes exchanged."""
    return shapes.swapaxes(x, -1, -2)


def numpy_diagonal(x: Any, *, offset: int = 0) -> Any:
    """np.linalg.diagonal: for the last two axes, where np.diagonal takes the first two."""
    return shapes.diagonal(x, offset, -2, -1)


def numpy_trace(x: Any, *, offset: int = 0) -> Any:
    """np.linalg.trace: for the last two axes, where np.trace takes the first two."""
    return shapes.trace(x, offset, -2, -1)


def numpy_copy(a: Any) -> Any:
    """np.copy: a new tensor, in the same graph."""
    return shapes.astype(a, a.dtype)


# fmt: off
# NumPy's functions whose results are not differentiable: computed from the values.
PLAIN = {
    np.shape, np.ndim, np.size, np.result_type, np.may_share_memory, np.shares_memory,
    np.argmax, np.argmin, np.nanargmax, np.nanargmin, np.argsort, np.argpartition, np.argwhere,
    np.nonzero, np.flatnonzero, np.count_nonzero, np.searchsorted, np.digitize, np.isin,
    np.sign, np.signbit, np.floor, np.ceil, np.trunc, np.rint, np.round, np.around, np.fix,
    np.isnan, np.isinf, np.isfinite, np.isposinf, np.isneginf, np.isclose, np.allclose,
    np.array_equal, np.array_equiv, np.any, np.all,
    np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal,
    np.logical_and, np.logical_or, np.logical_not, np.logical_xor,
    np.zeros_like, np.ones_like, np.empty_like, np.full_like,
    np.array_repr, np.array_str, np.array2string,
}

OF_SHAPES = {  # those that see no number
    np.shape, np.ndim, np.size, np.result_type,
    np.zeros_like, np.ones_like, np.empty_like, np.full_like,
}

SAME = (  # ops with the same name as NumPy's function: the two modules, and the names
    (np, entries, """
        add subtract multiply divide power negative positive square reciprocal exp expm1 log log1p
        log2 log10 logaddexp sqrt sin cos tan arcsin arccos arctan arctan2 hypot sinh cosh tanh
        arcsinh arccosh arctanh abs maximum minimum where mod floor_divide"""),
    (np, reduce, "sum mean max min prod var std cumsum cumprod"),
    (np, shapes, """
        broadcast_to concatenate stack pad ravel expand_dims squeeze swapaxes moveaxis split
        array_split flip roll repeat tile take take_along_axis sort diagonal trace diag tril triu
        diff atleast_1d atleast_2d atleast_3d vstack hstack dstack column_stack"""),
    (np, linalg, "matmul einsum outer dot tensordot cross"),
    (np.linalg, linalg, "inv solve det norm matmul outer cross"),
)
# fmt: on

OPS: dict[Any, Callable[..., Any]] = {
    getattr(theirs, name): getattr(ours, name)
    for theirs, ours, names in SAME
    for name in names.split()
}
OPS |= {
    np.clip: numpy_clip,
    np.reshape: numpy_reshape,
    np.transpose: numpy_transpose,
    np.nan_to_num: numpy_nan_to_num,
    np.float_power: entries.float_power,
    np.amax: reduce.max,
    np.amin: reduce.min,
    np.astype: shapes.astype,
    np.copy: numpy_copy,
    np.linalg.trace: numpy_trace,
    np.linalg.diagonal: numpy_diagonal,
    np.matrix_transpose: numpy_matrix_transpose,
    (np.add, "reduce"): reduce.sum,
    (np.multiply, "reduce"): reduce.prod,
    (np.maximum, "reduce"): reduce.max,
    (np.minimum, "reduce"): reduce.min,
}


# --- methods of arrays that a Tensor lacks, and their replacements -----------------------------

ROOMS = (entries, activations, erf, reduce, shapes, linalg, conv)
IN_PLACE = "fill put itemset resize partition byteswap setfield setflags".split()
OTHERWISE = {"ptp": "t.max() - t.min()", "compress": "t[mask]", "choose": "tg.where(mask, x, y)"}


def is_function(name: str) -> bool:
    """Whether it is an op or composed of ops: a public function of an op's file."""
    composed = *OPS.values(), shapes.topk, conv.conv2d, conv.avg_pool2d
    for room in ROOMS:
        op = getattr(room, name, None)
        if hasattr(op, "rule") or hasattr(room, f"_{name}") or op in composed:
            return True
    return False


def refuse_missing(name: str, kind: type) -> None:
    """Raise the error for a name that a Tensor lacks."""
    refuse_pytorchs("Tensor", f"{kind.__name__!r} object", name)
    where = ""
    if name in OTHERWISE:
        where = f"; write {OTHERWISE[name]}"
    elif name in IN_PLACE:
        where = (
            "; a tensor is a value, and nothing changes it in place; of a leaf change the numbers: "
            f"t.data.{name}(...)"
        )
    elif is_function(name):
        where = f"; it is a function: tg.{name}(t)"
    elif hasattr(np.ndarray, name):
        where = f"; arrays have it: t.data.{name}"
    raise AttributeError(f"{kind.__name__!r} object has no attribute {name!r}{where}", name=None)


def names_that_a_tensor_lacks() -> set[str]:
    """All names that have an answer, including a Tensor's own, which are found first."""
    names = {name for room in ROOMS for name in vars(room)} | {*dir(np.ndarray), *OTHERWISE}
    names = {name for name in names if name[0] != "_"} | {*IN_PLACE}
    names |= {*names_of("Tensor")}
    return names | {f"{name}_" for name in names}  # add_, zero_

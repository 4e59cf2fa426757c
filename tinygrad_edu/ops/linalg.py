"""Products of vectors, matrices and stacks of matrices: most of a network's work."""

import functools
import math
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from .._pytorch.keywords import explain_keywords
from ..engine.arrays import Array
from ..engine.broadcasting import MANY
from .arguments import constant, integer, shape_of
from .elementwise import multiply, subtract
from .reduce import length
from .rules import Result, differentiable
from .shape import axis_of, broadcast_to, expand_dims, reshape, roll
from .sums import in_float32, total

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"  # einsum's names for axes


@differentiable
def _matmul(x, y, /):
    """x @ y

    ∂L/∂x = g @ y.mT
    ∂L/∂y = x.mT @ g
    """
    return x @ y, lambda g: g @ y.mT, lambda g: x.mT @ g  # (..., n, k) @ (..., k, m)


@differentiable
def _matmul_of_rows(x, y, /):
    """x @ y

    ∂L/∂x = g @ y.T
    ∂L/∂y = in_rows(x).T @ in_rows(g)
    """
    rows = in_rows(x)  # one large product instead of many small ones, and no sum over a stack
    return (
        (rows @ y).reshape(*x.shape[:-1], y.shape[1]),  # (..., n, k) @ (k, m)
        lambda g: (in_rows(g) @ y.T).reshape(x.shape),
        lambda g: rows.T @ in_rows(g),
    )


@differentiable
def _vecdot(x, y, /):
    """x @ y

    ∂L/∂x = g * y
    ∂L/∂y = g * x
    """
    return x @ y, lambda g: g * y, lambda g: g * x  # (k,) @ (k,)


@differentiable
def _matvec(x, y, /):
    """x @ y

    ∂L/∂x = g[..., None] * y
    ∂L/∂y = in_rows(x).T @ g.reshape(-1)
    """
    rows = in_rows(x)
    return (
        (rows @ y).reshape(x.shape[:-1]),  # (..., n, k) @ (k,)
        lambda g: g[..., None] * y,
        lambda g: rows.T @ g.reshape(-1),
    )


@differentiable
def _vecmat(x, y, /):
    """x @ y

    ∂L/∂x = (y @ g[..., None])[..., 0]
    ∂L/∂y = x[:, None] * g[..., None, :]
    """
    return (
        x @ y,  # (k,) @ (..., k, m)
        lambda g: (y @ g[..., None])[..., 0],
        lambda g: x[:, None] * g[..., None, :],
    )


def matmul(x: Any, y: Any) -> Result:
    """x @ y for vectors, matrices and stacks of matrices, as in NumPy."""
    a, b = shape_of(x), shape_of(y)
    if not a or not b:
        raise ValueError(f"matmul: {a} @ {b}: a number has no axis to multiply along; use *")
    if a[-1] != b[-2:][0]:
        raise ValueError(
            f"matmul: {a} @ {b}: the inner sizes {a[-1]} and {b[-2:][0]} differ{hint(a, b)}"
        )
    if len(a) > 1 and len(b) > 1:
        return _matmul_of_rows(x, y) if len(a) > len(b) == 2 else _matmul(x, y)
    if len(a) == len(b):
        return _vecdot(x, y)
    return _vecmat(x, y) if len(a) == 1 else _matvec(x, y)


def hint(a: tuple[int, ...], b: tuple[int, ...]) -> str:
    """A guess at what the user meant."""
    if a[-1] == b[-1]:
        return "; did you mean x @ y.mT?"
    if len(a) > 1 and a[-2] == b[-2:][0]:
        return "; did you mean x.mT @ y?"
    return ""


@differentiable
def _linear(x, weight, bias, /):
    """x @ weight.T + bias

    ∂L/∂x = g @ weight
    ∂L/∂weight = in_rows(g).T @ in_rows(x)
    ∂L/∂bias = in_rows(g).sum(axis=0)
    """
    if x.ndim == 1:  # one example, (in,) -> (out,)
        return weight.dot(x) + bias, lambda g: g.dot(weight), lambda g: g[:, None] * x, lambda g: g
    rows = in_rows(x)
    y = rows.dot(weight.T)  # (n, in) @ (in, out) -> (n, out); dot starts faster than @
    if y.dtype is bias.dtype:
        y += bias  # in place: one large array fewer
    else:
        y = y + bias
    if rows is x:
        return y, lambda g: g.dot(weight), lambda g: g.T.dot(x), column_sums
    return (
        y.reshape(*x.shape[:-1], len(weight)),
        lambda g: in_rows(g).dot(weight).reshape(x.shape),
        lambda g: in_rows(g).T.dot(rows),
        lambda g: column_sums(in_rows(g)),
    )


@differentiable
def _linear_without_bias(x, weight, /):
    """x @ weight.T

    ∂L/∂x = g @ weight
    ∂L/∂weight = in_rows(g).T @ in_rows(x)
    """
    rows = in_rows(x)
    return (
        rows.dot(weight.T).reshape(*x.shape[:-1], len(weight)),
        lambda g: in_rows(g).dot(weight).reshape(x.shape),
        lambda g: in_rows(g).T.dot(rows),
    )


def in_rows(x: Any) -> Any:
    """(..., n) -> (rows, n): all rows as one matrix; a matrix as it is."""
    return x if x.ndim == 2 else x.reshape(math.prod(x.shape[:-1]), x.shape[-1])


def column_sums(g: Any) -> Any:
    """g.sum(axis=0); for a mini-batch, as a product with ones, which is four times as fast."""
    return g.T.dot(ones(len(g), g.dtype)) if len(g) <= MANY else total(g, axis=0)


@functools.lru_cache(maxsize=16)
def ones(n: int, dtype: np.dtype[Any]) -> Array:
    """A row of ones, the same array for each call."""
    row = np.ones(n, dtype)
    row.flags.writeable = False
    return row


def linear(x: Any, weight: Any, bias: Any = None) -> Result:
    """x @ weight.T + bias in one op: x (..., in), weight (out, in), bias (out,) -> (..., out)."""
    if bias is not None and getattr(x, "ndim", None) == 2:
        return _linear(x, weight, bias)
    shape, sizes = shape_of(x), shape_of(weight)
    if not shape or len(sizes) != 2 or shape[-1] != sizes[1]:
        raise ValueError(
            f"linear: x has shape {shape} and weight {sizes}, but the last axes of x and of "
            "weight (out_features, in_features) must have the same size"
        )
    if bias is None:
        return _linear_without_bias(x, weight)
    return _linear(x, weight, bias)


# --- sums of products -------------------------------------------------------------------------


@differentiable
def _einsum(*inputs, terms=(), output=""):
    """np.einsum(",".join(terms) + "->" + output, *inputs)

    ∂L/∂inputs[i] = contraction_with_others(i, g, inputs, terms, output)
    """
    y = np.einsum(",".join(terms) + "->" + output, *inputs, optimize=len(inputs) > 2)

    def derivative(i: int) -> Any:
        return lambda g: contraction_with_others(i, g, inputs, terms, output)

    return y, *(derivative(i) for i in range(len(inputs)))


def contraction_with_others(i: int, g: Any, inputs: Any, terms: Any, output: str) -> Any:
    """g times all inputs except the i-th, summed or broadcast to the shape of that input."""
    others = [k for k in range(len(inputs)) if k != i]
    known = output + "".join(terms[k] for k in others)
    lone = [axis for axis, label in enumerate(terms[i]) if label not in known]
    ones = np.ones([inputs[i].shape[axis] for axis in lone], g.dtype)
    ones_term = "".join(terms[i][axis] for axis in lone)
    subscripts = ",".join([output, ones_term, *(terms[k] for k in others)]) + "->" + terms[i]
    rest = [inputs[k] for k in others]
    return np.einsum(subscripts, g, ones, *rest, optimize=len(inputs) > 2)


@explain_keywords
def einsum(subscripts: str, *operands: Any, optimize: Any = None) -> Result:
    """The sum of products that `subscripts` describes, as in NumPy: einsum("ij,jk->ik", x, y).

    `optimize` is accepted as in NumPy; the order of three or more operands is always optimised.
    """
    if not isinstance(subscripts, str):
        raise TypeError('einsum: the first argument is a string such as "ij,jk->ik"')
    left, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        raise ValueError(
            f"einsum: {subscripts!r} names {len(terms)} operands, but {len(operands)} were given"
        )
    free = iter(c for c in LETTERS if c not in subscripts)
    hidden = "".join(next(free) for _ in range(most_hidden_axes(terms, operands, subscripts)))
    for k, x in enumerate(operands):  # ... means the last of the hidden labels
        n = np.ndim(x) - len(terms[k].replace("...", ""))
        terms[k] = terms[k].replace("...", hidden[len(hidden) - n :])
    labels = "".join(terms)
    if arrow:
        output = output.replace("...", hidden)
    else:
        output = hidden + "".join(
            sorted(c for c in set(labels) - set(hidden) if labels.count(c) == 1)
        )
    if len(set(output)) < len(output) or not set(output) <= set(labels):
        raise ValueError(
            f"einsum: {subscripts!r}: each label of the output must be in an input, and occur once"
        )
    sizes: dict[str, int] = {}
    for term, x in zip(terms, operands, strict=True):
        for label, n in zip(term, shape_of(x), strict=True):
            if sizes.setdefault(label, n) not in (n, 1) and n != 1:
                raise ValueError(
                    f"einsum: {subscripts!r}: label {label} has size {sizes[label]} and {n}"
                )
            sizes[label] = n if sizes[label] == 1 else sizes[label]
    stretched: list[Any] = [
        broadcast_to(x, tuple(sizes[c] for c in term))
        for term, x in zip(terms, operands, strict=True)
    ]
    diagonals = []
    for k, term in enumerate(terms):  # "ii" is "ij" times an identity "ij"
        for place, label in enumerate(term):
            if label in term[:place]:
                fresh = next(free)
                terms[k] = terms[k][:place] + fresh + terms[k][place + 1 :]
                diagonals.append((label + fresh, np.eye(sizes[label])))
    for pair, identity in diagonals:
        terms.append(pair)
        stretched.append(identity.astype(np.result_type(*(x.dtype for x in stretched))))
    return _einsum(*stretched, terms=tuple(terms), output=output)


def most_hidden_axes(terms: list[str], operands: Any, subscripts: str) -> int:
    """The number of axes of the longest `...`."""
    most = 0
    for term, x in zip(terms, operands, strict=True):
        n = np.ndim(x) - len(term.replace("...", ""))
        if n < 0 or (n > 0 and "..." not in term):
            raise ValueError(
                f"einsum: {subscripts!r}: {term!r} does not fit an operand of shape {shape_of(x)}"
            )
        most = max(most, n)
    return most


@explain_keywords
def outer(x: Any, y: Any) -> Result:
    """x[i] * y[j] for all i and j, with flattened x and y."""
    return reshape(x, (-1, 1)) * reshape(y, (1, -1))


@explain_keywords
def cross(x: Any, y: Any, *, axis: int = -1) -> Result:
    """The cross product of vectors with three entries along an axis."""
    for vectors in (x, y):
        if np.shape(vectors)[axis_of("cross", axis, np.ndim(vectors))] != 3:
            raise ValueError(
                f"cross: axis {axis} of both must have 3 entries, x, y and z; the shapes are "
                f"{shape_of(x)} and {shape_of(y)}"
            )
    return subtract(
        roll(x, -1, axis) * roll(y, -2, axis),  # x₂ y₃, x₃ y₁, x₁ y₂
        roll(x, -2, axis) * roll(y, -1, axis),
    )


@explain_keywords
def dot(x: Any, y: Any) -> Result:
    """The sum over the last axis of x and the second-last (or only) axis of y, as np.dot."""
    if np.ndim(x) == 0 or np.ndim(y) == 0:
        return multiply(x, y)
    if np.ndim(x) <= 2 and np.ndim(y) <= 2:
        return matmul(x, y)
    return tensordot(x, y, ([-1], [0 if np.ndim(y) == 1 else -2]))


@explain_keywords
def tensordot(x: Any, y: Any, axes: Any = 2) -> Result:
    """The sum over the last `axes` axes of x and the first of y, or over two lists of axes."""
    n, m = np.ndim(x), np.ndim(y)
    pair = axes
    if not isinstance(axes, list | tuple) and np.ndim(axes) == 0:
        last = integer("tensordot: axes", axes)
        pair = range(-last, 0), range(last)
    left = normalize_axis_tuple(pair[0], n, "tensordot: axes of x")
    right = normalize_axis_tuple(pair[1], m, "tensordot: axes of y")
    if len(left) != len(right):
        raise ValueError(
            f"tensordot: axes={axes!r} pairs {len(left)} axes of x with {len(right)} of y; "
            "give the same number of both"
        )
    x_labels = list(LETTERS[:n])
    y_labels = list(LETTERS[n : n + m])
    for i, j in zip(left, right, strict=True):
        y_labels[j] = x_labels[i]
    output = [c for k, c in enumerate(x_labels) if k not in left]
    output += [c for k, c in enumerate(y_labels) if k not in right]
    return einsum(f"{''.join(x_labels)},{''.join(y_labels)}->{''.join(output)}", x, y)


# --- solving ----------------------------------------------------------------------------------


@differentiable
def inv(x, /):
    """np.linalg.inv(x)

    ∂L/∂x = -y.mT @ g @ y.mT
    """
    y = np.linalg.inv(x)
    return y, lambda g: -y.mT @ g @ y.mT


@differentiable
def _solve(x, y, /):
    """np.linalg.solve(x, y)

    ∂L/∂x = -np.linalg.solve(x.mT, g) @ z.mT
    ∂L/∂y = np.linalg.solve(x.mT, g)
    """
    z = np.linalg.solve(x, y)
    return (
        z,
        lambda g: -np.linalg.solve(x.mT, g) @ z.mT,
        lambda g: np.linalg.solve(x.mT, g),
    )


@explain_keywords
def solve(a: Any, b: Any) -> Result:
    """The x with a @ x = b; b is a vector (n,) or a stack of matrices (..., n, k)."""
    if np.ndim(b) == 1:
        return _solve(a, reshape(b, (-1, 1)))[..., 0]
    return _solve(a, b)


@differentiable
def det(x, /):
    """np.linalg.det(x)

    ∂L/∂x = (g * y)[..., None, None] * np.linalg.inv(x).mT
    """
    y = np.linalg.det(x)

    def derivative(g: Any) -> Any:
        try:
            inverse = np.linalg.inv(x)
        except np.linalg.LinAlgError:  # y = 0, but its slope is finite
            return g[..., None, None] * cofactors(x)
        return (g * y)[..., None, None] * inverse.mT

    return y, derivative


def cofactors(x: Any) -> Any:
    """∂det(x)/∂x for any matrix: det, which is linear in each row, with row i replaced by e_j."""
    n = x.shape[-1]
    rows = np.eye(n, dtype=x.dtype)
    others = x[..., None, :, :]  # one matrix for each j
    replaced = [np.where(rows[i, :, None], rows[:, None, :], others) for i in range(n)]
    return np.stack([np.linalg.det(matrix) for matrix in replaced], axis=-2)


@differentiable
def _singular_values(x, /):
    """np.linalg.svdvals(x)

    ∂L/∂x = np.linalg.svd(x, False)[0] * g[..., None, :] @ np.linalg.svd(x, False)[2]
    """
    u, y, vh = np.linalg.svd(x, full_matrices=False)  # x = u * y @ vh
    return y, lambda g: u * g[..., None, :] @ vh


@in_float32
@explain_keywords
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Result:
    """The length of a vector or of all entries; with an axis, of each vector along it.

    Vectors: `ord` None or 2 is √(Σ x²), any other number p is (Σ |x|^p)^(1/p), ±inf is the largest
    or smallest |x|.  Matrices: None and "fro" are √(Σ x²), 1 and -1 the largest and smallest sum
    of a column, ±inf of a row, 2 and -2 the largest and smallest singular value, and "nuc" the sum
    of them; these three have no second derivative.

    Squares of finite numbers neither overflow nor underflow here.  The derivative at 0 is 0.
    """
    ord = constant(ord)
    if not hasattr(x, "dtype"):
        x = np.asarray(x)
    if x.dtype.kind in "iub":
        x = x.astype(np.float64)  # small integer dtypes are too narrow for squares
    axes = tuple(range(np.ndim(x))) if axis is None else np.atleast_1d(axis).tolist()
    if ord is None or (ord == "fro" and len(axes) == 2):
        return length(x, axis, keepdims)
    if len(axes) == 1:
        return vector_norm(x, ord, axes[0], keepdims)
    if len(axes) == 2:
        return matrix_norm(x, ord, axes, keepdims)
    raise ValueError(f"norm: ord={ord!r} is for vectors and matrices; give an axis, or two")


def vector_norm(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    """The norms of vectors along an axis."""
    size = np.abs(x)
    if ord == np.inf:
        return np.max(size, axis=axis, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    if isinstance(ord, str) or ord == 0:
        raise ValueError(
            f"norm: ord={ord!r} is not a vector norm with a derivative; there are None, 2, any "
            "other number p except 0, inf and -inf; (x != 0).sum() counts the entries that are "
            "not 0"
        )
    return length(x, axis, keepdims, float(ord))


def matrix_norm(x: Any, ord: Any, axes: Any, keepdims: bool) -> Any:
    """The norms of matrices whose rows and columns are the two axes."""
    x = np.moveaxis(x, axes, (-2, -1))
    if ord in (1, -1, np.inf, -np.inf):
        sizes = np.sum(np.abs(x), axis=-2 if abs(ord) == 1 else -1)
    elif ord in (2, -2, "nuc"):
        sizes = _singular_values(x)
    else:
        raise ValueError(
            f"norm: ord={ord!r} is not known for a matrix; there are None, 'fro', 'nuc', "
            "1, -1, 2, -2, inf and -inf"
        )
    pick: Any = {"nuc": np.sum, 1: np.max, 2: np.max, np.inf: np.max}.get(ord, np.min)
    y = pick(sizes, axis=-1)
    return expand_dims(y, tuple(axes)) if keepdims else y

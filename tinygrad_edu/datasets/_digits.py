"""MNIST: 70,000 handwritten digits, 28 by 28 pixels each, with their labels.

Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document
recognition, Proceedings of the IEEE 86 (1998).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np

from .._pytorch.keywords import explain_keywords
from .._tensor import Tensor
from ..engine.arrays import Array, get_default_dtype, refuse_masked
from ..ops.arguments import integer
from ._idx import load_idx

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

SHIPPED = os.path.join(os.path.dirname(__file__), "mnist")

SHA256 = {  # of the uncompressed files
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


@explain_keywords
def mnist(
    folder: str | os.PathLike[str] | None = None, dtype: DTypeLike | None = None
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The digits, as (train_images, train_labels), (test_images, test_labels).

    Images have shape (n, rows * columns), from 0 (paper) to 1 (ink); labels are (n,), int64.
    `folder` holds the four files of another data set with the same names, such as Fashion-MNIST;
    without it, you get the 60,000 and 10,000 images of the package.  Raises a FileNotFoundError if
    one of the four is missing, and a ValueError if one is damaged or of another kind.
    """
    dtype = get_default_dtype() if dtype is None else np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"mnist: images are fractions, not {dtype}; try dtype=np.float32")
    place = SHIPPED if folder is None else os.fspath(folder)
    arrays = [_load(place, name, check=folder is None) for name in SHA256]
    return _pair(place, arrays[:2], dtype), _pair(place, arrays[2:], dtype)


def _load(folder: str, name: str, check: bool) -> Array:
    """The array in one of the four files, gzipped or not."""
    dotted = name.replace("-idx", ".idx")  # as some programs unpack them
    paths = [os.path.join(folder, file) for file in (f"{name}.gz", name, f"{dotted}.gz", dotted)]
    path = next(filter(os.path.isfile, paths), None)
    if path is None:
        raise FileNotFoundError(
            f"mnist: there is neither {name}.gz nor {name} in {folder}; the four files are "
            f"{', '.join(SHA256)}, each with or without .gz; .idx instead of -idx is fine, too"
        )
    array = load_idx(path)
    if check and _sha256(array) != SHA256[name]:
        raise ValueError(f"{path}: not the original file; install tinygrad_edu again")
    return array


def _sha256(array: Array) -> str:
    """The hash of the uncompressed IDX file of an array of bytes."""
    import hashlib

    header = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
    digest = hashlib.sha256(header)
    digest.update(array.ravel().data)
    return digest.hexdigest()


def _pair(folder: str, pair: list[Array], dtype: np.dtype[Any]) -> tuple[Array, Array]:
    images, labels = pair
    if (
        images.dtype != np.uint8
        or labels.dtype.kind not in "iu"
        or (images.ndim, labels.ndim) != (3, 1)
    ):
        raise ValueError(
            f"{folder}: images must be uint8 of shape (n, rows, columns) and labels integers of "
            f"shape (n,), not {images.dtype} of {images.shape} and {labels.dtype} of "
            f"{labels.shape}; did you swap two files?"
        )
    n, rows, columns = images.shape
    if n != len(labels):
        raise ValueError(
            f"{folder}: {n} images, but {len(labels)} labels; use both files of the same set"
        )
    return np.divide(images.reshape(n, rows * columns), 255, dtype=dtype), labels.astype(np.int64)


@explain_keywords
def one_hot(
    labels: Any,
    classes: int | None = None,
    dtype: DTypeLike | None = None,
    *,
    num_classes: int | None = None,
) -> Any:
    """The rows of the identity matrix that the labels select: (n,) integers -> (n, classes).

    They are an array, or a tensor if the labels are one.  `num_classes` is PyTorch's name for
    `classes`.  Raises a TypeError for labels that are not integers, and a ValueError for labels
    out of range.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    given = [count for count in (classes, num_classes) if count is not None]
    if len(given) != 1:
        raise TypeError("one_hot: give the number of classes, once: one_hot(labels, 10)")
    refuse_masked(labels)
    tensor = isinstance(labels, Tensor)
    labels = labels.value if tensor else np.asarray(labels)
    classes = integer("one_hot: classes", given[0])
    if classes < 1:
        raise ValueError(f"one_hot: {classes} classes; there must be at least 1")
    if labels.ndim != 1:
        raise ValueError(f"one_hot: labels have shape {labels.shape}, not (n,); try labels.ravel()")
    if labels.size and labels.dtype.kind not in "iu":
        raise TypeError(
            f"one_hot: labels[0] is {labels[0]!r}, not an integer; try labels.astype(int)"
        )
    dtype = get_default_dtype() if dtype is None else dtype
    outside = np.flatnonzero((labels < 0) | (labels >= classes))
    if outside.size:
        i = outside[0]
        raise ValueError(
            f"one_hot: labels[{i}] is {labels[i]}, but the {classes} classes are 0 to {classes - 1}"
        )
    if tensor:
        return Tensor(np.eye(classes, dtype=dtype))[labels.astype(int)]
    rows = np.zeros((len(labels), classes), dtype)
    rows[np.arange(len(labels)), labels.astype(int)] = 1
    return rows

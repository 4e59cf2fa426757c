"""tinygrad_edu: learn how backpropagation works, from a framework that you can read.

>>> import tinygrad_edu as tg
>>> w = tg.Tensor([0.5, -1.0], requires_grad=True)
>>> loss = ((w * [1.0, 2.0]).sum() - 1) ** 2
>>> loss.backward()
>>> w.grad
array([ -5., -10.])
"""

import typing

from . import datasets, nn, optim
from ._derivatives import grad, hessian, hvp, jacobian, jvp, vjp
from ._files import load, save
from ._gradcheck import gradcheck, numerical_gradient
from ._health import health
from ._pytorch import names as pytorch_names
from ._tensor import Tensor, from_numpy
from .datasets import one_hot
from .engine import terminal
from .engine.arrays import get_default_dtype, set_default_dtype
from .engine.saved import GradientError
from .engine.state import no_grad
from .ops.activations import (
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    logsumexp,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
)
from .ops.conv import adaptive_avg_pool2d, avg_pool2d, conv1d, conv2d, fold, max_pool2d, unfold
from .ops.elementwise import (
    abs,
    add,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    ceil,
    clip,
    cos,
    cosh,
    divide,
    exp,
    expm1,
    floor,
    floor_divide,
    hypot,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    maximum,
    minimum,
    mod,
    multiply,
    nan_to_num,
    negative,
    positive,
    power,
    reciprocal,
    round,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    subtract,
    tan,
    tanh,
    trunc,
    where,
)
from .ops.erf import erf
from .ops.linalg import cross, det, dot, einsum, inv, linear, matmul, norm, outer, solve, tensordot
from .ops.losses import squared_error
from .ops.reduce import cumprod, cumsum, max, mean, min, prod, std, sum, var
from .ops.rules import differentiable, elementwise, linear_map
from .ops.shape import (
    array_split,
    astype,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_to,
    column_stack,
    concatenate,
    diag,
    diagonal,
    diff,
    dstack,
    expand_dims,
    flatten,
    flip,
    getitem,
    hstack,
    moveaxis,
    pad,
    ravel,
    repeat,
    reshape,
    roll,
    scatter,
    sort,
    split,
    squeeze,
    stack,
    swapaxes,
    take,
    take_along_axis,
    tile,
    topk,
    trace,
    transpose,
    tril,
    triu,
    unsqueeze,
    vstack,
)
from .watch.debug import debug
from .watch.first_use import check_new_ops
from .watch.notices import TrainingWarning
from .watch.profiler import profile

if typing.TYPE_CHECKING:
    from .show._nudge import nudge
    from .show.picture.draw import draw
    from .show.player.play import play
    from .show.words.explain import explain

__version__ = "0.1.0"

__all__ = [
    "GradientError",
    "Tensor",
    "TrainingWarning",
    "abs",
    "adaptive_avg_pool2d",
    "add",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctan2",
    "arctanh",
    "array_split",
    "astype",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "avg_pool2d",
    "broadcast_to",
    "ceil",
    "check_new_ops",
    "clip",
    "column_stack",
    "concatenate",
    "conv1d",
    "conv2d",
    "cos",
    "cosh",
    "cross",
    "cumprod",
    "cumsum",
    "datasets",
    "debug",
    "det",
    "diag",
    "diagonal",
    "diff",
    "differentiable",
    "divide",
    "dot",
    "draw",
    "dstack",
    "einsum",
    "elementwise",
    "elu",
    "erf",
    "exp",
    "expand_dims",
    "explain",
    "expm1",
    "flatten",
    "flip",
    "floor",
    "floor_divide",
    "fold",
    "from_numpy",
    "gelu",
    "get_default_dtype",
    "getitem",
    "grad",
    "gradcheck",
    "health",
    "hessian",
    "hstack",
    "hvp",
    "hypot",
    "inv",
    "jacobian",
    "jvp",
    "leaky_relu",
    "linear",
    "linear_map",
    "load",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_softmax",
    "logaddexp",
    "logsigmoid",
    "logsumexp",
    "matmul",
    "max",
    "max_pool2d",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mod",
    "moveaxis",
    "multiply",
    "nan_to_num",
    "negative",
    "nn",
    "no_grad",
    "norm",
    "nudge",
    "numerical_gradient",
    "one_hot",
    "optim",
    "outer",
    "pad",
    "play",
    "positive",
    "power",
    "prod",
    "profile",
    "ravel",
    "reciprocal",
    "relu",
    "repeat",
    "reshape",
    "roll",
    "round",
    "save",
    "scatter",
    "set_default_dtype",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "solve",
    "sort",
    "split",
    "sqrt",
    "square",
    "squared_error",
    "squeeze",
    "stack",
    "std",
    "subtract",
    "sum",
    "swapaxes",
    "take",
    "take_along_axis",
    "tan",
    "tanh",
    "tensordot",
    "tile",
    "topk",
    "trace",
    "transpose",
    "tril",
    "triu",
    "trunc",
    "unfold",
    "unsqueeze",
    "var",
    "vjp",
    "vstack",
    "where",
]

terminal.print_anywhere()


def __getattr__(name: str) -> typing.Any:
    """The pictures, when first asked for: to load them takes as long as all the rest."""
    if name not in ("draw", "explain", "nudge", "play"):
        rooms = [room.__name__ for room in (nn, optim, datasets) if name in room.__all__]
        text = "".join(f"; it is {room.replace('tinygrad_edu', 'tg')}.{name}" for room in rooms)
        pytorch_names.refuse_in_module("tg", __name__, name, text)
    from . import show

    globals()[name] = found = getattr(show, name)  # from now on it is found at once
    return found


def __dir__() -> list[str]:
    return __all__

"""tinygrad_edu: learn how backpropagation works, from a framework that you can read.

>>> import tinygrad_edu as tg
>>> w = tg.Tensor([0.5, -1.0], requires_grad=True)
>>> loss = ((w * [1.0, 2.0]).sum() - 1) ** 2
>>> loss.backward()
>>> w.grad
array([ -5., -10.])
"""

from .arrays import get_default_dtype, set_default_dtype
from .graph import GradientError, differentiable, elementwise, linear_map
from .mode import no_grad
from .ops.activations import (
    elu,
    leaky_relu,
    log_softmax,
    logsumexp,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
)
from .ops.elementwise import (
    abs,
    add,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctanh,
    clip,
    cos,
    cosh,
    divide,
    exp,
    expm1,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    maximum,
    minimum,
    multiply,
    negative,
    positive,
    power,
    reciprocal,
    sin,
    sinh,
    sqrt,
    square,
    subtract,
    tan,
    tanh,
    where,
)
from .ops.linalg import det, dot, einsum, inv, linear, matmul, norm, outer, solve, tensordot
from .ops.reduce import cumprod, cumsum, max, mean, min, prod, std, sum, var
from .ops.shape import (
    array_split,
    astype,
    broadcast_to,
    concatenate,
    diag,
    diagonal,
    expand_dims,
    flatten,
    flip,
    getitem,
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
    trace,
    transpose,
    tril,
    triu,
    unsqueeze,
)
from .tensor import Tensor, from_numpy

__version__ = "0.1.0"

"""tinygrad_edu: learn how backpropagation works, from a framework that you can read.

>>> import tinygrad_edu as tg
>>> w = tg.Tensor([0.5, -1.0], requires_grad=True)
>>> loss = ((w * [1.0, 2.0]).sum() - 1) ** 2
>>> loss.backward()
>>> w.grad
array([ -5., -10.])
"""

# isort: off
# fmt: off
import typing

from . import datasets as datasets, nn as nn, optim as optim
from ._tensor import Tensor as Tensor, from_numpy as from_numpy
from ._no_grad import no_grad as no_grad
from .engine.arrays import (
    get_default_dtype as get_default_dtype, set_default_dtype as set_default_dtype,
)
from .engine.messages import GradientError as GradientError
from .ops.rules import (
    differentiable as differentiable, elementwise as elementwise, linear_map as linear_map,
)
from .ops.elementwise import (
    abs as abs, add as add, arccos as arccos, arccosh as arccosh, arcsin as arcsin,
    arcsinh as arcsinh, arctan as arctan, arctan2 as arctan2, arctanh as arctanh, ceil as ceil,
    clip as clip, cos as cos, cosh as cosh, divide as divide, exp as exp, expm1 as expm1,
    floor as floor, floor_divide as floor_divide, hypot as hypot, log as log, log1p as log1p,
    log2 as log2, log10 as log10, logaddexp as logaddexp, maximum as maximum, minimum as minimum,
    mod as mod, multiply as multiply, nan_to_num as nan_to_num, negative as negative,
    positive as positive, power as power, reciprocal as reciprocal, round as round, sign as sign,
    sin as sin, sinh as sinh, sqrt as sqrt, square as square, subtract as subtract, tan as tan,
    tanh as tanh, trunc as trunc, where as where,
)
from .ops.activations import (
    elu as elu, gelu as gelu, leaky_relu as leaky_relu, log_softmax as log_softmax,
    logsigmoid as logsigmoid, logsumexp as logsumexp, relu as relu, sigmoid as sigmoid,
    silu as silu, softmax as softmax, softplus as softplus,
)
from .ops.erf import erf as erf
from .ops.reduce import (
    cumprod as cumprod, cumsum as cumsum, max as max, mean as mean, min as min, prod as prod,
    std as std, sum as sum, var as var,
)
from .ops.shape import (
    array_split as array_split, astype as astype, atleast_1d as atleast_1d,
    atleast_2d as atleast_2d, atleast_3d as atleast_3d, broadcast_to as broadcast_to,
    column_stack as column_stack, concatenate as concatenate, diag as diag, diagonal as diagonal,
    diff as diff, dstack as dstack, expand_dims as expand_dims, flatten as flatten, flip as flip,
    getitem as getitem, hstack as hstack, moveaxis as moveaxis, pad as pad, ravel as ravel,
    repeat as repeat, reshape as reshape, roll as roll, scatter as scatter, sort as sort,
    split as split, squeeze as squeeze, stack as stack, swapaxes as swapaxes, take as take,
    take_along_axis as take_along_axis, tile as tile, topk as topk, trace as trace,
    transpose as transpose, tril as tril, triu as triu, unsqueeze as unsqueeze, vstack as vstack,
)
from .ops.linalg import (
    cross as cross, det as det, dot as dot, einsum as einsum, inv as inv, linear as linear,
    matmul as matmul, norm as norm, outer as outer, solve as solve, tensordot as tensordot,
)
from .ops.conv import (
    adaptive_avg_pool2d as adaptive_avg_pool2d, avg_pool2d as avg_pool2d, conv1d as conv1d,
    conv2d as conv2d, fold as fold, max_pool2d as max_pool2d, unfold as unfold,
)
from .ops.losses import squared_error as squared_error
from ._derivatives import (
    grad as grad, hessian as hessian, hvp as hvp, jacobian as jacobian, jvp as jvp, vjp as vjp,
)
from ._gradcheck import gradcheck as gradcheck, numerical_gradient as numerical_gradient
from .watch.referee.first_use import check_new_ops as check_new_ops
from .watch.debug import debug as debug
from .watch.profiler import profile as profile
from .watch.notices import TrainingWarning as TrainingWarning
from ._health import health as health
from ._files import load as load, save as save
from .datasets import one_hot as one_hot
if typing.TYPE_CHECKING:
    from . import show as show
    from .show import (
        draw as draw, explain as explain, nudge as nudge, play as play, quiz as quiz,
    )
# fmt: on
# isort: on

from ._pytorch import answers as _answers
from ._terminal import print_anywhere as _print_anywhere

__version__ = "0.1.0"

_AT_FIRST_USE = "draw", "explain", "nudge", "play", "quiz", "show"  # as slow as all the rest
_ROOMS = "_pytorch", "engine", "ops", "typing", "watch"  # names here that are not for users
__all__ = sorted(
    {name for name in globals() if name[0] != "_" and name not in _ROOMS} | {*_AT_FIRST_USE}
)

_print_anywhere()


def __getattr__(name: str) -> typing.Any:
    """The pictures, loaded on first access."""
    if name not in _AT_FIRST_USE:
        rooms = [room.__name__ for room in (nn, optim, datasets) if name in room.__all__]
        text = "".join(f"; it is {room.replace('tinygrad_edu', 'tg')}.{name}" for room in rooms)
        _answers.refuse_in_module("tg", __name__, name, text)
    import tinygrad_edu.show as show  # `from . import show` would ask this function for it

    found = show if name == "show" else getattr(show, name)
    globals()[name] = found  # the next access finds it at once
    return found


def __dir__() -> list[str]:
    return __all__

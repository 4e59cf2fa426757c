"""The first weights of a layer: not so large that signals grow on their way through the layers,
and not so small that they vanish.

The initialisers fill a leaf in place: `init.kaiming_normal(layer.weight, rng=rng)`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .._pytorch.answers import refuse_in_module
from .._pytorch.keywords import explain_keywords
from .._tensor import Tensor
from ..engine.arrays import get_default_dtype
from ..engine.state import thread as mode_of_thread
from ..ops.arguments import integer
from ..ops.memory import keep_large_arrays
from ..watch.notices import warn

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2)}


def calculate_gain(nonlinearity: str, negative_slope: float = 0.01) -> float:
    """The factor by which the weights must be larger, because the activation shrinks the signal.

    As in PyTorch: 1 for "linear" and "sigmoid", 5/3 for "tanh", √2 for "relu",
    √(2 / (1 + negative_slope²)) for "leaky_relu".
    """
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + negative_slope**2))
    if nonlinearity not in GAINS:
        known = ", ".join([*GAINS, "leaky_relu"])
        raise ValueError(f"calculate_gain: {nonlinearity!r} has no gain here; there are {known}")
    return GAINS[nonlinearity]


@explain_keywords
def xavier_uniform(
    tensor: Tensor, gain: float = 1.0, rng: np.random.Generator | None = None
) -> Tensor:
    """U(−a, a) with a = gain · √(6 / (fan_in + fan_out)).  Glorot and Bengio, 2010."""
    return fill_uniform("xavier_uniform", tensor, gain / math.sqrt(sum(fans(tensor)) / 2), rng)


@explain_keywords
def xavier_normal(
    tensor: Tensor, gain: float = 1.0, rng: np.random.Generator | None = None
) -> Tensor:
    """N(0, σ²) with σ = gain · √(2 / (fan_in + fan_out)).  Glorot and Bengio, 2010."""
    return fill_normal("xavier_normal", tensor, gain / math.sqrt(sum(fans(tensor)) / 2), rng)


@explain_keywords
def kaiming_uniform(
    tensor: Tensor,
    negative_slope: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    rng: np.random.Generator | None = None,
) -> Tensor:
    """U(−a, a) with a = gain · √(3 / fan), so its standard deviation is gain / √fan.

    With mode="fan_in", signals keep their size on the way forward; with "fan_out", gradients keep
    theirs on the way back.  `negative_slope`, PyTorch's `a`, is that of a leaky ReLU.  He et al.,
    2015.
    """
    deviation = kaiming_deviation(tensor, negative_slope, mode, nonlinearity)
    return fill_uniform("kaiming_uniform", tensor, deviation, rng)


@explain_keywords
def kaiming_normal(
    tensor: Tensor,
    negative_slope: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    rng: np.random.Generator | None = None,
) -> Tensor:
    """N(0, σ²) with σ = gain / √fan; see `kaiming_uniform`.  He et al., 2015."""
    deviation = kaiming_deviation(tensor, negative_slope, mode, nonlinearity)
    return fill_normal("kaiming_normal", tensor, deviation, rng)


def kaiming_deviation(tensor: Tensor, slope: float, mode: str, nonlinearity: str) -> float:
    """The standard deviation gain / √fan."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"kaiming: mode={mode!r} is neither 'fan_in' nor 'fan_out'")
    fan = fans(tensor)[mode == "fan_out"]
    return calculate_gain(nonlinearity, slope) / math.sqrt(fan)


def fans(tensor: Tensor) -> tuple[int, int]:
    """The number of inputs of one output, and of outputs of one input.

    The weights have shape (out, in) or (out, in, kh, kw).
    """
    if tensor.ndim < 2:
        raise ValueError(
            f"init: a tensor of shape {tensor.shape} has no inputs and outputs to count; give it "
            "weights of shape (out, in) or (out, in, kh, kw), and fill a bias through .data"
        )
    window = math.prod(tensor.shape[2:])
    return tensor.shape[1] * window, tensor.shape[0] * window


def fill_uniform(
    name: str, tensor: Tensor, deviation: float, rng: np.random.Generator | None
) -> Tensor:
    """Fill the leaf uniformly around 0 with this standard deviation: the bound is √3 times it."""
    bound = math.sqrt(3) * deviation
    tensor.data = generator(name, rng).uniform(-bound, bound, tensor.shape)
    return tensor


def fill_normal(
    name: str, tensor: Tensor, deviation: float, rng: np.random.Generator | None
) -> Tensor:
    """Fill the leaf with normal numbers around 0, with this standard deviation."""
    tensor.data = generator(name, rng).normal(0, deviation, tensor.shape)
    return tensor


# --- for the layers of the package ------------------------------------------------------------


def uniform(
    shape: tuple[int, ...],
    fan_in: int,
    rng: np.random.Generator,
    dtype: DTypeLike | None,
    name: str,
) -> Tensor:
    """A parameter drawn from U(−1/√fan_in, 1/√fan_in), where fan_in is the number of inputs.

    So a sum over the inputs has about the same size in every layer.  This is PyTorch's default.
    """
    bound = 1 / np.sqrt(fan_in)
    values = rng.uniform(-bound, bound, shape)
    return parameter(values, dtype, name)


def parameter(values: Any, dtype: DTypeLike | None, name: str) -> Tensor:
    """A leaf that requires a gradient, with the default dtype unless another is given."""
    if mode_of_thread.scope is not None:
        look_where_it_is_made(mode_of_thread.scope[0])
    keep_large_arrays()
    return Tensor(values, requires_grad=True, dtype=dtype or get_default_dtype(), name=name)


ROUNDS = 3  # warn after this many rounds in which `forward` made layers


def look_where_it_is_made(running: Any) -> None:
    """Warn if the forward of a module makes new layers in each round of a training.

    It is fine to make a layer in the first call, when the size of its input is known.
    """
    last, rounds = vars(running).get("made_layers", (None, 0))
    if last != mode_of_thread.passed:
        running.made_layers = mode_of_thread.passed, rounds + 1
        if rounds + 1 == ROUNDS:
            warn(
                "layer made in forward",
                f"{type(running).__name__}.forward makes a layer in each call, so its weights are "
                "new each time and never learn; make it once, in __init__, and keep it: "
                "self.hidden = Linear(...). If you want new weights: "
                'warnings.filterwarnings("ignore", "layer made in forward")',
                running,
            )


def generator(layer: str, rng: Any) -> np.random.Generator:
    """The caller's generator, or, for None, one with fresh entropy."""
    if rng is None:
        return np.random.default_rng()
    if isinstance(rng, np.random.Generator):
        return rng
    raise TypeError(
        f"{layer}: rng={rng!r} is not a random generator; give it np.random.default_rng(seed)"
    )


def positive_integer(layer: str, name: str, value: Any) -> int:
    """A size such as `in_features`, checked."""
    size = integer(f"{layer}: {name}", value)
    if size < 1:
        raise ValueError(f"{layer}: {name}={value!r} is not positive; it counts features")
    return size


def real_number(layer: str, name: str, value: Any) -> Any:
    """A setting such as `eps`, if it is one real number."""
    if isinstance(value, np.ndarray | np.generic) and value.ndim == 0:
        value = value.item()  # Python's float is weak: with NumPy's, float32 would become float64
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{layer}: {name}={value!r} is not a number")
    return value


if not TYPE_CHECKING:  # a type checker should miss what is missing

    def __getattr__(name: str) -> Any:
        """Called only for a missing name: raise an error that says what to write instead."""
        refuse_in_module("nn.init", __name__, name)

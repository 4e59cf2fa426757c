"""Who takes part: a file each.  A contender has one function for each workload that it joins.

`video`, `wide` and `convolution` get the parameters to start from, a batch and a rate.  They return
two functions: a whole training step, which returns the cost before it, and the parameters now, as
arrays.  `layer` gets a layer, its parameters, an input and a gradient to start from; it returns a
forward and a backward pass, and the gradients.  `chain(n)` returns a function that goes forward
through n small ops, and back.
"""

from importlib import import_module
from importlib.util import find_spec

CONTENDERS = {  # the name in the tables: the file, and the package that it needs
    "NumPy by hand": ("numpy_by_hand", "numpy"),
    "NumPy tuned": ("numpy_tuned", "numpy"),
    "tinygrad_edu": ("ours", "tinygrad_edu"),
    "replayed": ("replayed", "tinygrad_edu"),
    "PyTorch": ("pytorch", "torch"),
    "JAX jit": ("jax_jit", "jax"),
    "MyGrad": ("with_mygrad", "mygrad"),
    "HIPS autograd": ("hips_autograd", "autograd"),
    "tinygrad": ("with_tinygrad", "tinygrad"),
}


def joining(workload, names=None):
    """The functions of all contenders, or these, that join; and why those that could, do not."""
    found, missing = {}, {}
    for name in names or CONTENDERS:
        file, package = CONTENDERS[name]
        if find_spec(package) is None:
            missing[name] = "not installed"
        elif function := getattr(import_module(f"contenders.{file}"), workload, None):
            found[name] = function
    return found, missing

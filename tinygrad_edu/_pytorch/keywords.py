"""Keywords of PyTorch and NumPy that a function does not take, and what to write instead.

There is one table for all: ops, methods, losses, layers, optimisers and the rest.  It is used only
after Python has refused a call.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..watch.frames import shorten

F = TypeVar("F", bound=Callable[..., Any])

# PyTorch's keyword, by the name that a function may have for it here.
HERE = {
    "a": ("negative_slope",),
    "axis": ("dim",),
    "batch_size": ("size",),
    "diagonal": ("k",),
    "dim": ("axis", "axes"),
    "dim0": ("axis1",),
    "dim1": ("axis2",),
    "dims": ("axis", "axes", "shift"),
    "exponent": ("y",),
    "func": ("f",),
    "gamma": ("factor",),
    "generator": ("rng",),
    "grad_output": ("grad", "v"),
    "grad_outputs": ("grad_output", "grad", "v"),
    "grad_tensors": ("grad",),
    "gradient": ("grad", "grad_output"),
    "input": ("x", "prediction", "logits", "probability", "log_probability", "output"),
    "keepdim": ("keepdims",),
    "kernel_size": ("size",),
    "label": ("name",),
    "learning_rate": ("lr",),
    "lr_lambda": ("factor",),
    "mat2": ("y",),
    "num_classes": ("classes",),
    "num_training_steps": ("steps",),
    "other": ("y",),
    "outputs": ("output",),
    "p": ("ord",),
    "pad": ("pad_width",),
    "parameters": ("params",),
    "repeats": ("reps",),
    "sections": ("indices_or_sections",),
    "seed": ("rng",),
    "shifts": ("shift",),
    "split_size_or_sections": ("indices_or_sections",),
    "step_size": ("every",),
    "T_max": ("steps",),
    "target": ("labels", "label"),
    "total_steps": ("steps",),
    "value": ("constant_values",),
}

# Advice, where the name alone is not enough.
NUMPYS_NAME = "NumPy's name for it is {}"
SAYING = {
    "axis": "its name here is {}, as in PyTorch",
    "dim": NUMPYS_NAME,
    "dims": NUMPYS_NAME,
    "keepdim": NUMPYS_NAME,
    "generator": "give {}=np.random.default_rng(seed)",
    "seed": "give {}=np.random.default_rng(seed)",
    "split_size_or_sections": "{} is the number of parts, or a list of the positions to cut at",
    "pad": "{} is ((before, after), ...), one pair for each axis, starting with the first",
}

# Keywords without a counterpart.
NOT_HERE = "PyTorch's {0} is not here; leave it out"
WORDS = {
    "affine": NOT_HERE,
    "allow_unused": "an input that the output does not depend on is an error; leave it out",
    "amsgrad": NOT_HERE,
    "capturable": NOT_HERE,
    "casting": "convert first: t.astype(...)",
    "ceil_mode": "incomplete windows are left out; pad the images with tg.pad",
    "centered": NOT_HERE,
    "collate_fn": "a batch consists of rows of the arrays; leave it out",
    "copy": "nothing changes a tensor in place, so no copy is needed",
    "count_include_pad": NOT_HERE,
    "create_graph": "write tg.grad(loss, [w], create_graph=True), which returns the gradients",
    "dampening": NOT_HERE,
    "descending": "sort, then reverse: tg.flip(tg.sort(x), -1)",
    "device": "everything runs on the CPU; leave it out",
    "differentiable": NOT_HERE,
    "drop_last": "the short last batch is included; skip it with: if len(x) < size: continue",
    "dtype": "convert before or after: t.astype(...)",
    "eta_min": "the rate falls to 0; for another form, use optim.Schedule(optimizer, factor)",
    "foreach": NOT_HERE,
    "fused": NOT_HERE,
    "initial": "add it to the result, or tg.maximum(x.max(), initial)",
    "inplace": "nothing changes a tensor in place; leave it out",
    "inputs": "write tg.grad(loss, inputs), which returns the gradients",
    "is_grads_batched": NOT_HERE,
    "last_epoch": "write schedule.load_state_dict(...) to continue an old schedule",
    "like": "the result is a Tensor",
    "map_location": "everything runs on the CPU; leave it out",
    "maximize": "minimise the negative: loss = -goal",
    "memory_format": NOT_HERE,
    "mode": "an index must be in range; use np.clip(indices, 0, n - 1)",
    "non_blocking": "everything runs on the CPU; leave it out",
    "num_workers": "the data is in memory; leave it out",
    "only_inputs": "tg.grad changes no .grad; leave it out",
    "order": "tensors are read row by row, which is order='C'",
    "out": "nothing changes a tensor in place; write t = ...",
    "padding_mode": "zeros are padded; for other padding, use tg.pad(x, pad_width, mode) first",
    "pin_memory": "everything runs on the CPU; leave it out",
    "reduce": "write reduction='none' for reduce=False",
    "requires_grad": "an op's result needs a gradient if an input does: "
    "tg.Tensor(..., requires_grad=True)",
    "return_indices": "the indices are x.argmax(axis)",
    "sampler": "give rng=np.random.default_rng(seed) for another order",
    "size_average": "write reduction='mean', or reduction='sum' for size_average=False",
    "sparse": NOT_HERE,
    "strict": "load_state_dict is always strict; select the entries of the dict first",
    "subok": "the result is a Tensor",
    "track_running_stats": "train() uses the batch, eval() the running means; leave it out",
    "threshold": "softplus is exact here for large x, too; leave it out",
    "unbiased": "write ddof=1 for unbiased=True, ddof=0 for unbiased=False",
    "verbose": "print(optimizer.lr)",
    "weights_only": "tg.load reads arrays and numbers only; leave it out",
    "where": "choose entries with tg.where",
}

# Advice for a wrong number of arguments, by the function's qualified name.
CALLS = {
    "Module.__init__": "its __init__ takes no settings; create it, then call it: {}()(x)",
    "Schedule.step": "it counts its steps itself; write schedule.step(), or, to lower the rate "
    "when the loss no longer falls, set optimizer.lr",
    "Tensor.__init__": "give the numbers in one list, {0}([2.0, 3.0]), or an array of that shape, "
    "{0}(np.zeros((2, 3)))",
    "batches": "give two arrays and a size: {0}(x, y, 64); without targets: {0}(x, x, 64)",
}


def explain_keywords(function: F) -> F:
    """The same function, but its TypeError for wrong arguments says what to write."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            if refused_at_once(error):
                name = called_name(function, args)
                words = CALLS.get(function.__qualname__, "").format(name)
                if words := advice(function, kwargs) or words:
                    raise TypeError(f"{name}: {words}") from None
            shorten(error)
            raise

    return call  # type: ignore[return-value]


def refused_at_once(error: Exception) -> bool:
    """Whether the call itself failed, before a line of the function ran.

    This is a separate function, because a frame that keeps its own traceback is a reference cycle.
    """
    way = error.__traceback__
    return isinstance(error, TypeError) and way is not None and way.tb_next is None


def advice(function: Callable[..., Any], given: Iterable[str]) -> str:
    """Advice for the first of the given keywords that `function` does not take, if known.

    >>> advice(lambda x, axis=None: x, ["dim"])
    "got an unexpected keyword argument 'dim'; NumPy's name for it is axis"
    """
    known = inspect.signature(function).parameters
    named = {name for name, p in known.items() if p.kind is not p.POSITIONAL_ONLY}
    if any(p.kind is p.VAR_KEYWORD for p in known.values()):
        return ""
    for word in given:
        if word not in named and (answer := instead(word, known, named)):
            return f"got an unexpected keyword argument {word!r}; {answer}"
    return ""


def unexpected(function: Callable[..., Any], given: Iterable[str]) -> TypeError:
    """The error for the first of the given keywords; `function` takes none of them."""
    words = advice(function, given) or f"got an unexpected keyword argument {next(iter(given))!r}"
    return TypeError(f"{function.__name__}: {words}")


def instead(word: str, known: Iterable[str], named: set[str]) -> str:
    """Advice for this keyword."""
    for here in HERE.get(word, ()):
        if here in named:
            return SAYING.get(word, "its name here is {}").format(here)
        if here in known:
            return f"give {here} by position, without a name"
    if word in known:
        return f"give {word} by position, without a name"
    return WORDS.get(word, "").format(word)


def called_name(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """The name of a function for its error; for an `__init__`, that of the class."""
    if function.__name__ == "__init__" and args:
        return type(args[0]).__name__
    return function.__qualname__.rpartition("<locals>.")[2]

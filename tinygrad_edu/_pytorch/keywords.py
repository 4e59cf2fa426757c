"""Keywords of PyTorch and NumPy that a function does not take, and what to write instead.

One table serves all: ops, methods, losses, layers, optimisers and the rest.  It is looked at only
after Python refused a call.
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

# What there is to say where the name alone does not do.
NUMPYS_NAME = "NumPy's name for it is {}"
SAYING = {
    "axis": "its name here is {}, as in PyTorch",
    "dim": NUMPYS_NAME,
    "dims": NUMPYS_NAME,
    "keepdim": NUMPYS_NAME,
    "generator": "give {}=np.random.default_rng(seed)",
    "seed": "give {}=np.random.default_rng(seed)",
    "split_size_or_sections": "{} is the number of parts, or a list of the places to cut at",
    "pad": "{} is ((before, after), ...), a pair for each axis from the first on",
}

# Keywords without a counterpart.
NOT_HERE = "PyTorch's {0} is not here; leave it out"
WORDS = {
    "affine": NOT_HERE,
    "allow_unused": "an input that the output does not depend on is an error; leave it out",
    "amsgrad": NOT_HERE,
    "capturable": NOT_HERE,
    "casting": "convert before: t.astype(...)",
    "ceil_mode": "what does not fill a window is left out; pad the images with tg.pad",
    "centered": NOT_HERE,
    "collate_fn": "a batch is rows of arrays; leave it out",
    "copy": "nothing changes a tensor in place, so none needs a copy",
    "count_include_pad": NOT_HERE,
    "create_graph": "write tg.grad(loss, [w], create_graph=True), which gives the gradients",
    "dampening": NOT_HERE,
    "descending": "sort, then turn around: tg.flip(tg.sort(x), -1)",
    "device": "all is on the processor; leave it out",
    "differentiable": NOT_HERE,
    "drop_last": "the short last batch comes, too; skip it with: if len(x) < size: continue",
    "dtype": "convert before, or after: t.astype(...)",
    "eta_min": "the rate falls to 0; for another form give optim.Schedule(optimizer, factor)",
    "foreach": NOT_HERE,
    "fused": NOT_HERE,
    "initial": "add it to the result, or tg.maximum(x.max(), initial)",
    "inplace": "nothing changes a tensor in place; leave it out",
    "inputs": "write tg.grad(loss, inputs), which gives the gradients",
    "is_grads_batched": NOT_HERE,
    "last_epoch": "write schedule.load_state_dict(...) to go on with an old schedule",
    "like": "the result is a Tensor",
    "map_location": "all is on the processor; leave it out",
    "maximize": "minimise the negative: loss = -goal",
    "memory_format": NOT_HERE,
    "mode": "an index must be in range; np.clip(indices, 0, n - 1) makes it so",
    "non_blocking": "all is on the processor; leave it out",
    "num_workers": "the data is in memory; leave it out",
    "only_inputs": "tg.grad changes no .grad; leave it out",
    "order": "tensors are read row by row, which is order='C'",
    "out": "nothing changes a tensor in place; write t = ...",
    "padding_mode": "pad with zeros, or before with tg.pad(x, pad_width, mode)",
    "pin_memory": "all is on the processor; leave it out",
    "reduce": "write reduction='none' for reduce=False",
    "requires_grad": "an op's result needs a gradient if an input does: "
    "tg.Tensor(..., requires_grad=True)",
    "return_indices": "the places are x.argmax(axis)",
    "sampler": "give rng=np.random.default_rng(seed) for another order",
    "size_average": "write reduction='mean', or reduction='sum' for size_average=False",
    "sparse": NOT_HERE,
    "strict": "load_state_dict is always strict; choose the entries of the dict before",
    "subok": "the result is a Tensor",
    "track_running_stats": "train() takes the batch, eval() the running means; leave it out",
    "threshold": "softplus is exact here for large x, too; leave it out",
    "unbiased": "write ddof=1 for unbiased=True, ddof=0 for unbiased=False",
    "verbose": "print(optimizer.lr)",
    "weights_only": "tg.load reads arrays and numbers only; leave it out",
    "where": "choose entries with tg.where",
}

# What to write where the number of arguments is wrong, by the function's qualified name.
CALLS = {
    "Module.__init__": "its __init__ takes no settings; make it, then give it numbers: {}()(x)",
    "Schedule.step": "it counts its steps itself; write schedule.step(), or, to lower the rate "
    "when the loss no longer falls, set optimizer.lr",
    "Tensor.__init__": "give the numbers in one list, {0}([2.0, 3.0]), or for a shape an array, "
    "{0}(np.zeros((2, 3)))",
    "batches": "give two arrays and a size: {0}(x, y, 64); without targets {0}(x, x, 64)",
}


def explain_keywords(function: F) -> F:
    """The function; its TypeError for arguments that it does not take says what to write."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            if refused_at_once(error):
                name = name_of(function, args)
                words = CALLS.get(function.__qualname__, "").format(name)
                if words := advice(function, kwargs) or words:
                    raise TypeError(f"{name}: {words}") from None
            shorten(error)
            raise

    return call  # type: ignore[return-value]


def refused_at_once(error: Exception) -> bool:
    """Whether the call itself failed, before a line of the function ran.

    A function of its own: a frame that keeps its own traceback would be a reference cycle.
    """
    way = error.__traceback__
    return isinstance(error, TypeError) and way is not None and way.tb_next is None


def advice(function: Callable[..., Any], given: Iterable[str]) -> str:
    """What to write for the first of the given keywords that `function` does not take, if known.

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
    """The error for the first of the given keywords, none of which `function` takes."""
    words = advice(function, given) or f"got an unexpected keyword argument {next(iter(given))!r}"
    return TypeError(f"{function.__name__}: {words}")


def instead(word: str, known: Iterable[str], named: set[str]) -> str:
    """What to write instead of this keyword."""
    for here in HERE.get(word, ()):
        if here in named:
            return SAYING.get(word, "its name here is {}").format(here)
        if here in known:
            return f"give {here} by its place, without a name"
    if word in known:
        return f"give {word} by its place, without a name"
    return WORDS.get(word, "").format(word)


def name_of(function: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """The name of a function for its error; for an `__init__`, that of the class."""
    if function.__name__ == "__init__" and args:
        return type(args[0]).__name__
    return function.__qualname__.rpartition("<locals>.")[2]

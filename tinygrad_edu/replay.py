"""Record once, replay: the rules of a graph, run again on plain arrays.

A training step makes the same graph anew each time: the same ops, in the same order, between
tensors of the same shapes.  Only the numbers differ.  So `replay` watches a function while it
makes its graph, and writes down a list: which rule, on which arrays.  A later call goes through
the list, and then back through it, by the chain rule and the sum rule.  It makes no nodes, sorts
nothing and asks nothing, which is why it is faster; the rules and their order are the same, and
so is every bit of the result.

A list knows nothing of an `if` that was not taken: `_recording` refuses what it would lose, and
`_unchanged` looks whether all is still as it was.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ._pytorch.keywords import explain_keywords
from ._recording import Changed, Recorder, as_tensors, kind_of, no_tensor_returned
from ._tensor import Tensor
from ._unchanged import Surroundings, did_the_same
from .engine.arrays import Array
from .engine.broadcasting import fitted
from .engine.graph import Node
from .engine.leaves import keep
from .engine.state import thread
from .watch.seed import seed_gradient
from .watch.training import backward, settle

ndarray = np.ndarray  # found faster
DOUBTS = 3  # calls that may be in doubt; then it is no chance
MOST = 4  # kinds of inputs: batches, a short last one, others; the oldest record is dropped


class Record(NamedTuple):
    """What a function computed, as a list.  The arrays stand in a row, each in its place.

    First come the inputs, then parameters, constants and results, as the function came to them.
    """

    key: Any  # the kinds of its inputs
    row: list[Any]  # before a call: only constants and parameters are there
    moves: list[tuple[Any, Any, int]]  # a rule, what picks its inputs, the place of its result
    back: list[tuple[Node, int, bool, list[Any]]]  # a result, its place, whether its op is local
    ends: list[tuple[int, Node | None]]  # places of leaves with a gradient; None for an input
    root: Node  # the function's result: only its shape and dtype
    place: int  # of the function's result
    recorder: Recorder
    known: set[int]  # the ids of tensors that the function uses without being given them
    around: Surroundings  # all that the function can see
    sure: bool  # whether two calls did the same

    def forward(self, inputs: list[Any]) -> tuple[Array, dict[int, Any]]:
        """The function's value, and what each rule returned: a value and its derivatives."""
        row = self.row.copy()
        row[: len(inputs)] = inputs
        results = {}
        for rule, pick, place in self.moves:
            results[place] = result = rule(*pick(row))
            value = result[0]
            row[place] = value if type(value) is ndarray else np.asarray(value)
        return row[self.place], results

    def backward(self, results: dict[int, Any], value: Array) -> dict[int, Array]:
        """∂value/∂leaf, by place: `walk` and `chain_rule`, along a way that is known."""
        gradients: dict[int, Any] = {self.place: seed_gradient(self.root, None)}
        if not math.isfinite(value.item()):
            raise FloatingPointError
        for node, place, local, inputs in self.back:
            g = gradients.pop(place)
            derivatives = results.pop(place)
            for i, k, shape, dtype in inputs:
                if not local:
                    d = derivatives[i + 1](g)
                elif type(slope := derivatives[i + 1]()) is not int:
                    d = g * slope
                else:  # 1 passes g on, −1 negates it
                    d = g if slope == 1 else -g if slope == -1 else g * slope
                if type(d) is not ndarray or d.shape != shape or d.dtype is not dtype:
                    d = fitted(node, i, np.asarray(d))
                gradients[k] = gradients[k] + d if k in gradients else d  # the sum rule
        return gradients


class Replayed:
    """A function that is recorded when it is called, and then replayed; made by `replay`."""

    def __init__(self, function: Callable[..., Any], model: Any = None) -> None:
        if not callable(function):
            raise TypeError(
                f"replay: {type(function).__name__} is not a function; give it the function that "
                "computes the loss, not its result: tg.replay(lambda x, y: cost(model(x), y))"
            )
        if model is not None and not hasattr(model, "named_modules"):
            raise TypeError(f"replay: model is a {type(model).__name__}, not a Module")
        self.function, self.model = function, model
        self.records: dict[Any, Record] = {}  # the one that was used last is the last
        self.latest: Record | None = None
        self.doubts = 0  # calls in a row in which another thread may have drawn random numbers

    def __call__(self, *inputs: Any) -> Array:
        """The function's value, as an array: the forward pass alone."""
        return self.run(inputs, back=False)

    def backward(self, *inputs: Any) -> Array:
        """The function's value, as an array; adds its gradients to the leaves' as `backward()`."""
        return self.run(inputs, back=True)

    def run(self, inputs: tuple[Any, ...], back: bool) -> Array:
        """Replay what was recorded twice; record everything else."""
        if thread.watchers:
            return self.as_always(inputs, back)
        key, arrays = kind_of(inputs)
        record = self.latest
        if record is None or record.key != key:  # looking it up takes longer
            record = self.records.get(key)
        if record is not None and not record.around.unchanged():
            record = None
        if record is not None and not record.known.isdisjoint(map(id, inputs)):
            record = None  # an argument that the function knows, too: it will be refused
        if record is None or not record.sure:
            return self.recorded(key, inputs, arrays, back, record)
        if record is not self.latest:
            self.records[key] = self.latest = self.records.pop(key)  # the order of use
        try:
            value, results = record.forward(arrays)
            gradients = record.backward(results, value) if back else {}
        except Changed:
            return self.recorded(key, inputs, arrays, back, None)
        except Exception:  # it is raised or reported again, in the words of the ops
            return self.as_always(inputs, back)
        if back:
            pop = gradients.pop
            settle({inputs[k] if x is None else x: pop(k) for k, x in record.ends}, value.item())
        return np.array(value)

    def recorded(
        self, key: Any, inputs: tuple[Any, ...], arrays: list[Any], back: bool, first: Record | None
    ) -> Array:
        """The function's value, computed as always, and written down."""
        self.records.pop(key, None)  # if it fails, it begins anew
        self.latest = None
        before = Surroundings(self.function, self.model, first and first.recorder)
        recorder = Recorder(inputs, arrays, before.states)
        with recorder:
            root = recorder.outcome(self.function(*recorder.inputs))
        doubt = before.refuse_side_effects(recorder, self.doubts < DOUBTS)
        self.doubts = self.doubts + 1 if doubt else 0
        sure = first is not None and did_the_same(first.recorder, recorder)
        if not doubt:
            around = Surroundings(self.function, self.model, recorder)
            program = recorder.program(root)
            known = {*map(id, recorder.outside())}
            self.records[key] = self.latest = Record(key, *program, recorder, known, around, sure)
        if len(self.records) > MOST:
            del self.records[next(iter(self.records))]
        value = np.array(root.value)
        if back:
            backward(root)
            for own, x in recorder.stand_ins:
                if own.gradient is not None:
                    keep({x: own.gradient})
                    x.notes = own.notes
        recorder.stand_ins.clear()
        return value

    def as_always(self, inputs: tuple[Any, ...], back: bool) -> Array:
        """The function's value without a record: while something watches, or if an op fails."""
        root = self.function(*as_tensors(inputs))
        if not isinstance(root, Tensor):
            raise no_tensor_returned(root)
        if back:
            root.backward()
        return np.array(root.value)

    def __reduce__(self) -> tuple[Any, ...]:
        """What a copy is made of: it has other parameters, so it records anew."""
        return type(self), (self.function, self.model)


@explain_keywords
def replay(function: Callable[..., Any], model: Any = None) -> Replayed:
    """The function, recorded by its first two calls, and then replayed on plain arrays.

    `cost.backward(x, y)` is forward and backward pass: it returns the loss as an array, and adds
    to the `.grad` of the leaves what `backward()` would.  `cost(x, y)` is the forward pass alone.
    Arguments are tensors and arrays, which may have other values in each call, or numbers and
    words, which are part of the record.  All that the function can see may change, and is noticed
    if it is a variable of the function or in `model`.

    >>> w = Tensor([1.0, 2.0], requires_grad=True)
    >>> cost = replay(lambda x: (w * x).sum())
    >>> [cost.backward(np.full(2, k)).item() for k in range(4)]
    [0.0, 3.0, 6.0, 9.0]
    >>> w.grad
    array([6., 6.])
    """
    return Replayed(function, model)

"""The data a node keeps for its derivatives: recomputed, used up, or released.

Nodes come from `graph`, which imports this file.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from sys import getrefcount
from typing import Any, Protocol

from .arrays import of_one_dtype
from .state import thread

# The form of an op's derivatives: local ones, mirror ops, or vector–Jacobian products.
ELEMENTWISE = "elementwise"
LINEAR_MAP = "linear map"
DIFFERENTIABLE = "differentiable"
Node = Any
Rule = Callable[..., tuple[Any, ...]]
NO_SETTINGS: Mapping[str, Any] = {}


class Op(Protocol):
    """A function of tensors, made from its rule by one of the decorators of `ops/rules.py`."""

    __name__: str
    kind: str
    rule: Rule
    on_tensors: Rule  # the rule, for second derivatives
    explained: Callable[..., Exception]  # from the inputs and an error in the rule
    facts: Any  # its row in `ops/facts.py`

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        """The result, recorded in the graph."""


def run_again(node: Node, create_graph: bool, retain_graph: bool, root: Node) -> tuple[Any, ...]:
    """The rule's value and derivatives, recomputed on nodes so that they can be differentiated.

    In a graph that was freed they are recomputed on arrays, but only if this walk frees nothing.
    """
    if create_graph and node.op.kind is not LINEAR_MAP:
        return node.op.on_tensors(*of_one_dtype(node.inputs), **node.settings)
    if not (retain_graph or create_graph):
        raise second_pass(node, root)
    values = of_one_dtype([x.value for x in node.inputs])
    return node.derivatives or node.op.rule(*values, **node.settings)


class Released:
    """A placeholder for the released inputs of a result; it counts as younger than any node."""

    age = math.inf
    inputs = derivatives = ()
    needs_gradient = False


RELEASED: tuple[Node, ...] = (Released(),)


def references(holders: int) -> int:
    """The result of `getrefcount` for a loop variable that is in this many containers.

    It differs between versions of Python.  A higher count means that it is held elsewhere, too.
    """
    things = [Released()]
    others = [tuple(things) for _ in range(holders - 1)]
    for thing in things:
        return getrefcount(thing)
    raise AssertionError(others)


def release_earlier() -> None:
    """Release the graph of the previous pass; the graph of this one stays, for pictures.

    A loss or an output that you keep then holds only its own numbers, not the batch and all the
    activations that it was computed from.
    """
    waiting = [node for held in thread.walked if (node := held()) is not None]
    while waiting:
        node = waiting.pop()
        if node.derivatives is None:  # used up; leaves and retained graphs stay
            waiting += node.inputs
            node.inputs = RELEASED
            node.settings = NO_SETTINGS
            node.scope = None


def second_pass(node: Node, root: Node) -> RuntimeError:
    """The error for a graph, or a part of one, that an earlier pass has freed."""
    if root.age < thread.passed:
        return RuntimeError(
            "backward: this is the second pass through the same graph, and the first one freed "
            "what its derivatives need; compute the loss inside the loop, anew for each backward. "
            "To go twice through one graph on purpose, let the first pass keep it, with "
            "retain_graph=True"
        )
    return RuntimeError(
        f"backward: this is the second pass through a part of the graph: the loss is new, but it "
        f"uses a result of {node.op.__name__}, of shape {node.value.shape}, computed before the "
        "last backward, which freed what its derivatives need. Compute it inside the loop, or, if "
        "it is a state, a running mean or a weight, take its values: .detach(). To go through it "
        "again on purpose, let the first pass keep it, with retain_graph=True"
    )

"""Graphs that are built, used and changed in any order, beside a model that knows no graph.

The model carries each value forwards together with its derivatives by every entry of every leaf,
in plain NumPy.  So it knows at any time what backpropagation must give.
"""

import gc

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

import tinygrad_edu as tg

# What happens here is no way to train.
pytestmark = pytest.mark.filterwarnings("ignore::tinygrad_edu.watch.notices.TrainingWarning")

# op: (of tensors, of arrays, how a small change of the inputs changes the result)
UNARY = {
    "-x": (lambda x: -x, lambda v, d: -d),
    "tanh": (np.tanh, lambda v, d: d / np.cosh(v) ** 2),
    "sin": (np.sin, lambda v, d: np.cos(v) * d),
    "square": (lambda x: x**2, lambda v, d: 2 * v * d),
    "sum": (lambda x: x.sum(), lambda v, d: d.sum()),
    "mean of rows": (  # of a single number it is that number, which NumPy does not say
        lambda x: x.mean(axis=0 if x.ndim else None),
        lambda v, d: d.mean(axis=0 if d.ndim else None),
    ),
    "transpose": (lambda x: x.T, lambda v, d: d.T),
    "ravel": (lambda x: x.reshape(-1), lambda v, d: d.reshape(-1)),
    "last": (lambda x: x[-1:], lambda v, d: d[-1:]),
    "twice": (lambda x: x[[0, -1, 0]], lambda v, d: d[[0, -1, 0]]),
    "x - x.mean()": (lambda x: x - x.mean(), lambda v, d: d - d.mean()),
}
BINARY = {
    "+": (lambda x, y: x + y, lambda x, y, dx, dy: dx + dy),
    "-": (lambda x, y: x - y, lambda x, y, dx, dy: dx - dy),
    "*": (lambda x, y: x * y, lambda x, y, dx, dy: dx * y + x * dy),
    "/": (
        lambda x, y: x / (2 + y * y),
        lambda x, y, dx, dy: dx / (2 + y * y) - x * 2 * y * dy / (2 + y * y) ** 2,
    ),
    "@": (lambda x, y: x @ y, lambda x, y, dx, dy: dx @ y + x @ dy),
    "concatenate": (
        lambda x, y: np.concatenate([x, y]),
        lambda x, y, dx, dy: np.concatenate([dx, dy]),
    ),
}


class Known:
    """A tensor, and what the model knows of it."""

    def __init__(self, tensor, value, slopes, behind):
        self.tensor = tensor
        self.value = value
        self.slopes = slopes  # for each leaf a list: ∂value/∂entry, for each of its entries
        self.behind = behind  # the results that this one was made of, with itself
        self.freed = self.released = self.stale = False  # freed by a pass, released by the next


def constant_like(leaf, shape):
    return [np.zeros(shape)] * leaf.value.size


class Graphs(RuleBasedStateMachine):
    leaves = Bundle("leaves")
    results = Bundle("results")
    anything = leaves | results

    def __init__(self):
        super().__init__()
        self.rng = np.random.default_rng(0)
        self.known = []  # those of the pool that were not deleted
        self.gradients = {}  # of each leaf, as it must be
        self.walked = []  # what the last pass has freed

    def keep(self, known):
        if not np.isfinite(known.value).all() or np.abs(known.value).max(initial=0) > 1e4:
            return None
        self.known.append(known)
        return known

    # --- building ---

    @initialize(target=leaves)
    def leaves_to_begin_with(self):
        return multiple(*(self.leaf(shape) for shape in [(2,), (2, 2), ()]))

    @initialize(target=results)
    def results_to_begin_with(self):
        return multiple(*(self.unary(self.leaf((3,)), "tanh", True) for _ in range(2)))

    @rule(target=leaves, shape=st.sampled_from([(), (2,), (3,), (2, 2), (2, 3), (1, 2)]))
    def leaf(self, shape):
        value = self.rng.uniform(-1, 1, shape)
        leaf = Known(tg.Tensor(value, requires_grad=True), value.copy(), {}, [])
        units = np.eye(value.size).reshape(value.size, *shape)
        leaf.slopes[leaf] = list(units)
        self.gradients[leaf] = None
        return self.keep(leaf)

    @rule(target=results, x=anything, name=st.sampled_from(sorted(UNARY)), recorded=st.booleans())
    def unary(self, x, name, recorded):
        op, tangent = UNARY[name]
        return self.apply([x], op, tangent, recorded or bool(self.rng.integers(3)))

    @rule(target=results, x=anything, y=anything, name=st.sampled_from(sorted(BINARY)))
    def binary(self, x, y, name):
        op, tangent = BINARY[name]
        return self.apply([x, y], op, tangent, True)

    def apply(self, inputs, op, tangent, recorded):
        if any(x is None for x in inputs):  # it had grown too large
            return None
        values = [x.value for x in inputs]
        try:
            value = np.asarray(op(*values))
        except (ValueError, IndexError):  # the shapes do not fit: then they don't fit here either
            try:
                op(*(x.tensor for x in inputs))
            except (ValueError, IndexError):
                return None
            raise AssertionError("NumPy refuses it") from None
        if not recorded:
            with tg.no_grad():
                return self.keep(Known(op(*(x.tensor for x in inputs)), value, {}, []))
        leaves = dict.fromkeys(leaf for x in inputs for leaf in x.slopes)
        slopes = {
            leaf: [
                np.asarray(tangent(*values, *changes)) + np.zeros(value.shape)
                for changes in zip(
                    *(x.slopes.get(leaf) or constant_like(leaf, x.value.shape) for x in inputs),
                    strict=True,
                )
            ]
            for leaf in leaves
        }
        result = Known(op(*(x.tensor for x in inputs)), value, slopes, [])
        if leaves:
            behind = dict.fromkeys(other for x in inputs for other in x.behind)
            result.behind = [*behind, result]
        return self.keep(result)

    @rule(target=results, x=anything)
    def detach(self, x):
        if x is None:
            return None
        return self.keep(Known(x.tensor.detach(), x.value.copy(), {}, []))

    # --- using ---

    @rule(root=anything, retain=st.booleans())
    def backward(self, root, retain):
        if root is None or not root.slopes:
            return
        seed = self.rng.uniform(-1, 1, root.value.shape)
        twice = not retain and any(known.freed for known in root.behind)  # else it runs again
        gone = retain and any(known.released for known in root.behind)
        stale = any(known.stale for known in root.behind)
        try:
            root.tensor.backward(seed, retain_graph=retain)
        except RuntimeError as error:
            said = str(error)
            assert (
                (twice and "second pass" in said)
                or (gone and "was released" in said)
                or (stale and "changed since" in said)
            )
            return
        assert not twice
        assert not gone
        for leaf, expected in self.expected(root, seed).items():
            old = self.gradients[leaf]
            self.gradients[leaf] = expected if old is None else old + expected
        if not retain:
            for known in self.walked:
                known.released = True
            self.walked = root.behind
            for known in root.behind:
                known.freed = True

    @rule(root=anything, create_graph=st.booleans())
    def grad(self, root, create_graph):
        if root is None or not root.slopes or any(k.stale or k.released for k in root.behind):
            return
        seed = self.rng.uniform(-1, 1, root.value.shape)
        expected = self.expected(root, seed)
        found = tg.grad(
            root.tensor,
            tuple(leaf.tensor for leaf in expected),
            grad_output=seed,
            create_graph=create_graph,
            retain_graph=True,
        )
        for d, e in zip(found, expected.values(), strict=True):
            np.testing.assert_allclose(d.data, e, rtol=1e-9, atol=1e-9)

    def expected(self, root, seed):
        return {
            leaf: np.array([(seed * slope).sum() for slope in slopes]).reshape(leaf.value.shape)
            for leaf, slopes in root.slopes.items()
        }

    # --- changing ---

    @rule(leaf=leaves, way=st.sampled_from(["-=", "=", "state"]))
    def change(self, leaf, way):
        new = self.rng.uniform(-1, 1, leaf.value.shape)
        if way == "-=":
            leaf.tensor.data -= leaf.tensor.data - new
        else:
            leaf.tensor.data = new
        self.has_changed(leaf, leaf.tensor.data.copy())
        np.testing.assert_allclose(leaf.value, new)

    def has_changed(self, leaf, value):
        leaf.value[...] = value  # a view of it, here and there, shows the new one
        for known in self.known:
            for result in known.behind:
                result.stale |= leaf in result.slopes

    @rule(rate=st.sampled_from([0.0, 0.1]))
    def step(self, rate):
        leaves = list(self.gradients)
        if not leaves:
            return
        tg.optim.SGD([leaf.tensor for leaf in leaves], lr=rate).step()
        for leaf in leaves:
            if (g := self.gradients[leaf]) is not None:
                self.has_changed(leaf, leaf.value - rate * g)

    @rule(leaf=leaves)
    def forget_the_gradient(self, leaf):
        leaf.tensor.grad = self.gradients[leaf] = None

    @rule(x=consumes(results))
    def delete(self, x):
        if x in self.known:
            self.known.remove(x)
            x.tensor = None
        gc.collect(0)

    # --- what always holds ---

    @invariant()
    def values_and_gradients_are_those_of_the_model(self):
        for known in self.known:
            np.testing.assert_allclose(known.tensor.data, known.value, rtol=1e-9, atol=1e-9)
        for leaf, expected in self.gradients.items():
            assert (leaf.tensor.grad is None) == (expected is None)
            if expected is not None:
                np.testing.assert_allclose(leaf.tensor.grad, expected, rtol=1e-8, atol=1e-8)

    @invariant()
    def gradients_share_no_memory(self):
        found = [leaf.tensor.grad for leaf in self.gradients if leaf.tensor.grad is not None]
        arrays = found + [known.tensor.data for known in self.known]
        for i, g in enumerate(found):
            assert not any(np.shares_memory(g, other) for other in arrays[i + 1 :])


TestGraphs = Graphs.TestCase
few = [HealthCheck.filter_too_much, HealthCheck.too_slow]  # no result is left to delete, say
TestGraphs.settings = settings(stateful_step_count=40, deadline=None, suppress_health_check=few)

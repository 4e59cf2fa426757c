"""A replay is what the function itself computes, to the last bit, or it is an error."""

import copy
import functools
import gc
import importlib
import queue
import random
import sys
import threading
import warnings
import weakref
from argparse import Namespace
from collections import OrderedDict, deque
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tests.nn.layers_table import ROWS
from tests.ops.op_registry import ENTRIES, laid_out
from tinygrad_edu import nn, optim

pytestmark = pytest.mark.filterwarnings("ignore::tinygrad_edu.watch.notices.TrainingWarning")


def bits(array):
    """An array in a form in which only the same bits are equal."""
    return None if array is None else (array.dtype, array.shape, array.tobytes())


def gradients(leaves):
    return [bits(x.grad) for x in leaves]


def forget(leaves):
    for x in leaves:
        x.grad = None


def eagerly(function, inputs):
    """The function's value after backward(), as an array."""
    loss = function(*inputs)
    loss.backward()
    return loss.data


def assert_replays(function, calls, leaves, model=None):
    """Each of these calls gives the bits of the function; all but two of a kind are replays."""
    cost = tg.replay(function, model)
    for inputs in calls:
        own = [x for x in inputs if isinstance(x, tg.Tensor) and x.requires_grad]
        for _ in range(2):  # the second time, gradients are added
            forget([*leaves, *own])
            expected = bits(eagerly(function, inputs))
            eagerly(function, inputs)
            wanted = gradients([*leaves, *own])
            forget([*leaves, *own])
            value = cost.backward(*inputs)
            assert type(value) is np.ndarray
            assert bits(value) == expected
            cost.backward(*inputs)
            assert gradients([*leaves, *own]) == wanted
            assert bits(cost(*inputs)) == expected
    assert cost.records
    return cost


def recordings(cost):
    """A list that grows with each call that is recorded."""
    recorded, calls = cost.recorded, []

    def counted(key, inputs, *others):
        calls.append(inputs)
        return recorded(key, inputs, *others)

    cost.recorded = counted
    return calls


def network(*sizes, dtype=np.float32, activation=nn.Tanh, seed=0):
    rng = np.random.default_rng(seed)
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(n_in, n_out, dtype=dtype, rng=rng), activation()]
    return nn.Sequential(*layers[:-1])


def batch(n, seed, pixels=6, classes=4, dtype=np.float32):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, pixels)).astype(dtype), rng.integers(classes, size=n)


# --- every op, layer and loss -----------------------------------------------------------------

REFUSED_OPS = {"topk"}  # its indices are a plain array


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
@given(data=st.data())
def test_every_op_is_replayed_to_the_last_bit(entry, data):
    case = data.draw(entry.cases)
    rng = np.random.default_rng(0)

    def function(*xs):
        y = entry.call(*xs, **case.settings)
        return (y * np.linspace(0.5, 1.5, y.size).reshape(y.shape)).sum()

    calls = []
    for _ in range(3):
        arrays = [rng.permuted(x.ravel()).reshape(x.shape) for x in case.inputs]
        calls.append([tg.Tensor(x, requires_grad=True) for x in arrays])
    if entry.name in REFUSED_OPS:
        with pytest.raises(RuntimeError, match=r"replay: .*reads the values"):
            tg.replay(function)(*calls[0])
        return
    try:
        function(*calls[0])
    except np.linalg.LinAlgError:
        return
    assert_replays(function, calls, [])


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("form", ["arrays", "tensors"])
def test_every_layer_and_loss_is_replayed_to_the_last_bit(name, form):
    row = ROWS[name]
    layer = row.make(np.random.default_rng(0)).eval()
    rng = np.random.default_rng(1)
    first = row.inputs[0]
    scale = tg.Tensor(1.5, requires_grad=True)

    def function(*inputs):
        y = layer(*inputs) if first.dtype.kind in "iu" else layer(inputs[0] * scale, *inputs[1:])
        return (y * y).sum() * scale

    def shuffled(x):
        x = rng.permuted(x.ravel()).reshape(x.shape)
        if name == "BCE":
            x = x / 2  # times the scale it is still a probability
        return tg.Tensor(x, dtype=x.dtype) if form == "tensors" else x

    calls = [[shuffled(x) for x in row.inputs] for _ in range(3)]
    assert_replays(function, calls, [*layer.parameters(), scale], layer)


LOSSES = {
    "CrossEntropy": (lambda: nn.CrossEntropy(), "labels"),
    "of weights": (lambda: nn.CrossEntropy(weight=[1.0, 2.0, 0.5, 3.0]), "labels"),
    "smoothed": (lambda: nn.CrossEntropy(label_smoothing=0.1), "labels"),
    "smoothed, of weights": (
        lambda: nn.CrossEntropy([1.0, 2.0, 0.5, 3.0], label_smoothing=0.1), "labels",
    ),
    "sum": (lambda: nn.CrossEntropy(reduction="sum"), "labels"),
    "each": (lambda: nn.CrossEntropy(reduction="none"), "labels"),
    "of chances": (lambda: nn.CrossEntropy(), "chances"),
    "of one-hot rows": (lambda: nn.CrossEntropy(), "one-hot"),
    "of weights and chances": (lambda: nn.CrossEntropy([1.0, 2.0, 0.5, 3.0]), "chances"),
    "ignoring": (lambda: nn.CrossEntropy(ignore_index=2), "labels"),
    "MSE": (lambda: nn.MSE(), "numbers"),
    "MSE, each": (lambda: nn.MSE(reduction="none"), "numbers"),
    "L1": (lambda: nn.L1(), "numbers"),
    "Huber": (lambda: nn.Huber(), "numbers"),
    "BCEWithLogits": (lambda: nn.BCEWithLogits(), "one-hot"),
    "BCEWithLogits, weighted": (lambda: nn.BCEWithLogits(pos_weight=[1.0, 2, 3, 4]), "chances"),
}  # fmt: skip


def targets(kind, n, seed, dtype=np.float32):
    rng = np.random.default_rng(seed)
    labels = rng.integers(4, size=n)
    return {
        "labels": labels,
        "chances": rng.dirichlet(np.ones(4), n).astype(dtype),
        "one-hot": np.eye(4, dtype=dtype)[labels],
        "numbers": rng.normal(size=(n, 4)),  # float64 beside float32
    }[kind]


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_takes_new_targets_in_each_call(name):
    make, kind = LOSSES[name]
    loss, model = make(), network(6, 5, 4)

    def function(x, y):
        found = loss(model(x), y)
        return found if found.ndim == 0 else (found * found).sum()

    calls = [(batch(7, seed)[0], targets(kind, 7, seed)) for seed in range(4)]
    calls += [(tg.Tensor(x), tg.Tensor(y, dtype=y.dtype)) for x, y in calls]
    assert_replays(function, calls, list(model.parameters()), model)


def test_labels_that_are_ignored_may_be_others_in_each_call():
    model, loss = network(6, 4), nn.CrossEntropy()
    calls = []
    for seed in range(6):
        x, y = batch(5, seed)
        y[: seed % 3] = -100
        calls.append((x, y))
    leaves = list(model.parameters())
    cost = tg.replay(lambda x, y: loss(model(x), y), model)
    for inputs in [*calls, *calls, *calls[::-1]]:
        forget(leaves)
        expected = eagerly(cost.function, inputs), gradients(leaves)
        forget(leaves)
        assert (cost.backward(*inputs), gradients(leaves)) == expected


def test_a_label_out_of_range_is_the_same_error_as_always():
    model, loss = network(6, 4), nn.CrossEntropy()
    cost = tg.replay(lambda x, y: loss(model(x), y), model)
    x, y = batch(5, 0)
    for _ in range(3):
        cost.backward(x, y)
    assert cost.records
    for wrong in (-1, 4):
        with pytest.raises(ValueError, match=f"label {wrong} is not one of the 4 classes"):
            cost.backward(x, np.full(5, wrong))
    with pytest.raises(TypeError, match="not integers"):
        cost.backward(x, y.astype(float))


# --- settings that are inputs -----------------------------------------------------------------

SETTINGS = {
    "getitem": lambda x, k, m: x[np.arange(4), k],
    "getitem, twice": lambda x, k, m: x[k][:, k],
    "getitem, a mask": lambda x, k, m: x[m].sum() + x.mean(),
    "take_along_axis": lambda x, k, m: tg.take_along_axis(x, k[:, None], axis=1),
    "NumPy's": lambda x, k, m: np.take_along_axis(x, k[:, None], axis=1),
    "one_hot": lambda x, k, m: x * tg.one_hot(k, 4),
    "one_hot, of a dtype": lambda x, k, m: x - tg.one_hot(k, 4, np.float32),
    "where": lambda x, k, m: tg.where(m, x, -x),
    "scatter": lambda x, k, m: tg.scatter(x, index=(k,), shape=(4, 4)),
    "an operand": lambda x, k, m: x * k + m,
    "converted": lambda x, k, m: x * k.astype(np.float64) * m.astype(int),
    "sorted": lambda x, k, m: tg.sort(x * k, axis=1),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_is_an_input_is_another_one_in_each_call(name):
    w = tg.Tensor(np.random.default_rng(0).normal(size=(4, 4)), requires_grad=True)

    def function(x, k, m):
        y = SETTINGS[name](w * x, k, m)
        return (y * y).sum()

    def arrays(x, k, m):
        return function(tg.Tensor(x), tg.Tensor(k, dtype=int), tg.Tensor(m, dtype=bool))

    calls = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x, k = rng.normal(size=(4, 4)), rng.integers(0, 4, 4)
        calls.append((x, k, rng.permuted(np.arange(16) < 5).reshape(4, 4)))
    cost = tg.replay(function)
    for inputs in calls:
        forget([w])
        expected = bits(eagerly(arrays, inputs)), gradients([w])
        for _ in range(3):
            forget([w])
            assert (bits(cost.backward(*inputs)), gradients([w])) == expected
    assert cost.records


def test_a_mask_may_choose_another_number_of_entries():
    w = tg.Tensor(np.arange(4.0), requires_grad=True)

    def function(m):
        chosen = w[m]
        return chosen.sum() / len(chosen)

    cost = tg.replay(function)
    for count in (1, 1, 1, 2, 2, 2, 2, 3, 1, 4):
        mask = np.arange(4) >= 4 - count
        forget([w])
        expected = eagerly(function, (tg.Tensor(mask, dtype=bool),)), gradients([w])
        forget([w])
        assert cost(mask) == expected[0]
        assert (cost.backward(mask), gradients([w])) == expected
    assert cost.records


@pytest.mark.parametrize("layout", ["transposed", "strided", "reversed", "F"])
def test_an_array_of_any_layout_gives_the_same_bits(layout):
    model = network(60, 33, 4)
    rng = np.random.default_rng(0)
    calls = []
    for seed in range(3):
        x = laid_out(rng.normal(size=(65, 60)).astype(np.float32), layout)
        calls.append((x, targets("labels", 65, seed)))
    loss = nn.CrossEntropy()
    assert_replays(lambda x, y: loss(model(x), y), calls, list(model.parameters()), model)


# --- random graphs ----------------------------------------------------------------------------

UNARY = [np.tanh, np.sin, lambda x: x * x, lambda x: x - x.mean(), lambda x: x.T, lambda x: x[::-1]]
UNARY += [lambda x: (2 * x).detach() * x, lambda x: tg.relu(x), lambda x: x.astype(np.float32)]
UNARY += [lambda x: tg.where(np.eye(3) > 0, x, 2 * x), lambda x: 1 / (1 + x * x), abs]
BINARY = [np.add, np.subtract, np.multiply, np.matmul, np.maximum]
BINARY += [lambda x, y: x / (2 + y * y), lambda x, y: np.concatenate([x, y])[1:4]]


@given(data=st.data())
def test_a_random_graph_is_replayed_to_the_last_bit(data):
    """Shared leaves, results that are used many times or never, two dtypes, a frozen leaf."""
    rng = np.random.default_rng(data.draw(st.integers(0, 2**16)))
    leaves = [tg.Tensor(rng.normal(size=(3, 3)), requires_grad=True) for _ in range(2)]
    leaves.append(tg.Tensor(rng.normal(size=(3, 3)), dtype=np.float32, requires_grad=True))
    frozen = tg.Tensor(rng.normal(size=(3,)))
    script = data.draw(
        st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99)), max_size=12)
    )

    def function(*inputs):
        pool = [*inputs, *leaves, frozen]
        for which, i, j in script:
            x, y = pool[i % len(pool)], pool[j % len(pool)]
            if x.shape != (3, 3) or y.shape != (3, 3) or which % 3:
                op = UNARY[which % len(UNARY)]
                pool.append(op(x) if x.shape == (3, 3) else x * 2)
            else:
                pool.append(BINARY[which % len(BINARY)](x, y))
        total = leaves[0].sum()
        for x in pool[-4:]:
            total = total + np.tanh(x).sum()
        return total

    calls = []
    for _ in range(3):
        own = tg.Tensor(rng.normal(size=(3, 3)), requires_grad=True)
        calls.append((rng.normal(size=(3, 3)).astype(np.float32), own))
        leaves[0].data += 0.1 if calls else 0

    def arrays(x, own):
        return function(tg.Tensor(x), own)

    cost = tg.replay(function)
    for x, own in calls:
        for leaf in (*leaves, frozen):
            leaf.data = rng.normal(size=leaf.shape)
        forget([*leaves, own])
        expected = bits(eagerly(arrays, (x, own))), gradients([*leaves, own])
        for _ in range(3):
            forget([*leaves, own])
            assert (bits(cost.backward(x, own)), gradients([*leaves, own])) == expected


# --- training ---------------------------------------------------------------------------------

OPTIMISERS = {
    name: getattr(optim, name)
    for name in optim.__all__
    if isinstance(getattr(optim, name), type) and issubclass(getattr(optim, name), optim.Optimizer)
}
OPTIMISERS.pop("Optimizer")


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_training_with_any_optimiser_gives_the_same_bits(name, dtype):
    """With a schedule, clipping, accumulation, and a short last batch."""
    finals = []
    for replayed in (False, True):
        model, loss = network(6, 5, 4, dtype=dtype), nn.CrossEntropy()
        optimizer = OPTIMISERS[name](model.parameters(), lr=0.05, weight_decay=0.01)
        schedule = optim.cosine(optimizer, 30, warmup=0.1)

        def function(x, y, model=model, loss=loss):
            return loss(model(x), y)

        cost = tg.replay(function, model)
        losses = []
        for seed in range(30):
            optimizer.zero_grad()
            for part in range(2):
                inputs = batch(3 if seed % 5 == 4 else 8, seed + 100 * part, dtype=dtype)
                found = cost.backward(*inputs) if replayed else eagerly(function, inputs)
                losses.append(found.item())
            optim.clip_grad_norm(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        finals.append((losses, [bits(p.data) for p in model.parameters()]))
        assert not replayed or len(cost.records) == 2
    assert finals[0] == finals[1]


def of_an_example(name):
    """A model of an example, its loss, and a function that draws a batch."""
    rng = np.random.default_rng(0)
    module, loss, yes_or_no = importlib.import_module(name), nn.CrossEntropy(), nn.BCEWithLogits()

    def images(n):
        return rng.random((n, 1, 28, 28), dtype=np.float32), rng.integers(10, size=n)

    if name == "mnist_conv":
        model = module.build([4, 6], 0.25, rng).eval()
        return model, lambda x, y: loss(model(x), y), lambda: images(5)
    if name == "29_nielsen_convolution":
        model = nn.Sequential(*dict(module.networks(rng))["two layers"]).eval()
        return model, lambda x, y: loss(model(x), y), lambda: images(3)
    if name == "32_own_layer":
        model = nn.Sequential(nn.Linear(1, 8, rng=rng), module.Snake(8), nn.Linear(8, 1, rng=rng))
        draw = lambda: (rng.normal(size=(9, 1)), rng.normal(size=(9, 1)))  # noqa: E731
        return model, lambda x, y: ((model(x) - y) ** 2).mean(), draw
    if name == "33_recurrent_cell":
        model = module.Adder(5, rng)
        draw = lambda: module.sums(4, 6, rng)  # noqa: E731
        return model, lambda x, y: yes_or_no(model(x), y), draw
    if name == "34_language":
        looks = [module.Attention(8, 2, rng) for _ in range(2)]
        model = module.Writer(7, 6, 8, looks, rng).to(np.float32).eval()
        return model, lambda x: module.surprise(model, x), lambda: (rng.integers(7, size=(3, 7)),)
    module = importlib.import_module("mnist")
    model = module.build(784, [16, 16], "sigmoid", "squared", rng)
    draw = lambda: (images(4)[0].reshape(4, -1), np.eye(10, dtype=np.float32)[:4])  # noqa: E731
    return model, lambda x, y: module.squared_error(model(x), y), draw


FROM_EXAMPLES = ["mnist", "mnist_conv", "29_nielsen_convolution", "32_own_layer"]
FROM_EXAMPLES += ["33_recurrent_cell", "34_language"]


@pytest.mark.parametrize("name", FROM_EXAMPLES)
def test_the_models_of_the_examples_train_to_the_same_bits(name, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(Path(__file__).parents[1] / "examples"), *sys.path])
    finals = []
    for replayed in (False, True):
        model, function, draw = of_an_example(name)
        optimizer = optim.Adam(model.parameters(), lr=0.01)
        cost = tg.replay(function, model)
        calls = recordings(cost)
        losses = []
        for _ in range(6):
            optimizer.zero_grad()
            inputs = draw()
            losses.append(bits(cost.backward(*inputs) if replayed else eagerly(function, inputs)))
            optimizer.step()
        finals.append((losses, [bits(p.data) for p in model.parameters()]))
        assert not replayed or len(calls) == 2
    assert finals[0] == finals[1]


def test_weights_may_be_loaded_and_written_between_calls():
    model = network(6, 4)
    other = network(6, 4, seed=1).state_dict()
    leaves = list(model.parameters())
    cost = tg.replay(lambda x, y: nn.CrossEntropy()(model(x), y), model)
    inputs = batch(5, 0)
    changes = [
        lambda: None,
        lambda: None,
        lambda: model.load_state_dict(other),
        lambda: leaves[0].data.fill(0.5),
        lambda: setattr(leaves[1], "data", np.arange(4.0)),
        lambda: model.to(np.float64),
        lambda: model.to(np.float32),
    ]
    for change in changes:
        change()
        forget(leaves)
        expected = eagerly(cost.function, inputs), gradients(leaves)
        for _ in range(2):
            forget(leaves)
            assert (cost.backward(*inputs), gradients(leaves)) == expected


def test_shared_weights_get_the_sum():
    layer = nn.Linear(4, 4, rng=np.random.default_rng(0))
    calls = [(batch(3, seed, pixels=4, dtype=float)[0],) for seed in range(4)]
    assert_replays(
        lambda x: (layer(np.tanh(layer(x))) @ layer.weight).sum(), calls, list(layer.parameters())
    )


def test_a_short_batch_is_recorded_for_itself_and_a_few_records_are_kept():
    model = network(6, 4)
    cost = tg.replay(lambda x, y: nn.CrossEntropy()(model(x), y), model)
    calls = recordings(cost)
    for n in (8, 8, 3, 3, 8, 3, 8):
        cost.backward(*batch(n, n))
    assert [len(x) for x, _ in calls] == [8, 8, 3, 3]
    for n in (4, 5, 6, 4, 5, 6):
        cost.backward(*batch(n, n))
    assert len(cost.records) == 4
    del calls[:]
    cost.backward(*batch(8, 1))  # the one that was used least recently made room
    cost.backward(*batch(3, 1))
    assert [len(x) for x, _ in calls] == [3] or [len(x) for x, _ in calls] == [8, 3]


def test_numbers_and_words_are_part_of_the_record():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    cost = tg.replay(lambda x, scale, kind: (w * x).sum() * scale if kind == "a" else w.sum())
    x = np.ones(2)
    for _ in range(3):
        assert cost(x, 2.0, "a") == 6
        assert cost(x, 3.0, "a") == 9
        assert cost(x, 3.0, "b") == 3
    assert cost(x, -0.0, "a") == 0


def test_the_same_tensor_twice_is_another_record():
    cost = tg.replay(lambda x, y: (x * y).sum())
    x, y = (tg.Tensor([a, 2.0], requires_grad=True) for a in (1.0, 3.0))
    for _ in range(3):
        forget([x, y])
        cost.backward(x, x)
        np.testing.assert_array_equal(x.grad, 2 * x.data)
        forget([x, y])
        cost.backward(x, y)
        np.testing.assert_array_equal(x.grad, y.data)
        np.testing.assert_array_equal(y.grad, x.data)


def test_a_result_shares_no_memory_with_anything():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    values = tg.replay(lambda: w)
    sums = tg.replay(lambda x: x)
    x = np.ones(3)
    for _ in range(3):
        assert not np.shares_memory(values(), w.data)
        assert not np.shares_memory(sums(x), x)
    cost = tg.replay(lambda x: (w * x[:2]).sum())
    for _ in range(4):
        forget([w])
        cost.backward(x)
        assert not np.shares_memory(w.grad, x)
        w.grad += 1  # it can be written to


def test_in_no_grad_the_forward_pass_is_replayed_and_backward_is_an_error():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    cost = tg.replay(lambda x: (w * x).sum())
    for _ in range(3):
        with tg.no_grad():
            assert cost(np.ones(2)) == 3
            with pytest.raises(RuntimeError, match="nothing here needs a gradient"):
                cost.backward(np.ones(2))
        assert cost.backward(np.ones(2)) == 3
    assert w.grad.tolist() == [3, 3]


# --- what is noticed --------------------------------------------------------------------------


def test_with_the_model_all_changes_in_it_are_noticed():
    model = nn.Sequential(
        nn.Linear(6, 5, rng=np.random.default_rng(0)),
        nn.BatchNorm1d(5),
        nn.Dropout(0.5, rng=np.random.default_rng(0)),
        nn.Linear(5, 4, rng=np.random.default_rng(0)),
    ).eval()
    cost = tg.replay(lambda x, y: nn.CrossEntropy()(model(x), y), model)
    inputs = batch(5, 0, dtype=float)

    def check():
        for _ in range(3):
            forget(model.parameters())
            expected = eagerly(cost.function, inputs), gradients(model.parameters())
            forget(model.parameters())
            assert (cost.backward(*inputs), gradients(model.parameters())) == expected

    check()
    model[0].weight = tg.Tensor(np.ones((5, 6)), requires_grad=True)  # replaced
    check()
    model[0].weight.requires_grad = False  # frozen
    check()
    model[0].weight.requires_grad = True
    check()
    model[1].running_mean += 0.5  # a buffer
    check()
    model[1].running_var = np.full(5, 3.0)
    check()
    model[2].p = 0  # then it does nothing in training, too
    model[2].train()
    check()
    model.layers[3] = nn.Linear(5, 4, rng=np.random.default_rng(1))  # a layer
    check()
    model.layers.append(nn.Tanh())
    check()
    model.train()
    model[1].eval()
    check()
    model[2].p = 0.5
    model[2].eval()
    cost.backward(*inputs)
    model[2].train()
    with pytest.raises(RuntimeError, match=r"random numbers for multiply in model.2 \(Dropout"):
        cost.backward(*inputs)


def test_without_the_model_the_leaves_and_the_layers_that_ran_are_watched():
    model = network(6, 5, 4, dtype=float)
    cost = tg.replay(lambda x, y: nn.CrossEntropy()(model(x), y))
    inputs = batch(5, 0, dtype=float)
    for change in (
        lambda: None,
        lambda: setattr(model[0].weight, "requires_grad", False),
        lambda: setattr(model[0].weight, "requires_grad", True),
        lambda: model.to(np.float32),
        lambda: model.eval(),
    ):
        change()
        for _ in range(3):
            forget(model.parameters())
            expected = eagerly(cost.function, inputs), gradients(model.parameters())
            forget(model.parameters())
            assert (cost.backward(*inputs), gradients(model.parameters())) == expected


def test_a_tensor_from_outside_is_read_anew_in_each_call():
    w, shift = tg.Tensor([1.0, 2.0], requires_grad=True), tg.Tensor([0.0, 1.0])
    cost = tg.replay(lambda: (w * shift).sum())
    for k in range(4):
        shift.data = [k, k]
        assert cost() == 3 * k


SCALE, SETTINGS_OF_MINE, HELPER = 2.0, {"scale": 2.0}, lambda y: y * SCALE


class Holder:
    factor = 2.0

    def __init__(self):
        self.scale = 2.0
        self.calls = 0

    def loss(self, x):
        return (W * x).sum() * self.scale * self.factor


class Slotted:
    __slots__ = ("scale",)

    def __init__(self, scale=2.0):
        self.scale = scale


class Several:
    """An object that the function calls, reads and asks, and a class with methods of all kinds."""

    def __init__(self):
        self.inner = [2.0]

    def __call__(self, x):
        return (W * x).sum() * self.inner[0]

    def __getitem__(self, k):
        return self.inner[0]

    @property
    def scale(self):
        return self.inner[0]

    @staticmethod
    def alone(x):
        return (W * x).sum() * SCALE

    @functools.lru_cache  # noqa: B019 - a single object
    def cached(self, k):
        return SCALE


class Heir(Several):
    def __call__(self, x):
        return super().__call__(x)


class Scaled(nn.Module):
    gain = 2.0

    def __init__(self):
        self.w = W

    @property
    def temperature(self):
        return SCALE

    def helper(self, x):
        return (self.w * x).sum() * self.temperature

    def forward(self, x):
        return self.helper(x) * self.gain


class Sharper(Scaled):
    def forward(self, x):
        return super().forward(x) + sum((p * p).sum() * self.gain for p in self.parameters())


class AttributeDict(dict):
    __getattr__ = dict.__getitem__


def sees(what):
    """A function that sees a number, and another one that changes it."""
    scale, table, holder = 2.0, np.array([2.0, 3.0]), Holder()
    layer, listed = nn.LeakyReLU(0.5), [2.0, [3.0]]

    def set_cell(value):
        nonlocal scale
        scale = value

    def set_global(value):
        global SCALE
        SCALE = value

    def inner(x):
        def scaled(y):
            return y * (scale if x.shape else holder.scale)

        return scaled((W * x).sum())

    def by_default(x, held=holder, *, more=SETTINGS_OF_MINE):
        return (W * x).sum() * held.scale * more["scale"]

    @contextmanager
    def scaling():
        yield SCALE

    def in_context(x):
        with scaling() as factor:
            return (W * x).sum() * factor

    def own_attribute(x):
        return (W * x).sum() * own_attribute.scale

    layered = tg.replay(lambda x: layer(W * -x).sum()).function
    several, heir, slotted, late = Several(), Heir(), Slotted(), Slotted.__new__(Slotted)
    ordered, strange, named = OrderedDict(a=2.0, b=3.0), AttributeDict(scale=2.0), Namespace()
    double, words, keyed = deque([2.0]), {"plain"}, functools.partial(by_default, held=slotted)
    model, sharper, shaped = Scaled(), Sharper(), np.array([[2.0, 3.0]])
    own_attribute.scale = named.scale = 2.0
    objects = [holder]

    def of(thing, name="scale"):
        return lambda value: setattr(thing, name, value)

    def put_first(value):
        several.inner[0] = heir.inner[0] = value

    def clear_cache(value):
        set_global(value)
        Several.cached.cache_clear()

    def move_keys(value):
        pairs = [*ordered.values()]
        ordered.clear()
        ordered.update({"b": pairs[0], "a": pairs[1]} if value % 2 else {"a": value, "b": 1.0})

    def reshape(value):
        shaped.shape = (2, 1) if shaped.shape == (1, 2) else (1, 2)

    return {
        "a generator expression's": (
            lambda x: (W * x).sum() + sum((p**2).sum() * SCALE for p in [W]),
            set_global,
        ),
        "a list comprehension's": (
            lambda x: (W * x).sum() * sum([h.scale for h in objects]), of(holder)),
        "a function's inside": (inner, set_cell),
        "of a default argument": (by_default, of(holder)),
        "of a default argument by name": (
            by_default, lambda value: SETTINGS_OF_MINE.update(scale=value)),
        "of partial's keywords": (keyed, of(slotted)),
        "partial's keywords": (keyed, lambda v: keyed.keywords.update(held=Slotted(v))),
        "a function's own": (own_attribute, of(own_attribute)),
        "of a called object": (lambda x: several(x), put_first),
        "of a called object that is the function": (several, put_first),
        "of a class above": (lambda x: heir(x), put_first),
        "of an object in brackets": (lambda x: (W * x).sum() * several[0], put_first),
        "a property": (lambda x: (W * x).sum() * several.scale, put_first),
        "a static method's": (lambda x: Several.alone(x), set_global),
        "a cached method's": (lambda x: (W * x).sum() * several.cached(1), clear_cache),
        "a context manager's": (in_context, set_global),
        "by getattr": (lambda x: (W * x).sum() * getattr(holder, "scale"), of(holder)),  # noqa: B009
        "by getattr, later": (lambda x: (W * x).sum() * getattr(late, "scale", 2.0), of(late)),
        "new in a model": (lambda x: model(x) * getattr(model, "more", 1.0), of(model, "more")),
        "of slots": (lambda x: (W * x).sum() * slotted.scale, of(slotted)),
        "of a namespace": (lambda x: (W * x).sum() * named.scale, of(named)),
        "an ordered dict's": (
            lambda x: (W * x).sum() * ordered["a"], lambda value: ordered.update(a=value)),
        "a dict's whose keys move": (lambda x: (W * x).sum() * ordered["a"], move_keys),
        "a dict's with attributes": (
            lambda x: (W * x).sum() * strange.scale, lambda value: strange.update(scale=value)),
        "a deque's": (lambda x: (W * x).sum() * double[0], lambda value: double.appendleft(value)),
        "a set's": (
            lambda x: (W * x).sum() * (3.0 if "sharp" in words else 2.0),
            lambda value: words.symmetric_difference_update({"sharp"}),
        ),
        "a shape": (lambda x: (W * x).sum() * shaped.shape[0], reshape),
        "a model's class's": (lambda x: model(x), of(Scaled, "gain")),
        "of a model's property": (lambda x: model(x), set_global),
        "of a model's class above": (lambda x: sharper(x), set_global),
        "new in a model's class": (lambda x: sharper(x), of(Sharper, "gain")),
        "a variable": (lambda x: (W * x).sum() * scale, set_cell),
        "a global": (lambda x: (W * x).sum() * SCALE, set_global),
        "a helper's": (lambda x: HELPER((W * x).sum()), set_global),
        "a dict": (
            lambda x: (W * x).sum() * SETTINGS_OF_MINE["scale"],
            lambda value: SETTINGS_OF_MINE.update(scale=value),
        ),
        "a list": (lambda x: (W * x).sum() * listed[1][0], lambda v: listed[1].insert(0, v)),
        "an array": (lambda x: (W * x).sum() * table[0], lambda v: table.fill(v)),
        "an attribute": (holder.loss, lambda value: setattr(holder, "scale", value)),
        "of its class": (holder.loss, lambda value: setattr(Holder, "factor", value)),
        "a layer's setting": (layered, lambda v: setattr(layer, "negative_slope", v)),
        "of partial": (functools.partial(lambda h, x: h.loss(x), holder),
                       lambda value: setattr(holder, "scale", value)),
    }[what]  # fmt: skip


SEEN = ["a variable", "a global", "a helper's", "a dict", "a list", "an array", "an attribute"]
SEEN += ["of its class", "a layer's setting", "of partial"]
SEEN += ["a generator expression's", "a list comprehension's", "a function's inside"]
SEEN += ["of a default argument", "of a default argument by name", "of partial's keywords"]
SEEN += ["partial's keywords", "a function's own", "of a called object", "of a class above"]
SEEN += ["of a called object that is the function", "of an object in brackets", "a property"]
SEEN += ["a static method's", "a cached method's", "by getattr", "by getattr, later"]
SEEN += ["a context manager's"]
SEEN += [
    "new in a model",
    "of slots",
    "of a namespace",
    "an ordered dict's",
    "a deque's",
    "a set's",
]
SEEN += ["a dict's whose keys move", "a dict's with attributes", "a shape", "a model's class's"]
SEEN += ["of a model's property", "of a model's class above", "new in a model's class"]


@pytest.mark.parametrize("what", SEEN)
def test_a_number_that_the_function_sees_may_change_at_any_time(what):
    function, change = sees(what)
    cost, x = tg.replay(function), np.ones((2, 2))
    for k in (1, 2, 1, 3, 3, 2, 2, 2, 4):  # calls between changes
        for _ in range(k):
            assert cost(x) == function(x).item()
        change(1.0 + k)
    assert cost(x) == function(x).item()
    change(2.0)


def test_what_changes_but_is_not_used_costs_nothing():
    holder = Holder()
    cost = tg.replay(holder.loss)
    calls = recordings(cost)
    for _ in range(5):
        cost(np.ones((2, 2)))
        holder.calls += 1
    assert len(calls) == 2


def test_a_file_with_the_name_of_a_standard_module_is_the_users(tmp_path, monkeypatch):
    (tmp_path / "profile.py").write_text(
        "scale = 2.0\ndef half(x):\n    return x * scale\n", "utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "profile", raising=False)
    module = importlib.import_module("profile")
    cost = tg.replay(lambda x: module.half(W * x).sum())
    for scale in (2.0, 2.0, 2.0, 3.0):
        module.scale = scale
        assert cost(np.ones((2, 2))) == 10 * scale
    del sys.modules["profile"]


# --- what is refused --------------------------------------------------------------------------

W = tg.Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, name="w")
ALONE = tg.Tensor([2.0, 3.0])
TABLE = np.arange(10.0)
LAYER = nn.Linear(2, 2, rng=np.random.default_rng(0))

READINGS = {
    "bool": lambda x: W.sum() if x.sum() > 0 else -W.sum(),
    "if": lambda x: W.sum() if x.sum() else -W.sum(),
    "float": lambda x: W.sum() * float(x.sum()),
    "int": lambda x: W.sum() * int(x.sum()),
    "item": lambda x: W.sum() * (x * W).sum().item(),
    "data": lambda x: W.sum() * x.data.sum(),
    "data of a parameter": lambda x: (W * x).sum() + (W.data**2).sum(),
    "data of another tensor": lambda x: (W * x).sum() * ALONE.data.sum(),
    "a comparison": lambda x: tg.where(x > 0, W, -W).sum(),
    "a comparison of a parameter": lambda x: tg.where(W > 0, W, x).sum(),
    "asarray": lambda x: (W * np.asarray(x)).sum(),
    "array": lambda x: (W * np.array(x.detach())).sum(),
    "numpy": lambda x: (W * x.numpy()).sum(),
    "tolist": lambda x: (W * x.tolist()).sum(),
    "argmax": lambda x: W[:, x.argmax(axis=1)].sum(),
    "np.argmax": lambda x: W[:, np.argmax(x * W, axis=1)].sum(),
    "np.sign": lambda x: (W * np.sign(x)).sum(),
    "in": lambda x: W.sum() if 1.0 in x else -W.sum(),
    "format": lambda x: W.sum() * len(f"{x.sum():.3f}"),
    "round": lambda x: W.sum() * round(x.sum()),
    "range": lambda x: W.sum() * sum(range(x.astype(int)[0, 0])),
    "a place in an array": lambda x: W.sum() * TABLE[x.astype(int)].sum(),
    "a place in an array, 0-d": lambda x: W.sum() * TABLE[x.astype(int)[0, 0]],
    "Tensor": lambda x: (W * tg.Tensor(x)).sum(),
    "a list of tensors": lambda x: (W * tg.Tensor([x.sum(), x.mean()])).sum(),
    "an array of tensors": lambda x: (W * np.array([x.sum(), x.mean()])).sum(),
    "detach of a parameter": lambda x: (W.detach() * W * x).sum(),
    "astype of a parameter": lambda x: (W.astype(int) * W * x).sum(),
    "state_dict": lambda x: (W * x).sum() * LAYER.state_dict()["weight"].sum(),
    "topk": lambda x: tg.topk(W * x, 1).values.sum(),
    "take": lambda x: tg.take(W, x.astype(int), axis=1).sum(),
    "repeat": lambda x: tg.repeat(W, x.astype(int), axis=1).sum(),
    "roll": lambda x: (x * tg.roll(W, x.astype(int)[0, 0], axis=1)).sum(),
    "where of a mean": lambda x: (W * x).mean(where=x.astype(bool)),
}


@pytest.mark.parametrize("name", READINGS)
def test_reading_a_value_that_may_be_another_one_is_refused_at_once(name):
    cost = tg.replay(READINGS[name])
    W.grad = None
    for call in (cost, cost.backward):
        with pytest.raises(RuntimeError, match=r"replay: .*give it as an argument"):
            call(np.ones((2, 2)))
    assert W.grad is None
    assert type(W) is tg.Tensor
    assert not cost.records


def test_a_refusal_says_what_was_read_and_in_which_layer():
    class Curious(nn.Module):
        def forward(self, x):
            return x if np.tanh(x).item() > 0 else -x

    cost = tg.replay(nn.Sequential(Curious()))
    with pytest.raises(
        RuntimeError, match=r"a Python number reads the values of the result of tanh in model.0 \(C"
    ):
        cost(np.ones(()))


def counter():
    count = [0]

    def function(x):
        count[0] += 1
        return (W * x).sum() * count[0]

    return function


def growing():
    count = [0]

    def function(x):
        count[0] += 1
        y = W * x
        for _ in range(count[0]):
            y = np.tanh(y)
        return y.sum()

    return function


def own_op(x):
    @tg.elementwise
    def twice(x, /):
        return 2 * x, lambda: 2

    return (twice(W) * x).sum()


def file_of_noise():
    numbers = iter(np.random.default_rng(0).random((99, 2, 2)))
    return lambda x: (W * x * next(numbers)).sum()


def changing_mask():
    masks = iter([np.array([True, False]), np.array([False, True])])
    return lambda x: (W * x)[next(masks)].sum() + W.sum()


def changing_tensor():
    tensors = iter([tg.Tensor(np.ones((2, 2)), requires_grad=True) for _ in range(2)])
    return lambda x: (next(tensors) * x).sum()


def changing_setting():
    count = [0]

    def function(x):
        count[0] += 1
        return (W * x).clip(-count[0], count[0]).sum()

    return function


def changing_result():
    count = [0]

    def function(x):
        count[0] += 1
        parts = (W * x).sum(), (W * x).mean()
        return parts[count[0] % 2]

    return function


DIFFERENT = {
    "a counter": (counter(), r"in multiply \(test_replay.py, line \d+\), input 1, a constant"),
    "a loop that grows": (growing(), r"the second time it was tanh|in sum .* the second time"),
    "noise": (file_of_noise(), r"in multiply \(test_replay.py, line \d+\), input 1, a constant"),
    "a mask": (changing_mask(), "in getitem .* its setting index"),
    "another tensor": (changing_tensor(), "in multiply .* input 0, its input"),
    "an op made inside": (own_op, "the second time it was twice"),
    "a setting": (changing_setting(), "in clip .* its setting m"),
    "another result": (changing_result(), "they return other tensors"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_second_call_that_differs_is_an_error_that_names_the_op_and_the_line(name):
    function, message = DIFFERENT[name]
    cost = tg.replay(function)
    W.grad = None
    cost.backward(np.ones((2, 2)))
    before = bits(W.grad)
    with pytest.raises(RuntimeError, match=message):
        cost.backward(np.ones((2, 2)))
    assert bits(W.grad) == before
    assert not cost.records


class Noisy(nn.Module):
    def __init__(self):
        self.hidden = {"rng": np.random.default_rng(0)}

    def forward(self, x):
        return x * (self.hidden["rng"].random() < 2)


class CalledNoise:
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __call__(self, x):
        return x * (self.rng.random() < 2)


A_GENERATOR, A_RANDOM = np.random.default_rng(0), random.Random(5)
A_STATE = np.random.RandomState(1)


def with_own_generator():
    rng = np.random.default_rng(0)
    return lambda x: x * (rng.random() < 2)


RANDOM = {
    "of a layer": lambda: nn.Dropout(0.5, rng=np.random.default_rng(0)),
    "in a dict": lambda: Noisy(),
    "NumPy's": lambda: lambda x: x * (np.random.random() < 2),  # noqa: NPY002
    "Python's": lambda: lambda x: x * (random.random() < 2),
    "of a variable": lambda: with_own_generator(),
    "of a default": lambda: lambda x, rng=A_GENERATOR: x * (rng.random() < 2),
    "a Random": lambda: lambda x, rng=A_RANDOM: x * (rng.random() < 2),
    "a RandomState": lambda: lambda x, rng=A_STATE: x * (rng.random_sample() < 2),
    "of a called object": lambda: CalledNoise(),
}


@pytest.mark.parametrize("name", RANDOM)
def test_random_numbers_are_refused_even_if_they_change_nothing(name, monkeypatch):
    """A mask of a single entry is the same in every other call."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # the tests may have threads
    noisy = RANDOM[name]()
    for _ in range(5):
        cost = tg.replay(lambda x: noisy(W[0, :1] * x).sum())
        with pytest.raises(RuntimeError, match=r"draws random numbers for multiply .*test_replay"):
            cost.backward(np.ones(1))
        assert not cost.records


def test_random_numbers_that_reach_no_op_are_refused_too():
    rng = np.random.default_rng(0)
    cost = tg.replay(lambda x: [(W * x).sum(), rng.random()][0])
    with pytest.raises(RuntimeError, match="draws random numbers, which"):
        cost(np.ones((2, 2)))


@pytest.fixture
def other_thread():
    """A function that lets another thread draw from everybody's random numbers, and waits."""
    asked, done = queue.SimpleQueue(), queue.SimpleQueue()

    def work():
        while asked.get():
            done.put(random.random())

    thread = threading.Thread(target=work)
    thread.start()
    yield lambda: [asked.put(True), done.get(timeout=60)]
    asked.put(False)
    thread.join()


def test_random_numbers_of_another_thread_are_no_reason_to_refuse(other_thread):
    calls = []

    def cost_of(x):
        calls.append(1)
        if len(calls) in (1, 2, 4):
            other_thread()
        return (W * x).sum()

    cost = tg.replay(cost_of)
    values = [cost(np.full((2, 2), k)).item() for k in range(9)]
    assert values == pytest.approx([k * W.data.sum() for k in range(9)])
    assert len(calls) == 6  # three in doubt, one that has no second beside it, and two


def test_whoever_draws_in_every_call_is_refused_though_threads_run(other_thread):
    cost = tg.replay(lambda x: (W * x * random.random()).sum())
    state = random.getstate()
    values = [cost(np.ones((2, 2))).item() for _ in range(3)]
    random.setstate(state)
    assert values == pytest.approx([(W.data * random.random()).sum() for _ in range(3)])
    with pytest.raises(RuntimeError, match="draws random numbers"):
        cost(np.ones((2, 2)))


@pytest.mark.parametrize("layer", [nn.Dropout(0.5), nn.Dropout2d(0.5), nn.BatchNorm2d(2)])
def test_dropout_and_batch_norm_in_training_are_refused(layer):
    model = nn.Sequential(nn.Conv2d(1, 2, 3, rng=np.random.default_rng(0)), layer)
    cost = tg.replay(lambda x: (model(x) ** 2).sum(), model)
    with pytest.raises(RuntimeError, match=r"replay: (.|\n)*model.eval\(\)"):
        cost.backward(np.ones((2, 1, 5, 5)))
    model.eval()
    assert_replays(cost.function, [(np.ones((2, 1, 5, 5)),)], list(model.parameters()), model)


INSIDE = {
    "no_grad": (lambda: tg.no_grad(), lambda x: W * x, r"no_grad\(\) inside"),
    "debug": (lambda: tg.debug(), lambda x: W * x, r"debug\(\) or profile\(\) inside"),
    "profile": (lambda: tg.profile(), lambda x: W * x, r"debug\(\) or profile\(\) inside"),
}


@pytest.mark.parametrize("name", INSIDE)
def test_debug_profile_and_no_grad_inside_are_refused(name):
    around, compute, message = INSIDE[name]

    def function(x):
        with around():
            y = compute(x)
        return y.sum()

    with pytest.raises(RuntimeError, match=message):
        tg.replay(function)(np.ones((2, 2)))
    assert (W * 2).requires_grad


def gradient_inside(x):
    y = (W * x).sum()
    y.backward()
    return y


def derivative_inside(x):
    (slope,) = tg.grad((W * W * x).sum(), [W], create_graph=True)
    return (slope * slope).sum()


def kept(x):
    y = W * x
    y.retain_grad()
    return y.sum()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (gradient_inside, "a gradient is computed inside"),
        (derivative_inside, "inside the function"),
        (kept, r"retain_grad\(\)"),
    ],
    ids=["backward", "grad", "retain_grad"],
)
def test_gradients_inside_are_refused(function, message):
    W.grad = None
    with pytest.raises(RuntimeError, match=message):
        tg.replay(function)(np.ones((2, 2)))
    assert W.grad is None


def test_a_step_or_zero_grad_inside_is_refused():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    optimizer = optim.SGD([w], lr=0.1)

    def forgetful(x):
        optimizer.zero_grad()
        return (w * x).sum()

    def stepping(x):
        loss = (w * x).sum()
        optimizer.step()
        return loss

    def making(x):
        return (tg.Tensor([1.0, 2.0], requires_grad=True) * x).sum()

    def rated(x):
        return (w * x).sum() * optimizer.lr

    def curious(x):
        return (w * x).sum() * (1 if w.grad is None else 2)

    x = np.ones(2)
    for function, message in (
        (forgetful, "sets the gradient of a leaf of shape"),
        (stepping, "changes a leaf of shape|made or changed"),
        (making, "is made or changed in the function"),
        (curious, ".grad reads the values of"),
        (rated, "the learning rate of SGD is read in the function.*give it as an argument"),
    ):
        (w * x).sum().backward()
        with pytest.raises(RuntimeError, match=message):
            tg.replay(function)(x)


def test_a_result_from_outside_and_an_argument_that_is_known_inside_are_refused():
    outside = W * 2
    with pytest.raises(RuntimeError, match="was computed before the function was called"):
        tg.replay(lambda x: (outside * x).sum())(np.ones((2, 2)))
    with pytest.raises(RuntimeError, match="is an argument, but the function also knows it"):
        tg.replay(lambda w: (w * W).sum())(W)
    with pytest.raises(RuntimeError, match=r"argument 0 is .*, a result; give x.detach\(\)"):
        tg.replay(lambda w: w.sum())(outside)


def test_a_known_argument_is_refused_in_a_later_call_too():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    cost = tg.replay(lambda x: (w * x * 3).sum())
    for _ in range(3):
        cost.backward(tg.Tensor([1.0, 2.0], requires_grad=True))
    forget([w])
    with pytest.raises(RuntimeError, match="is an argument, but the function also knows it"):
        cost.backward(w)
    assert w.grad is None
    assert cost.backward(np.ones(2)) == 9


def test_a_replay_inside_a_replay_is_refused():
    inner = tg.replay(lambda x: (W * x).sum())
    with pytest.raises(RuntimeError, match="replay: "):
        tg.replay(lambda x: W.sum() * inner(x))(np.ones((2, 2)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tg.replay(3), "int is not a function"),
        (lambda: tg.replay(lambda x: x, model=3), "model is a int, not a Module"),
        (lambda: tg.replay(lambda x: W.sum())([1.0]), "argument 0 is a list; give it tensors"),
        (lambda: tg.replay(lambda x: 3.0)(1), "returned a float; return the loss as a tensor"),
        (lambda: tg.replay(lambda: (W, W))(), "returned a tuple; return one tensor"),
        (lambda: tg.replay(lambda x: x)(np.array(["a"])), "not text"),
        (lambda: tg.replay(lambda x: x)(np.ma.masked_array([1.0])), "masked array"),
    ],
    ids=["a number", "a model", "a list", "a float", "a tuple", "text", "masked"],
)
def test_what_cannot_be_replayed_says_so(call, message):
    with pytest.raises(TypeError, match=message):
        call()


# --- what is said as before -------------------------------------------------------------------


def test_a_loss_that_is_not_finite_is_reported_as_always():
    cost = tg.replay(lambda x: np.log(W * x).sum())
    for _ in range(3):
        cost.backward(np.ones((2, 2)))
    assert cost.records
    with (
        np.errstate(all="ignore"),
        pytest.warns(tg.TrainingWarning, match="loss not finite: .* log was the first to make inf"),
    ):
        cost.backward(np.zeros((2, 2)))


@pytest.mark.filterwarnings("default")
def test_the_training_loop_is_watched_as_always():
    w = tg.Tensor([1.0, 2.0], requires_grad=True)
    cost = tg.replay(lambda x: (w * x).sum())
    optimizer = optim.SGD([w], lr=0.1)

    def add_up():
        for k in range(6):
            cost.backward(np.full(2, k))
            optimizer.step()

    def stand_still():
        for _ in range(12):
            optimizer.zero_grad()
            cost.backward(np.ones(2))

    with pytest.warns(tg.TrainingWarning, match="zero_grad forgotten"):
        add_up()
    with pytest.warns(tg.TrainingWarning, match="step forgotten"):
        stand_still()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for k in range(20):
            optimizer.zero_grad()
            cost.backward(np.full(2, k))
            optimizer.step()


def test_inside_debug_and_profile_the_function_runs_as_always():
    cost = tg.replay(lambda x: (W * x).sum())
    for _ in range(3):
        cost.backward(np.ones((2, 2)))
    with tg.profile() as p:
        assert cost.backward(np.ones((2, 2))) == 10
    assert p.rows["multiply"].calls == 1
    with (
        np.errstate(all="ignore"),
        tg.debug(),
        pytest.raises(FloatingPointError, match="multiply made inf"),
    ):
        cost.backward(np.full((2, 2), 1e308))


def test_as_always_too_the_function_gets_tensors():
    cost = tg.replay(lambda x, k: (W * x.relu())[k].sum())
    for _ in range(3):
        cost(np.ones((2, 2)), np.array([0, 1]))
    with tg.profile() as p:
        assert cost(np.ones((2, 2), np.float32).T, np.array([0, 0])) == 6
    assert p.rows["relu"].calls == 1
    with pytest.warns(tg.TrainingWarning, match="inf"):
        cost.backward(np.full((2, 2), np.inf), np.array([0, 1]))


def test_a_wrong_custom_op_is_found_at_its_first_use():
    tg.check_new_ops(True)

    @tg.elementwise
    def wrong(x, /):
        return x**3, lambda: 2 * x

    @tg.elementwise
    def right(x, /):
        return x**3, lambda: 3 * x**2

    with pytest.raises(tg.GradientError, match="looks wrong"):
        tg.replay(lambda x: wrong(W * x).sum())(np.ones((2, 2)))
    assert_replays(lambda x: right(W * x).sum(), [(np.ones((2, 2)),), (np.zeros((2, 2)),)], [W])


def test_an_error_in_a_rule_is_the_same_as_always():
    w = tg.Tensor(np.ones((4, 3)), requires_grad=True)
    cost = tg.replay(lambda k: w[k].sum())
    for _ in range(3):
        cost.backward(np.array([0, 1]))
    with pytest.raises(IndexError, match="getitem: index 9 is out of bounds"):
        cost.backward(np.array([0, 9]))
    assert cost.backward(np.array([0, 2])) == 6


def test_a_record_keeps_no_batch_and_no_graph():
    model, loss = network(6, 5, 4), nn.CrossEntropy()
    cost = tg.replay(lambda x, y: loss(model(x), y), model)
    kept = []
    for _ in range(4):
        x, y = batch(5, 0)
        tensor = tg.Tensor(x)
        kept += [weakref.ref(x), weakref.ref(y), weakref.ref(tensor)]
        cost.backward(x, y)
        cost.backward(tensor, y)
    (loss_of_another_graph,) = [model[0].weight.sum()]
    loss_of_another_graph.backward()  # it releases the last graph that was recorded
    del x, y, tensor
    gc.collect()
    assert [thing() for thing in kept] == [None] * len(kept)


def test_ctrl_c_leaves_nothing_behind():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tg.replay(interrupted)(np.ones(2))
    assert float(tg.Tensor(2.0) * 2) == 4


def test_a_replay_makes_no_node():
    """It is a list of rules, and nothing else."""
    cost = tg.replay(lambda x: (W * x).sum())
    for _ in range(3):
        cost.backward(np.ones((2, 2)))
    calls = recordings(cost)
    cost.backward(np.ones((2, 2)))
    assert not calls


def test_a_copy_of_a_replay_records_anew():
    model = network(6, 4)

    def cost_of(x):
        return (model(x) ** 2).sum()

    cost, (x, _) = tg.replay(cost_of, model), batch(5, 0)
    for _ in range(3):
        cost.backward(x)
    twin = copy.deepcopy(cost)
    assert not twin.records
    for _ in range(3):
        forget(model.parameters())
        assert bits(twin.backward(x)) == bits(cost_of(x).data)
        assert all(p.grad is not None for p in model.parameters())


def test_a_copy_of_a_model_trains_alone():
    model = network(6, 4)
    twin = copy.deepcopy(model)
    cost = tg.replay(lambda x, y: nn.CrossEntropy()(model(x), y), model)
    for seed in range(3):
        cost.backward(*batch(5, seed))
    assert all(p.grad is None for p in twin.parameters())

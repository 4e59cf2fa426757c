"""The engine: what is recorded, how gradients travel back, and what happens when something fails.

The numbers of the promises are those of the project's list of what must never go wrong.
"""

import contextlib
import copy
import itertools
import os
import subprocess
import sys
import textwrap
import threading
import time
import warnings

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.engine import graph
from tinygrad_edu.watch import frames


def parameter(data, **facts):
    return tg.Tensor(data, requires_grad=True, **facts)


def gradients(function, *arrays):
    """∂(Σ w · function)/∂x for each array, for fixed random signed weights w."""
    leaves = [parameter(a) for a in arrays]
    y = function(*leaves)
    y.backward(weights(y.shape))
    return [x.grad for x in leaves]


def weights(shape):
    return np.random.default_rng(5).normal(size=shape)


def run(code, *options):
    """The output of a script in a fresh Python."""
    result = subprocess.run(
        [sys.executable, *options, "-c", textwrap.dedent(code)],
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


# --- promise 2: broadcasting is undone --------------------------------------------------------

SHAPES = [
    *[((), ()), ((), (3,)), ((3,), ()), ((1,), ()), ((), (1, 1)), ((3,), (3,)), ((1,), (3,))],
    *[((3,), (1,)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 3), ()), ((2, 1), (3,)), ((3,), (2, 1))],
    *[((2, 1), (1, 3)), ((1, 3), (2, 1)), ((2, 3), (1, 1)), ((4, 2, 3), (2, 3)), ((3, 3), (3,))],
    *[((4, 2, 3), (4, 1, 3)), ((4, 1, 3), (2, 1)), ((4, 1, 1), (2, 3)), ((3, 3), (1, 3))],
    *[((3, 3), (3, 1)), ((0,), (1,)), ((2, 0), (1, 1)), ((1, 0), (3, 1)), ((0, 3), (3,))],
    *[((5, 1, 2, 1), (3, 1, 4)), ((1, 1, 1), ()), ((2, 2), (2, 2))],
]
BINARY = {
    tg.add: lambda x, y: (np.ones_like(x + y), np.ones_like(x + y)),
    tg.subtract: lambda x, y: (np.ones_like(x + y), -np.ones_like(x + y)),
    tg.multiply: lambda x, y: (0 * x + y, x + 0 * y),
    tg.divide: lambda x, y: (1 / (0 * x + y), -x / y**2),
    tg.power: lambda x, y: (y * x ** (y - 1), x**y * np.log(x)),
    tg.maximum: lambda x, y: (1.0 * (x > y), 1.0 * (y > x)),
    tg.minimum: lambda x, y: (1.0 * (x < y), 1.0 * (y < x)),
    tg.logaddexp: lambda x, y: (1 / (1 + np.exp(y - x)), 1 / (1 + np.exp(x - y))),
}


@pytest.mark.promise(2)
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("op", BINARY, ids=lambda op: op.__name__)
def test_broadcasting_is_undone(op, shapes):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(1, 2, shapes[0]), rng.uniform(2.5, 3.5, shapes[1])
    found = gradients(op, x, y)
    for leaf, grad, slope in zip((x, y), found, BINARY[op](x, y), strict=True):
        expected = np.broadcast_to(slope * weights(slope.shape), slope.shape)
        lead = expected.ndim - leaf.ndim
        expected = expected.sum(axis=tuple(range(lead)))
        stretched = tuple(k for k, n in enumerate(leaf.shape) if n == 1)
        expected = expected.sum(axis=stretched, keepdims=True)
        assert type(grad) is np.ndarray
        assert (grad.shape, grad.dtype) == (leaf.shape, leaf.dtype)
        np.testing.assert_allclose(grad, expected, rtol=1e-12)


@pytest.mark.promise(2)
@pytest.mark.parametrize("shape", [(), (1,), (1, 1), (3,)])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_gradient_is_an_array_of_the_leafs_shape_and_dtype(shape, dtype):
    x = parameter(np.ones(shape, dtype))
    for _ in range(3):  # the second and third are added up
        (x * x + x - x.sum() * 0.5).sum().backward()
        assert type(x.grad) is np.ndarray
        assert (x.grad.shape, x.grad.dtype) == (shape, dtype)


# --- promise 3: repeated operands and views ---------------------------------------------------


@pytest.mark.promise(3)
def test_a_repeated_operand_counts_each_time():
    x = parameter([3.0, -2.0])
    (x * x).backward([1.0, 10.0])
    np.testing.assert_array_equal(x.grad, [6, -40])


@pytest.mark.promise(3)
def test_a_matrix_times_its_own_transpose_is_exact():
    x, g = np.arange(6.0).reshape(2, 3), weights((2, 2))
    (grad,) = gradients(lambda x: x @ x.T, x)
    np.testing.assert_allclose(grad, (g + g.T) @ x)


@pytest.mark.promise(3)
def test_overlapping_slices_are_exact():
    x = parameter([2.0, 3.0, 5.0])
    (x[0:2] * x[1:3]).backward([1.0, 10.0])
    np.testing.assert_array_equal(x.grad, [3, 52, 30])


@pytest.mark.promise(3)
def test_concatenate_of_a_tensor_with_itself_is_exact():
    x = parameter([2.0, 3.0])
    tg.concatenate([x, x]).backward([1.0, 2.0, 30.0, 40.0])
    np.testing.assert_array_equal(x.grad, [31, 42])


@pytest.mark.promise(3)
def test_a_repeated_index_adds_up():
    x = parameter([2.0, 3.0])
    x[[0, 1, 0]].backward([1.0, 2.0, 40.0])
    np.testing.assert_array_equal(x.grad, [41, 2])


# --- promise 4: each node is visited once -----------------------------------------------------


@pytest.mark.promise(4)
def test_forty_doublings_give_two_to_the_forty_at_once():
    x = parameter(1.0)
    y = x
    for _ in range(40):
        y = y + y
    start = time.process_time()
    y.backward()
    assert time.process_time() - start < 0.1
    assert x.grad == 2.0**40


@pytest.mark.promise(4)
def test_a_graph_with_two_to_the_sixty_paths_takes_sixty_steps():
    steps = []
    x = parameter(1.0)
    y = x
    for _ in range(60):
        y = y * 0.5 + y * 0.5
    start = time.process_time()
    found = graph.walk(y, np.ones(()), watch=lambda node, *_: steps.append(node))
    assert time.process_time() - start < 0.1
    assert len(steps) == len(set(steps)) == 180
    assert found[x] == 1.0


@pytest.mark.promise(4)
def test_a_node_with_users_of_different_depth_passes_on_its_whole_gradient():
    x = parameter(2.0)
    y = x * 3
    deep = y
    for _ in range(5):
        deep = deep * 2
    (y * deep).backward()  # 32 y²
    assert x.grad == 2 * 32 * 6 * 3


# --- promise 5: two passes --------------------------------------------------------------------


@pytest.mark.promise(5)
def test_two_passes_over_two_graphs_add_up():
    x = parameter([1.0, 2.0])
    (x * 3).sum().backward()
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [5, 7])


@pytest.mark.promise(5)
def test_a_second_pass_over_one_graph_says_so():
    x = parameter(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match=r"(?s)second .*graph.*retain_graph=True"):
        y.backward()
    assert x.grad == 4


def test_a_second_pass_over_a_part_of_a_freed_graph_says_so():
    x = parameter(2.0)
    y = x * x
    (y * 1.0).backward()
    with pytest.warns(tg.TrainingWarning, match=r"used after backward: multiply .*loss\.item\(\)"):
        root = y * 5.0
    with pytest.raises(RuntimeError, match="second pass"):
        root.backward()
    assert x.grad == 4


def test_a_second_pass_names_its_usual_causes_the_loop_first():
    x = parameter(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError) as raised:
        y.backward()
    words = ["inside the loop", "retain_graph=True"]
    places = [str(raised.value).index(word) for word in words]
    assert places == sorted(places)


# --- a later pass releases the graph of the one before ----------------------------------------


def test_a_released_result_keeps_its_value_and_is_no_leaf():
    x = parameter([1.0, 2.0])
    y = (x * x).sum()
    y.backward()
    x.sum().backward()
    assert y.item() == 5
    assert not y.is_leaf
    assert "op=sum" in repr(y)
    with pytest.raises(RuntimeError, match="second pass"):
        y.backward()
    with pytest.raises(TypeError, match="detach"):
        copy.copy(y)


RELEASED_USES = {
    "backward": (lambda y, x: (y * x).backward(), "second pass"),
    "grad": (lambda y, x: tg.grad(y * x, x), "second pass"),
    "create_graph": (lambda y, x: tg.grad(y * x, x, create_graph=True), "released"),
    "retain_graph": (lambda y, x: y.backward(retain_graph=True), "released"),
    "explain": (lambda y, x: tg.explain(y), "before that.*retain_graph=True"),
    "draw": (lambda y, x: tg.draw(y), "before that.*retain_graph=True"),
    "play": (lambda y, x: tg.play(y), "before that.*retain_graph=True"),
    "nudge": (lambda y, x: tg.nudge(y, x), "released"),
}


@pytest.mark.filterwarnings("ignore:used after backward")
@pytest.mark.parametrize(("use", "words"), RELEASED_USES.values(), ids=RELEASED_USES)
def test_what_needs_a_released_graph_says_so_and_is_never_silently_cut(use, words):
    x = parameter(2.0)
    y = x * x
    y.backward()
    (x * 1.0).backward()
    with pytest.raises(RuntimeError, match=words):
        use(y, x)
    assert x.grad == 5


def test_the_latest_graph_may_be_drawn_after_backward():
    x = parameter(2.0)
    for _ in range(3):
        y = x * x
        y.backward()
        assert "What arrives at the leaves" in tg.explain(y)


def test_retain_graph_and_create_graph_keep_a_graph_from_a_later_pass():
    x = parameter(3.0)
    one, other = x * x, x**3
    one.backward(retain_graph=True)
    slope = tg.grad(other, x, create_graph=True)
    (x * 1.0).backward()
    (x * 1.0).backward()
    one.backward()
    assert tg.grad(slope, x).item() == 18
    assert x.grad == 6 + 1 + 1 + 6


def test_two_losses_over_one_trunk_with_a_pass_of_another_graph_between():
    x = parameter([1.0, 2.0])
    trunk = x * x
    one, other = trunk.sum(), (trunk * trunk).sum()
    one.backward(retain_graph=True)
    (x * 1.0).sum().backward()
    other.backward()
    np.testing.assert_allclose(x.grad, 2 * x.data + 1 + 4 * x.data**3)


def test_grad_releases_as_backward_does_and_a_failed_pass_does_not():
    x = parameter(2.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError):
        y.backward()
    assert y.inputs[0] is x
    tg.grad(x**3, x)
    assert y.inputs[0] is not x


def test_each_thread_releases_its_own_graphs_only():
    x, seen = parameter(2.0), []

    def work():
        z = x * 3.0
        tg.grad(z, x)
        tg.grad(x * 4.0, x)
        seen.append(z.inputs[0] is x)

    y = x * x
    y.backward()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]
    assert y.inputs[0] is x


SPENT = {
    "total += loss": lambda total, loss: total + loss,
    "a mean of losses": lambda total, loss: np.stack([total, loss]).mean(),
    "sum": lambda total, loss: sum([loss, loss]),
    "one alone": lambda total, loss: loss.sqrt(),
}


@pytest.mark.parametrize("use", SPENT.values(), ids=SPENT)
def test_an_op_on_a_used_up_result_is_warned_of_once_a_line(use):
    total, x = tg.Tensor(0.0), parameter(2.0)
    loss = x * x
    use(total, loss)  # before the pass it is a graph like any other
    loss.backward()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            use(total, loss)
    assert [str(w.message)[:19] for w in caught] == ["used after backward"]
    assert caught[0].filename == __file__


def test_uses_of_a_released_result_that_are_no_ops_give_no_warning():
    x = parameter(2.0)
    loss = x * x
    loss.backward()
    with tg.no_grad():
        loss.sqrt()
    f"{loss:.2f}"
    loss.detach() * 2
    loss.item() + float(loss) + loss.data
    kept = x * x
    kept.backward(retain_graph=True)
    kept * 2.0
    frozen = x.detach() * 2.0
    frozen.requires_grad = True
    frozen * 2.0


@pytest.mark.promise(5)
def test_with_retain_graph_a_second_pass_doubles():
    x = parameter(1.0)
    y = x * 2 * 3 * 5
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 60


@pytest.mark.promise(5)
def test_retained_inner_gradients_do_not_leak_into_the_second_pass():
    x = parameter(1.0)
    inner = x * 2
    inner.retain_grad()
    y = inner * 3 * 5
    y.backward(retain_graph=True)
    y.backward()
    assert (x.grad, inner.grad) == (60, 30)


def test_a_pass_frees_what_the_derivatives_kept():
    x = parameter(np.ones(3))
    y = x.exp()
    root = y.sum()
    root.backward()
    assert root.derivatives is y.derivatives is None
    assert root.op.__name__ == "sum"  # for pictures
    assert root.inputs == (y,)


# --- promise 6: ties --------------------------------------------------------------------------

TIES = {
    "max": (lambda x: x.max(), [1.0, 3.0, 3.0], [0, 0.5, 0.5]),
    "min": (lambda x: x.min(), [1.0, 1.0, 1.0, 4.0], [1 / 3, 1 / 3, 1 / 3, 0]),
    "maximum": (lambda x: tg.maximum(x, 2.0), [1.0, 2.0, 3.0], [0, 0.5, 1]),
    "minimum": (lambda x: tg.minimum(x, 2.0), [1.0, 2.0, 3.0], [1, 0.5, 0]),
    "relu": (tg.relu, [-1.0, 0.0, 1.0], [0, 0, 1]),
    "abs": (tg.abs, [-1.0, 0.0, 1.0], [-1, 0, 1]),
    "clip": (lambda x: tg.clip(x, 0, 1), [-1.0, 0.0, 0.5, 1.0, 2.0], [0, 1, 1, 1, 0]),
}


@pytest.mark.promise(6)
@pytest.mark.parametrize(("op", "x", "slope"), TIES.values(), ids=TIES)
def test_ties_and_kinks_have_the_slope_of_the_table(op, x, slope):
    x = parameter(x)
    op(x).sum().backward()
    np.testing.assert_allclose(x.grad, slope, rtol=1e-15)


# --- promise 8: dtypes ------------------------------------------------------------------------


@pytest.mark.promise(8)
@pytest.mark.parametrize(
    "number",
    [2, 0.25, 0, True, np.float64(0.25), np.float32(0.25), np.int64(2), [0.5, 2.0], [1, 2]],
    ids=repr,
)
@pytest.mark.parametrize("op", [tg.add, tg.subtract, tg.multiply, tg.power, tg.maximum])
def test_a_number_does_not_change_a_float64(op, number):
    for y in (op(x := parameter([1.5, 2.5]), number), op(number, x2 := parameter([1.5, 2.5]))):
        assert y.dtype == np.float64
        y.sum().backward()
    assert x.grad.dtype == x2.grad.dtype == np.float64


@pytest.mark.promise(8)
@pytest.mark.parametrize("number", [2, 0.25, True, [0.5, 2.0], np.float32(0.25)], ids=repr)
@pytest.mark.parametrize("op", [tg.add, tg.subtract, tg.multiply, tg.divide, tg.power, tg.minimum])
def test_a_number_does_not_change_a_float32(op, number):
    for order in (lambda x: op(x, number), lambda x: op(number, x)):
        x = parameter(np.array([1.5, 2.5], np.float32))
        y = order(x)
        y.sum().backward()
        assert y.dtype == x.grad.dtype == np.float32


@pytest.mark.promise(8)
def test_numpys_small_float_on_the_left_loses_no_precision():
    x = parameter(1 / 3)
    assert (np.float32(0.25) ** x).item() == 0.25 ** (1 / 3)


@pytest.mark.promise(8)
def test_in_a_mixed_graph_each_gradient_has_the_dtype_of_its_leaf():
    small, large = parameter(np.ones(3, np.float32)), parameter(np.ones(3))
    y = small * large
    assert y.dtype == np.float64
    (y * y).sum().backward()
    assert (small.grad.dtype, large.grad.dtype) == (np.float32, np.float64)
    (slope,) = tg.grad((small * large).sum(), [small], create_graph=True)
    assert slope.dtype == np.float32


# --- promise 9: integers are constants --------------------------------------------------------


@pytest.mark.promise(9)
@pytest.mark.parametrize("data", [np.arange(3), [True, False], np.ones(2, np.uint8)], ids=repr)
def test_integers_and_booleans_cannot_require_a_gradient(data):
    with pytest.raises(TypeError, match="float"):
        parameter(data)
    with pytest.raises(TypeError, match="float"):
        tg.Tensor(data).requires_grad = True


@pytest.mark.promise(9)
def test_integers_and_booleans_work_as_constants():
    x = parameter([1.0, 2.0, 3.0])
    (x * np.arange(3) + x * tg.Tensor([True, False, True])).sum().backward()
    np.testing.assert_array_equal(x.grad, [1, 1, 3])


# --- promise 10: roots and seeds --------------------------------------------------------------


@pytest.mark.promise(10)
def test_a_root_of_many_elements_asks_for_a_sum_or_a_seed():
    with pytest.raises(RuntimeError, match=r"\(2,\).*\.sum\(\).*grad="):
        (parameter([1.0, 2.0]) * 2).backward()


@pytest.mark.promise(10)
@pytest.mark.parametrize("seed", [1.0, [1.0], [[1.0, 2.0]], [1.0, 2.0, 3.0], np.ones((2, 2))])
def test_a_seed_of_another_shape_is_an_error_with_both_shapes(seed):
    y = parameter([1.0, 2.0]) * 2
    with pytest.raises(ValueError, match=r"shape \(.*shape \(2,\)"):
        y.backward(seed)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1, 1)])
def test_a_root_of_one_element_needs_no_seed(shape):
    x = parameter(np.full(shape, 3.0))
    (x * x).backward()
    np.testing.assert_array_equal(x.grad, np.full(shape, 6.0))


def test_a_seed_is_multiplied_in():
    for seed in ([2.0, -3.0], (2, -3), np.array([2, -3]), tg.Tensor([2.0, -3.0])):
        x = parameter([1.0, 2.0])
        (x * x).backward(seed)
        np.testing.assert_array_equal(x.grad, [4, -12])


@pytest.mark.parametrize("seed", ["a", None, {}, [None, 1], len], ids=repr)
def test_a_seed_that_is_no_number_is_refused(seed):
    with pytest.raises((TypeError, ValueError, RuntimeError)):
        (parameter([1.0, 2.0]) * 2).backward(seed)


def test_a_root_that_needs_no_gradient_says_what_to_do():
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        (tg.Tensor(1.0) * 2).backward()


def test_a_leaf_is_its_own_gradient_of_one():
    x = parameter([[3.0]])
    x.backward()
    np.testing.assert_array_equal(x.grad, [[1.0]])


# --- promise 12: NaN --------------------------------------------------------------------------


@pytest.mark.promise(12)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_nan_comes_out_and_backward_finishes():
    x = parameter([np.nan, 1.0])
    y = (tg.tanh(x) * x).sum()
    with pytest.warns(tg.TrainingWarning, match="loss not finite"):
        y.backward()
    assert np.isnan(y.item())
    np.testing.assert_array_equal(np.isnan(x.grad), [True, False])


# --- promise 13: no shared memory -------------------------------------------------------------


@tg.differentiable
def keeper(x, /):
    y = x * 2
    return y, lambda g: y  # a wrong derivative, but what matters is whose array it is


@tg.differentiable
def returns_the_input(x, y, /):
    return x + y, lambda g: x, lambda g: x


@tg.differentiable
def passes_on(x, y, /):
    return x + y, lambda g: g, lambda g: g


SHARING = {
    "add": lambda x, y: x + y,
    "add to itself": lambda x, y: x + x + y,
    "a sum of several": lambda x, y: (x + y) + (x + y),
    "subtract": lambda x, y: x - y,
    "positive": lambda x, y: +x + +y,
    "reshape": lambda x, y: x.reshape(4) + y.reshape(4),
    "transpose": lambda x, y: x.T + y.T,
    "views of views": lambda x, y: x.T.reshape(4)[::-1][:4] + y.ravel(),
    "slices": lambda x, y: x[:] + y[...],
    "swapped slices": lambda x, y: x[::-1] + y,
    "concatenate": lambda x, y: tg.concatenate([x, y, x]),
    "stack": lambda x, y: tg.stack([x, y]),
    "broadcast": lambda x, y: tg.broadcast_to(x, (3, 2, 2)) + y,
    "sum": lambda x, y: x.sum(axis=0) + y.sum(axis=1),
    "where": lambda x, y: tg.where(True, x, y),
    "same dtype": lambda x, y: tg.astype(x, dtype=np.float64) + y,
    "kept by the rule": lambda x, y: keeper(x) + keeper(y),
    "the data itself": returns_the_input,
    "the seed itself": passes_on,
    "twice": lambda x, y: passes_on(passes_on(x, x), passes_on(y, x)),
    "the leaf itself": lambda x, y: x,
}


@pytest.mark.promise(13)
@pytest.mark.parametrize("retain_graph", [False, True])
@pytest.mark.parametrize("function", SHARING.values(), ids=SHARING)
def test_gradients_share_no_memory(function, retain_graph):
    x, y = parameter(np.ones((2, 2))), parameter(np.ones((2, 2)))
    z = function(x, y)
    inner = [n for n in z.inputs if not n.is_leaf]
    for node in inner:
        node.retain_grad()
    seed = np.ones(z.shape)
    z.backward(seed, retain_graph=retain_graph)
    arrays = [t.grad for t in (x, y, *inner) if t.grad is not None]
    others = [seed, x.data, y.data, z.data, *(t.data for t in inner)]
    for a in arrays:
        assert a.flags.writeable
        assert a.base is None
    for a, b in itertools.combinations([*arrays, *others], 2):
        assert not np.shares_memory(a, b) or (
            any(a is o for o in others) and any(b is o for o in others)
        )


def test_a_gradient_that_was_handed_out_is_not_changed_later():
    x = parameter([1.0, 2.0])
    (x * x).sum().backward()
    mine, before = x.grad, x.grad.copy()
    (x * x).sum().backward()
    np.testing.assert_array_equal(mine, before)


@pytest.mark.promise(13)
def test_changing_a_gradient_changes_nothing_else():
    x, y = parameter([1.0, 2.0]), parameter([3.0, 4.0])
    (x + y).backward(np.ones(2))
    x.grad *= 100
    np.testing.assert_array_equal(y.grad, [1, 1])


# --- promise 14: values that change under way -------------------------------------------------


@pytest.mark.promise(14)
def test_arrays_index_arrays_and_masks_may_change_after_the_forward_pass():
    x, factor = parameter([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    index, mask, condition = np.array([0, 0, 2]), x.data > 1.5, np.array([True, False, True])
    y = (x * factor).sum() + (x[index] * 10).sum() + x[mask].sum()
    y = y + (tg.where(condition, x, 0.0) * 100).sum() + tg.take(x, index).sum()
    factor[:], index[:], mask[:], condition[:] = 0, 1, False, False
    y.backward()
    np.testing.assert_array_equal(x.grad, [2 + 20 + 100 + 2, 3 + 1, 4 + 10 + 1 + 100 + 1])


@pytest.mark.promise(14)
def test_a_tensor_copies_its_data():
    a = np.ones(3)
    x = parameter(a)
    y = x * x
    a[:] = 5
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 2, 2])


def test_a_tensor_in_an_index_or_a_condition_may_change():
    x, index = parameter([1.0, 2.0]), tg.Tensor(np.array([0, 0]))
    y = x[index].sum()
    index.data = [1, 1]
    y.backward()
    np.testing.assert_array_equal(x.grad, [2, 0])


def assign(w):
    w.data = w.data + 1


def update(w):
    w.data -= 1


def step(w):
    w.grad = np.ones(w.shape)
    tg.optim.SGD([w], 0.1).step()


CHANGES = [assign, update, step]


@pytest.mark.promise(14)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_parameter_that_is_needed_names_the_op(change):
    x, w = parameter([1.0, 2.0]), parameter([3.0, 4.0], name="weight")
    y = (x * w).sum()
    change(w)
    before = w.gradient
    with pytest.raises(RuntimeError, match=r"multiply needs .*weight of shape \(2,\).*changed"):
        y.backward()
    assert w.gradient is before
    assert x.grad is None


@pytest.mark.parametrize("change", [assign, update])
def test_a_changed_constant_that_a_derivative_needs_is_an_error(change):
    x, images = parameter([1.0, 2.0]), tg.Tensor([3.0, 4.0], name="images")
    y = (x * images).sum()
    change(images)
    with pytest.raises(RuntimeError, match=r"multiply needs .*images"):
        y.backward()


@pytest.mark.promise(14)
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_bias_is_no_error(change):
    w, b = parameter(np.eye(2)), parameter([3.0, 4.0])
    y = (tg.linear(tg.Tensor(np.ones((3, 2))), w, b) + b).sum()
    change(b)
    b.grad = None
    y.backward()
    np.testing.assert_array_equal(b.grad, [6, 6])


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_first_weight_is_no_error_since_nobody_needs_it(change):
    images, w = tg.Tensor(np.ones((3, 2))), parameter(np.eye(2))
    y = tg.linear(images, w, parameter(np.zeros(2))).sum()
    change(w)
    w.grad = None
    y.backward()
    np.testing.assert_array_equal(w.grad, np.full((2, 2), 3))


def test_a_changed_second_weight_is_an_error_that_names_linear():
    x, w = tg.Tensor(np.ones((3, 2))), parameter(np.eye(2))
    hidden = tg.linear(x, parameter(np.eye(2)), parameter(np.zeros(2)))
    y = tg.linear(hidden, w, parameter(np.zeros(2))).sum()
    update(w)
    with pytest.raises(RuntimeError, match="linear needs"):
        y.backward()


def test_a_change_of_a_leaf_behind_a_view_is_noticed():
    x, w = parameter([1.0, 2.0]), parameter([[3.0], [4.0]])
    y = (x @ w.reshape(2)).sum()
    update(w)
    with pytest.raises(RuntimeError, match="matmul needs"):
        y.backward()


def test_a_change_is_noticed_through_tuples_and_default_arguments():
    @tg.differentiable
    def through_a_tuple(*inputs):
        return inputs[0] * inputs[1], lambda g: g * inputs[1], lambda g: g * inputs[0]

    @tg.differentiable
    def through_a_default(x, y, /):
        return x * y, lambda g, y=y: g * y, lambda g, x=x: g * x

    for op in (through_a_tuple, through_a_default):
        x, w = parameter([1.0, 2.0]), parameter([3.0, 4.0])
        y = op(x, w).sum()
        update(w)
        with pytest.raises(RuntimeError, match=f"{op.__name__} needs"):
            y.backward()


def test_a_rule_may_close_over_an_op():
    @tg.linear_map
    def inner(x, /):
        return x * 1, lambda g: g

    @tg.differentiable
    def outer(x, /):
        return x * 1, lambda g: inner(g)

    w = parameter([1.0, 2.0])
    y = outer(w).sum()
    update(w)
    y.backward()
    np.testing.assert_array_equal(w.grad, [1, 1])


@pytest.mark.promise(14)
def test_a_change_before_the_value_is_used_is_no_error():
    w = parameter([3.0, 4.0])
    w.data -= 1
    (w * w).sum().backward()
    np.testing.assert_array_equal(w.grad, [4, 6])


def test_a_change_between_two_uses_concerns_only_the_older_one():
    w = parameter([3.0, 4.0])
    older = w + 1  # needs no value of w
    w.data -= 1
    (older + w * w).sum().backward()
    np.testing.assert_array_equal(w.grad, [1 + 4, 1 + 6])
    older = w * w
    w.data -= 1
    with pytest.raises(RuntimeError, match="multiply needs"):
        (older + (w + 1)).sum().backward()


def test_a_change_of_what_only_the_result_needs_is_no_error():
    w = parameter([1.0, 2.0])
    y = w.exp()  # its derivative is its value, which is an array of its own
    w.data = [9.0, 9.0]
    y.sum().backward()
    np.testing.assert_array_equal(w.grad, np.exp([1, 2]))


def test_with_create_graph_the_same_change_is_an_error():
    w = parameter([1.0, 2.0])
    y = w.exp().sum()
    update(w)
    with pytest.raises(RuntimeError, match="exp needs"):
        tg.grad(y, w, create_graph=True)


def test_with_create_graph_a_change_that_no_derivative_needs_is_no_error():
    w = parameter([1.0, 2.0])
    y = (w.reshape(1, 2) + 1).sum() + w[[0, 0]].sum()
    update(w)
    np.testing.assert_array_equal(tg.grad(y, w, create_graph=True).data, [3, 1])


def test_a_freed_graph_that_runs_again_notices_a_change_too():
    w = parameter([1.0, 2.0])
    y = w.exp().sum()
    y.backward()
    update(w)
    with pytest.raises(RuntimeError, match="exp needs"):
        graph.walk(y, np.ones(()), retain_graph=True)


def test_a_second_pass_after_a_step_is_called_a_second_pass():
    w = parameter([1.0, 2.0])
    y = (w * w).sum()
    y.backward()
    tg.optim.SGD([w], 0.1).step()
    with pytest.raises(RuntimeError, match="second pass"):
        y.backward()


def test_detached_values_and_the_tensor_do_not_change_each_other():
    w = parameter([1.0, 2.0])
    for tensor in (w, w * 1):
        alone = tensor.detach()
        alone.data = [9.0, 9.0]
        np.testing.assert_array_equal(tensor.data, [1, 2])


# --- promise 15: nothing is written to --------------------------------------------------------


@pytest.mark.promise(15)
def test_forward_and_backward_take_read_only_arrays():
    def frozen(a):
        a = np.array(a)
        a.flags.writeable = False
        return a

    x = tg.from_numpy(frozen([[1.0, 2.0], [3.0, 4.0]]), requires_grad=True)
    y = (x @ x.T + x * frozen([1.0, 2.0]) - x[frozen([0, 0])]).sigmoid().softmax()
    y.backward(frozen([[1.0, 2.0], [3.0, -4.0]]))
    assert x.grad.flags.writeable


# --- promise 16: a user's op ------------------------------------------------------------------


def wrong(kind, *derivatives, value=lambda x: x * 1):
    def broken(x, /):
        return value(x), *derivatives

    return kind(broken)


def raise_key_error(g):
    raise KeyError("lost")


GRADIENTS = {  # of an input of shape (2, 3)
    "a row": lambda g: g.sum(axis=0),
    "another axis": lambda g: g.T,
    "one more axis": lambda g: g[None],
    "flat": lambda g: g.reshape(6),
    "a number": lambda g: g.sum(),
    "too many, to be summed by accident": lambda g: np.stack([g, g]),
    "None": lambda g: None,
    "text": lambda g: "gradient",
    "complex numbers": lambda g: g * 1j,
}


def assert_the_next_pass_is_right():
    x = parameter([1.0, 2.0])
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 4])


@pytest.mark.promise(16)
@pytest.mark.parametrize("derivative", GRADIENTS.values(), ids=GRADIENTS)
def test_a_gradient_of_a_wrong_shape_or_kind_is_an_error_that_names_the_op(derivative):
    x = parameter(np.ones((2, 3)))
    op = wrong(tg.differentiable, derivative)
    with pytest.raises(tg.GradientError, match="broken: the derivative for input 0"):
        op(x).sum().backward()
    assert x.grad is None
    assert_the_next_pass_is_right()


@pytest.mark.promise(16)
@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_gradient_that_would_sum_to_a_number_by_accident_is_an_error(shape):
    x = parameter(np.ones(shape))
    for kind, derivative in (
        (tg.differentiable, lambda g: np.ones(3)),
        (tg.elementwise, lambda: np.ones(3)),
        (tg.linear_map, lambda g: np.ones((2, 1, 1))),
    ):
        with pytest.raises(tg.GradientError, match="broken"):
            wrong(kind, derivative)(x).sum().backward()
    assert x.grad is None


def test_a_gradient_of_none_for_one_number_is_an_error_and_no_nan():
    with pytest.raises(tg.GradientError, match="broken"):
        wrong(tg.differentiable, lambda g: None)(parameter(1.0)).backward()


@pytest.mark.parametrize("slope", [np.ones(2), np.ones((4, 2, 3)), np.ones((2, 3, 3))])
def test_a_local_derivative_that_does_not_fit_the_result_is_an_error(slope):
    x = parameter(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"broken|broadcast") as caught:
        wrong(tg.elementwise, lambda: slope)(x).sum().backward()
    assert "broken" in str(caught.value) + "".join(caught.value.__notes__)


def test_an_op_of_one_input_that_repeats_it_must_sum_its_gradient_itself():
    @tg.differentiable
    def repeated(x, /):
        return x * np.ones(3), lambda g: g

    with pytest.raises(tg.GradientError, match=r"repeated.*\(3,\).*shape \(1,\)"):
        repeated(parameter([2.0])).sum().backward()


def test_a_gradient_is_summed_only_over_axes_of_the_result():
    @tg.differentiable
    def beside(x, y, /):
        return x * y, lambda g: np.ones((5, 3)), lambda g: g

    x, y = parameter(np.ones((1, 3))), parameter(np.ones((2, 3)))
    with pytest.raises(tg.GradientError, match=r"beside.*\(5, 3\).*\(1, 3\)"):
        beside(x, y).sum().backward()


def test_a_gradient_of_another_shape_does_not_pass_beside_a_second_input():
    @tg.differentiable
    def crossed(x, y, /):
        return x @ y, lambda g: y.T, lambda g: x.T  # without g

    x, y = parameter(np.ones((2, 3))), parameter(np.ones((3, 4)))
    with pytest.raises(tg.GradientError, match=r"crossed.*\(4, 3\).*\(2, 3\)"):
        crossed(x, y).sum().backward()


@pytest.mark.promise(16)
@pytest.mark.parametrize("count", [0, 2, 3])
def test_a_wrong_count_of_derivatives_is_an_error_that_names_the_op(count):
    op = wrong(tg.differentiable, *[lambda g: g] * count)
    with pytest.raises(tg.GradientError, match=f"broken: .* {count} derivatives for 1 input"):
        op(parameter(np.ones((2, 3))))
    assert_the_next_pass_is_right()


def test_a_rule_that_returns_a_bare_value_is_an_error_that_names_the_op():
    @tg.differentiable
    def bare(x, /):
        return x * 2

    for shape in ((), (3,)):
        with pytest.raises((tg.GradientError, IndexError), match="bare"):
            bare(parameter(np.ones(shape)))


def test_a_derivative_that_is_no_function_is_an_error_that_names_the_op():
    with pytest.raises(tg.GradientError, match=r"broken: .*not a function; write `lambda g: `"):
        wrong(tg.differentiable, np.ones(2))(parameter([1.0, 2.0])).sum().backward()


@pytest.mark.promise(16)
def test_one_array_returned_for_two_inputs_becomes_two_gradients():
    @tg.differentiable
    def twin(x, y, /):
        def both(g):
            return shared

        shared = np.ones(2)
        return x + y, both, both

    x, y = parameter([1.0, 2.0]), parameter([3.0, 4.0])
    twin(x, y).sum().backward()
    x.grad += 5
    np.testing.assert_array_equal(y.grad, [1, 1])


@pytest.mark.promise(16)
def test_an_exception_in_a_derivative_names_the_op_and_changes_nothing():
    x = parameter([1.0, 2.0])
    (x * 3).sum().backward()
    y = (x * 7 + wrong(tg.differentiable, raise_key_error)(x)).sum()
    with pytest.raises(KeyError, match=r"lost") as caught:
        y.backward()
    assert "in the derivative of broken for input 0" in caught.value.__notes__
    np.testing.assert_array_equal(x.grad, [3, 3])
    assert_the_next_pass_is_right()


def test_an_exception_in_a_rule_names_the_op_and_leads_to_its_line():
    @tg.differentiable
    def misfit(x, y, /):
        return x @ y, None, None  # here

    with pytest.raises(ValueError, match=r"misfit: .*\(2, 3\) and \(2, 3\)") as caught:
        misfit(parameter(np.ones((2, 3))), np.ones((2, 3)))
    assert any("# here" in str(entry.statement) for entry in caught.traceback)

    with pytest.raises(KeyError) as caught:
        wrong(tg.differentiable, value=raise_key_error)(parameter(np.ones((2, 3))))
    assert caught.value.__notes__ == ["in the rule of broken; x has shape (2, 3)"]


def test_an_op_without_an_input_before_the_slash_is_refused_with_a_way_out():
    with pytest.raises(TypeError, match=r"def scale\(x, /, ...\)"):

        @tg.elementwise
        def scale(x, factor=2):
            return x * factor, lambda: factor


def test_a_users_op_is_written_like_ours():
    @tg.elementwise
    def cube(x, /, scale=1.0):
        return scale * x * x * x, lambda: scale * 3 * x * x

    x = parameter([1.0, 2.0])
    assert type(cube(x)) is tg.Tensor
    assert repr(cube(x, 2.0)) == repr(cube(x, scale=2.0))
    cube(x, 2.0).sum().backward()
    np.testing.assert_array_equal(x.grad, [6, 24])
    slope = tg.grad(cube(x).sum(), x, create_graph=True)
    np.testing.assert_array_equal(tg.grad(slope.sum(), x).data, [6, 12])
    plain = cube(np.array([1.0, 2.0]))
    assert type(plain) is np.ndarray


def test_an_op_called_with_too_few_or_too_many_arguments_says_so():
    x = parameter([1.0])
    for call in (
        lambda: tg.add(x),
        lambda: tg.add(x, x, x),
        lambda: tg.exp(),
        lambda: tg.exp(x, 3),
        lambda: tg.sum(x, 0, False, 4),
        lambda: tg.sum(x, keepdim=True),
        lambda: tg.relu(x, inplace=True),
    ):
        with pytest.raises(TypeError, match=r"add|exp|sum|relu"):
            call()


# --- promise 17: depth ------------------------------------------------------------------------


@pytest.mark.promise(17)
@pytest.mark.skipif(os.name == "nt", reason="Windows sets no limit on the stack")
def test_a_chain_of_a_million_nodes_goes_forwards_backwards_and_away():
    out = run(
        """
        import gc, resource, sys, threading
        resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, 8 << 20))
        gc.disable()  # Python's collector would take four times as long as all the rest
        import tinygrad_edu as tg

        assert sys.getrecursionlimit() == 1000
        x, one = tg.Tensor(1.0, requires_grad=True), tg.Tensor(1.0)
        y = x
        for _ in range(1_000_000):
            y = y + one
        assert len(repr(y)) < 100
        y.backward()
        print(y.item(), x.grad)
        del y
        print("gone")
        """
    )
    assert out == "1000001.0 1.0\ngone"


@pytest.mark.promise(17)
def test_copying_pickling_and_printing_a_deep_result_do_not_recurse():
    import copy
    import pickle

    y = parameter(1.0)
    for _ in range(5000):
        y = y * 1.0
    assert len(repr(y)) < 100
    for function in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="detach"):
            function(y)
    assert copy.deepcopy(y.detach()).item() == 1.0


def test_a_deep_second_derivative_does_not_recurse():
    x = parameter(1.0)
    y = x
    for _ in range(3000):
        y = y * 1.0
    slope = tg.grad(y * x, x, create_graph=True)
    assert tg.grad(slope, x).item() == 2.0


# --- promise 18: width ------------------------------------------------------------------------


@pytest.mark.promise(18)
def test_a_fan_out_of_two_thousand_is_exact_at_linear_cost():
    def seconds(n):
        x = parameter(np.arange(3.0))
        y = sum((x * k for k in range(n)), start=tg.Tensor(np.zeros(3)))
        start = time.process_time()
        y.sum().backward()
        np.testing.assert_array_equal(x.grad, np.full(3, n * (n - 1) / 2))
        return time.process_time() - start

    short = min(seconds(500) for _ in range(5))
    assert min(seconds(2000) for _ in range(5)) < 4 * short * 3  # quadratic would be 16 times


@pytest.mark.promise(18)
def test_a_concatenate_of_five_hundred_is_exact():
    xs = [parameter([float(k), 1.0]) for k in range(500)]
    y = tg.concatenate(xs) * np.arange(1000)
    start = time.process_time()
    y.sum().backward()
    assert time.process_time() - start < 0.2
    np.testing.assert_array_equal([x.grad for x in xs], np.arange(1000).reshape(500, 2))


# --- promise 20: no_grad ----------------------------------------------------------------------


def records():
    return (parameter(1.0) * 2).requires_grad


def test_no_grad_computes_without_recording():
    x = parameter([1.0, 2.0])
    with tg.no_grad():
        y = x * 2
    assert (y.requires_grad, y.is_leaf, y.inputs, y.op) == (False, True, (), None)
    np.testing.assert_array_equal(y.data, [2, 4])
    assert records()


@pytest.mark.promise(20)
def test_no_grad_ends_with_an_exception():
    with pytest.raises(ZeroDivisionError), tg.no_grad():
        raise ZeroDivisionError
    assert records()


@pytest.mark.promise(20)
def test_no_grad_may_be_nested():
    with tg.no_grad():
        with tg.no_grad():
            assert not records()
        assert not records()
    assert records()


@pytest.mark.promise(20)
def test_one_no_grad_may_be_entered_twice():
    paused = tg.no_grad()
    with paused:
        with paused:
            assert not records()
        assert not records()
    assert records()
    with paused:
        assert not records()
    assert records()


@pytest.mark.promise(20)
def test_no_grad_decorates_a_function():
    @tg.no_grad()
    def evaluate(x, *, again=0):
        """What it does."""
        return evaluate(x, again=again - 1) if again else (records(), x)

    assert evaluate(3, again=2) == (False, 3)
    assert (evaluate.__name__, evaluate.__doc__) == ("evaluate", "What it does.")
    assert records()


def test_no_grad_decorates_a_function_that_raises():
    @tg.no_grad()
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert records()


@tg.no_grad()
def steps():
    """Yields whether it records; takes what is sent, survives one exception."""
    sent = []
    try:
        for _ in range(3):
            try:
                sent.append((yield records()))
            except KeyError:
                sent.append("caught")
        return sent
    finally:
        sent.append(records())


@pytest.mark.promise(20)
def test_no_grad_on_a_generator_holds_inside_of_it_and_not_between():
    found = []
    for inside in steps():
        found.append((inside, records()))
    assert found == [(False, True)] * 3


def test_no_grad_on_a_generator_passes_send_throw_and_the_result():
    generator = steps()
    assert next(generator) is False
    assert generator.send("hello") is False
    assert generator.throw(KeyError("me")) is False
    with pytest.raises(StopIteration) as stop:
        generator.send("bye")
    assert stop.value.value == ["hello", "caught", "bye", False]
    assert records()


def test_no_grad_on_a_generator_passes_an_exception_that_is_not_caught():
    generator = steps()
    next(generator)
    with pytest.raises(ZeroDivisionError):
        generator.throw(ZeroDivisionError())
    assert records()
    assert list(generator) == []


def test_no_grad_on_a_generator_holds_while_it_closes():
    seen = []

    @tg.no_grad()
    def closing():
        try:
            yield 1
        finally:
            seen.append(records())

    generator = closing()
    next(generator)
    generator.close()
    assert seen == [False]
    assert records()


@pytest.mark.promise(20)
def test_no_grad_is_of_one_thread():
    inside, outside = threading.Event(), threading.Event()
    seen = []

    def other():
        inside.wait(5)
        seen.append(records())
        with tg.no_grad():
            outside.set()
            seen.append(records())

    thread = threading.Thread(target=other)
    thread.start()
    with tg.no_grad():
        inside.set()
        outside.wait(5)
        assert not records()
    thread.join()
    assert seen == [True, False]
    assert records()


def test_create_graph_records_inside_no_grad_and_no_longer():
    x = parameter(3.0)
    y = x**3
    with tg.no_grad():
        slope = tg.grad(y, x, create_graph=True)
        assert not records()
        assert slope.requires_grad
        assert tg.grad(slope, x).item() == 18
    assert records()


def test_backward_works_inside_no_grad():
    x = parameter(3.0)
    y = x * x
    with tg.no_grad():
        y.backward()
    assert x.grad == 6


# --- promise 21: threads and processes --------------------------------------------------------


def train(seed, steps=60):
    """A few steps of a small network; its weights afterwards."""
    rng = np.random.default_rng(seed)
    model = tg.nn.Sequential(tg.nn.Linear(3, 4, rng=rng), tg.nn.Tanh(), tg.nn.Linear(4, 1, rng=rng))
    optimizer = tg.optim.SGD(model.parameters(), 0.1)
    x, y = rng.normal(size=(16, 3)), rng.normal(size=(16, 1))
    for _ in range(steps):
        optimizer.zero_grad()
        ((model(tg.Tensor(x)) - y) ** 2).mean().backward()
        optimizer.step()
    return np.concatenate([p.data.ravel() for p in model.parameters()])


@pytest.mark.promise(21)
def test_four_threads_with_their_own_graphs_are_exact():
    found = {}
    threads = [threading.Thread(target=lambda k=k: found.update({k: train(k)})) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k in range(4):
        np.testing.assert_array_equal(found[k], train(k))


@pytest.mark.promise(21)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_trains():
    out = run(
        """
        import os
        import numpy as np
        import tinygrad_edu as tg

        def slope():
            x = tg.Tensor(np.ones((4, 4)), requires_grad=True)
            for _ in range(20):
                (x @ x).sum().backward()
            return x.grad.sum()

        before = slope()
        child = os.fork()
        if child == 0:
            os._exit(0 if slope() == before else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    )
    assert out == "0"


# --- promise 23: Ctrl-C -----------------------------------------------------------------------


def interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.promise(23)
@pytest.mark.parametrize("where", ["forward", "backward", "backward inside no_grad"])
def test_ctrl_c_inside_a_rule_leaves_all_as_it_was(where):
    if where == "forward":
        stop = wrong(tg.differentiable, value=interrupt)
    else:
        stop = wrong(tg.differentiable, interrupt)
    x = parameter([1.0, 2.0])
    (x * 3).sum().backward()
    data = x.data.copy()

    def interrupted():
        y = (x * 7 + stop(x * 5)).sum()
        with tg.no_grad() if where.endswith("no_grad") else contextlib.nullcontext():
            y.backward()

    with pytest.raises(KeyboardInterrupt) as caught:
        interrupted()
    assert not hasattr(caught.value, "__notes__")
    assert records()
    np.testing.assert_array_equal(x.data, data)
    np.testing.assert_array_equal(x.grad, [3, 3])
    (x * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [5, 7])


def test_ctrl_c_during_create_graph_restores_no_grad():
    x = parameter([1.0, 2.0])
    y = wrong(tg.differentiable, interrupt)(x).sum()
    with tg.no_grad():
        with pytest.raises(KeyboardInterrupt):
            tg.grad(y, x, create_graph=True)
        assert not records()
    assert records()


# --- what is recorded, and what is not computed -----------------------------------------------


def test_a_node_holds_an_array_even_if_it_was_given_a_number_of_numpy():
    node = graph.make_node(tg.Tensor, np.float64(2))
    assert type(node.value) is np.ndarray
    assert node.value.shape == ()


def test_a_result_knows_the_module_that_made_it():
    layer = tg.nn.Linear(2, 1)
    x = parameter([[1.0, 2.0]])
    y = layer(x)
    assert y.scope[0] is layer
    assert (y * 2).scope is None
    with tg.no_grad():
        y = layer(x)
    assert (y.scope, y.op, y.inputs, dict(y.settings)) == (None, None, (), {})


def counting(calls, label):
    """An op whose derivatives tell when they are computed."""

    @tg.differentiable
    def counted(x, y, /):
        def along_x(g):
            calls.append(f"{label} x")
            return g * y

        def along_y(g):
            calls.append(f"{label} y")
            return g * x

        return x * y, along_x, along_y

    return counted


def test_a_derivative_that_nobody_needs_is_not_computed():
    calls = []
    counting(calls, "op")(tg.Tensor([1.0, 2.0]), parameter([1.0, 2.0])).sum().backward()
    assert calls == ["op y"]


def test_grad_computes_only_what_leads_to_its_inputs():
    calls = []
    x, y = parameter(2.0), parameter(3.0)
    left, right = counting(calls, "left")(x, x), counting(calls, "right")(y, y)
    root = counting(calls, "root")(left, right)
    assert tg.grad(root, x).item() == 2 * 2 * 9
    assert calls == ["root x", "left x", "left y"]


def test_a_result_of_constants_is_not_recorded():
    y = tg.Tensor([1.0]) * 2 + np.ones(1)
    assert (y.op, y.inputs, y.requires_grad, y.is_leaf) == (None, (), False, True)


def test_a_result_remembers_its_op_inputs_and_settings():
    x = parameter(np.ones((2, 3)))
    y = x.sum(axis=1, keepdims=True)
    assert y.op is tg.sum
    assert (y.inputs, dict(y.settings)) == ((x,), {"axis": 1, "keepdims": True})
    assert not y.is_leaf


def test_a_constant_becomes_an_input_that_needs_no_gradient():
    x = parameter([1.0, 2.0])
    y = 3 - x
    three, same = y.inputs
    assert same is x
    assert (three.item(), three.requires_grad, three.dtype) == (3.0, False, np.float64)


def test_the_walk_reports_each_step_to_a_watcher():
    x = parameter([1.0, 2.0])
    y = (x * x).sum()
    seen = []
    graph.walk(
        y, np.ones(()), watch=lambda node, g, parts: seen.append((node.op.__name__, g, parts))
    )
    assert [name for name, *_ in seen] == ["sum", "multiply"]
    np.testing.assert_array_equal(seen[1][1], [1, 1])
    assert [i for i, _ in seen[1][2]] == [0, 1]
    np.testing.assert_array_equal(seen[1][2][0][1], [1, 2])


def test_a_freed_graph_can_still_be_looked_at():
    x = parameter([1.0, 2.0])
    y = (x * x).sum()
    y.backward()
    for _ in range(2):
        found = graph.walk(y, np.ones(()), retain_graph=True)
        np.testing.assert_array_equal(found[x], [2, 4])
    np.testing.assert_array_equal(x.grad, [2, 4])


# --- requires_grad, retain_grad, grad ---------------------------------------------------------


def test_a_frozen_leaf_gets_no_gradient():
    x, y = parameter([1.0]), parameter([2.0])
    z = x * y
    x.requires_grad = False
    z.backward()
    assert x.grad is None
    np.testing.assert_array_equal(y.grad, [1.0])


def test_retain_grad_keeps_the_gradient_of_a_result():
    x = parameter([1.0, 2.0])
    y = x * x
    y.retain_grad()
    (y * 3).sum().backward()
    np.testing.assert_array_equal(y.grad, [3, 3])
    np.testing.assert_array_equal(x.grad, [6, 12])


def test_retain_grad_of_a_root_and_of_a_leaf():
    x = parameter(2.0)
    x.retain_grad()
    y = x * x
    y.retain_grad()
    y.backward()
    assert (y.grad, x.grad) == (1.0, 4.0)


def test_retain_grad_of_a_constant_is_an_error():
    with pytest.raises(RuntimeError, match="retain_grad"):
        tg.Tensor(1.0).retain_grad()


def test_reading_the_grad_of_a_result_warns_how_to_ask_once_per_line():
    import warnings

    y = parameter(2.0) * 2
    y.backward()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(3):
            assert y.grad is None
    (warning,) = caught
    assert "retain_grad()" in str(warning.message)
    assert warning.filename == __file__


def test_reading_the_grad_of_a_leaf_or_a_retained_result_does_not_warn():
    x = parameter(2.0)
    assert x.grad is None
    y = x * 2
    y.retain_grad()
    assert y.grad is None
    assert tg.Tensor(1.0).grad is None


# --- what a user's rule may give ------------------------------------------------------------------


@pytest.mark.parametrize("slope", [0, 1, -1, 2, -2, 3])
def test_a_slope_may_be_a_whole_number(slope):
    @tg.elementwise
    def steep(x, /):
        return slope * x, lambda: slope

    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    (steep(x) * np.array([10.0, 100.0])).sum().backward()
    np.testing.assert_array_equal(x.grad, [10 * slope, 100 * slope])


def test_a_plain_array_as_derivative_is_a_constant_of_the_second_pass():
    @tg.differentiable
    def doubled_sum(x, /):
        return 2 * np.sum(x), lambda g: np.full(x.shape, 2.0)

    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    (g,) = tg.grad(doubled_sum(x), [x], create_graph=True)
    assert isinstance(g, tg.Tensor)
    np.testing.assert_array_equal(g.data, [2, 2])
    (h,) = tg.grad((g * x).sum(), [x])
    np.testing.assert_array_equal(h.data, [2, 2])


def test_a_gradient_is_no_view_of_what_the_rule_keeps():
    table = np.array([[1.0, 2.0], [3.0, 4.0]])

    @tg.differentiable
    def looked_up(x, /):
        return x @ table[1], lambda g: table[1]

    x = tg.Tensor([0.0, 0.0], requires_grad=True)
    looked_up(x).backward()
    np.testing.assert_array_equal(x.grad, table[1])
    assert not np.shares_memory(x.grad, table)


def test_after_the_pass_the_graph_shows_the_same_settings():
    x = tg.Tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True, name="x")
    y = (tg.softmax(x, axis=0) * np.array([[1.0, 2.0], [3.0, 4.0]])).sum(axis=1).max()
    before = tg.explain(y)
    y.backward()
    assert tg.explain(y) == before


def test_an_explanation_while_debugging_has_its_steps():
    x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
    text = tg.explain((x * x).sum())
    with tg.debug():
        assert tg.explain((x * x).sum()) == text


# --- whose lines are whose --------------------------------------------------------------------


def test_a_file_whose_path_begins_as_the_packages_is_a_users_file():
    path = f"{os.path.dirname(tg.__file__)}_demo.py"
    names = {}
    exec(compile("import sys\ndef here():\n    return sys._getframe()", path, "exec"), names)
    assert not frames.ours(names["here"]())


def test_backward_without_a_gradient_says_whether_recording_is_paused():
    w = parameter(1.0)
    with tg.no_grad(), pytest.raises(RuntimeError, match=r"right now it is paused"):
        (w * 2).backward()
    with pytest.raises(RuntimeError) as raised:
        tg.Tensor(2.0).backward()
    assert "paused" not in str(raised.value)

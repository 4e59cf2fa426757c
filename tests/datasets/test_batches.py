import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu.datasets import batches

X = np.arange(20.0).reshape(10, 2)
LABELS = np.arange(10)


@settings(deadline=None)
@given(n=st.integers(0, 30), size=st.integers(1, 35), seed=st.integers(0, 9))
def test_an_epoch_is_the_permuted_rows_cut_into_pieces(n, size, seed):
    x, y = np.arange(3.0 * n).reshape(n, 3), np.arange(n)
    order = np.random.default_rng(seed).permutation(n)
    pairs = list(batches(x, y, size, np.random.default_rng(seed)))
    assert len(pairs) == -(-n // size)
    for i, (xb, yb) in enumerate(pairs):
        rows = order[i * size : (i + 1) * size]
        np.testing.assert_array_equal(xb.data, x[rows])
        np.testing.assert_array_equal(yb, y[rows])


def test_the_last_batch_is_short():
    assert [len(xb) for xb, _ in batches(X, LABELS, 4)] == [4, 4, 2]


def test_x_and_y_are_tensors_but_integer_labels_are_arrays():
    ((xb, yb),) = batches(X.astype(np.float32), X, 10)
    assert type(xb) is type(yb) is tg.Tensor
    assert (xb.dtype, yb.dtype) == (np.float32, np.float64)
    ((xb, yb),) = batches(LABELS, LABELS, 10)
    assert type(xb) is tg.Tensor
    assert type(yb) is np.ndarray


@pytest.mark.parametrize("shuffle", [True, False])
def test_a_batch_shares_no_memory_with_the_data(shuffle):
    before = X.copy()
    for xb, yb in batches(X, X, 4, shuffle=shuffle):
        xb.data[...] = -1
        yb.data[...] = -1
    np.testing.assert_array_equal(X, before)


def test_without_shuffle_the_order_is_kept_and_the_generator_not_used():
    rng = np.random.default_rng(0)
    state = rng.bit_generator.state
    labels = np.concatenate([yb for _, yb in batches(X, LABELS, 3, rng, shuffle=False)])
    np.testing.assert_array_equal(labels, LABELS)
    assert rng.bit_generator.state == state


def test_each_epoch_has_its_own_order():
    x = np.arange(1000.0)
    for rng in (None, np.random.default_rng(0)):
        first, second = (next(iter(batches(x, x, 1000, rng)))[0].data for _ in range(2))
        assert (first != second).any()
        np.testing.assert_array_equal(np.sort(first), np.sort(second))


def test_each_loop_over_one_object_is_an_epoch_in_a_new_order():
    x, generator = np.arange(50.0), np.random.default_rng(0)
    pairs = batches(x, x, 8, np.random.default_rng(0))
    for _ in range(3):
        found = np.concatenate([xb.data for xb, _ in pairs])
        np.testing.assert_array_equal(found, x[generator.permutation(50)])
    ordered = batches(x, x, 8, shuffle=False)
    assert [len(list(ordered)) for _ in range(3)] == [7, 7, 7]


def test_the_first_order_is_drawn_when_the_batches_are_made():
    x, rng = np.arange(50.0), np.random.default_rng(0)
    pairs = batches(x, x, 50, rng)
    rng.random(10)
    ((found, _),) = pairs
    np.testing.assert_array_equal(found.data, np.random.default_rng(0).permutation(50))


def test_loops_inside_each_other_do_not_disturb_each_other():
    pairs = batches(X, LABELS, 4)
    assert sum(1 for _ in pairs for _ in pairs) == 9
    assert len(list(zip(pairs, pairs, strict=True))) == 3


@pytest.mark.parametrize(("n", "size", "count"), [(10, 4, 3), (10, 5, 2), (10, 99, 1), (0, 3, 0)])
def test_the_length_is_the_number_of_pairs(n, size, count):
    pairs = batches(X[:n], LABELS[:n], size)
    assert len(pairs) == len(list(pairs)) == count


def test_next_takes_the_pairs_of_one_epoch_one_by_one():
    pairs = batches(X, LABELS, 4, shuffle=False)
    assert [next(pairs)[1].tolist() for _ in range(3)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    with pytest.raises(StopIteration):
        next(pairs)
    assert len(list(pairs)) == 3


def test_images_keep_their_shape():
    ((xb, _),) = batches(np.zeros((3, 1, 4, 5)), np.arange(3), 3)
    assert xb.shape == (3, 1, 4, 5)


def test_tensors_without_gradient_are_taken_and_with_one_are_not():
    ((xb, yb),) = batches(tg.Tensor(X), tg.from_numpy(LABELS), 10, shuffle=False)
    np.testing.assert_array_equal(xb.data, X)
    assert type(yb) is np.ndarray
    with pytest.raises(RuntimeError, match="gradient"):
        batches(tg.Tensor(X, requires_grad=True), LABELS, 2)


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ((X, LABELS[:7], 2), ValueError, "x has 10 rows, but y has 7"),
        ((X, LABELS, 0), ValueError, "size is 0"),
        ((X, LABELS, -1), ValueError, "size is -1"),
        ((X, LABELS, 2.5), TypeError, "integer"),
        ((X, LABELS, 2, 0), TypeError, "rng is 0, not a random generator"),
        ((X, LABELS, 2, None, np.random.default_rng(0)), TypeError, "shuffle is Generator"),
        ((X, LABELS, 2, np.random.RandomState(0)), TypeError, "default_rng"),
        ((X.tolist(), LABELS, 2), TypeError, r"x is a list.*np\.array\(x\)"),
        ((X, np.array(3), 2), TypeError, r"y is a ndarray"),
        ((np.array(["a"]), LABELS[:1], 1), TypeError, "text"),
        ((X, np.array([None] * 10), 2), TypeError, "objects"),
    ],
)
def test_wrong_arguments_are_refused_before_the_loop(arguments, error, says):
    with pytest.raises(error, match=says):
        batches(*arguments)


def test_a_batch_costs_little_more_than_copying_its_rows():
    rng = np.random.default_rng(0)
    x, y = np.zeros((20_000, 784), np.float32), np.zeros(20_000, np.int64)

    def copying():
        order = rng.permutation(len(x))
        for i in range(0, len(x), 64):
            x.take(order[i : i + 64], axis=0)

    def batching():
        for _ in batches(x, y, 64, rng):
            pass

    def fastest(function):
        times = []
        for _ in range(5):
            start = time.process_time()
            function()
            times.append(time.process_time() - start)
        return min(times)

    assert fastest(batching) < 2 * fastest(copying) + 2e-3


@pytest.mark.parametrize("layout", ["slice", "columns"])
def test_data_in_any_memory_layout_costs_no_copy_of_all_of_it_per_batch(layout):
    x = np.arange(20_000 * 1568, dtype=np.float32).reshape(20_000, 1568)
    x = x[:, ::2] if layout == "slice" else np.asfortranarray(x[:, :784])
    pairs = batches(x, np.arange(20_000), 64, shuffle=False)
    tracemalloc.start()
    first, _ = next(pairs)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_array_equal(first.data, x[:64])
    batch = first.data.nbytes
    assert peak < 3 * batch


@pytest.mark.parametrize(("shuffle", "order"), [(True, "shuffled"), (False, "in order")])
def test_batches_show_how_many_they_are(shuffle, order):
    each = batches(np.zeros((5, 2)), np.zeros(5), 2, shuffle=shuffle)
    assert repr(each) == f"Batches(3 of up to 2 of 5 rows, {order})"

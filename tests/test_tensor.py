"""What a Tensor is: dtypes, operators, methods, printing, errors, and NumPy's functions on it."""

import contextlib
import copy
import datetime
import decimal
import fractions
import inspect
import math
import operator
import pickle
import warnings

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import _numpy_functions as numpy_functions
from tinygrad_edu.engine.graph import Node
from tinygrad_edu.watch import notices as traps


def parameter(data, **facts):
    return tg.Tensor(data, requires_grad=True, **facts)


@pytest.fixture
def float32_by_default():
    tg.set_default_dtype(np.float32)
    yield
    tg.set_default_dtype(np.float64)


# --- what it is made of -----------------------------------------------------------------------

DTYPES = [
    (1, np.float64),
    (1.5, np.float64),
    ([1, 2], np.float64),
    ([[1.0], [2]], np.float64),
    ((1, 2), np.float64),
    (range(3), np.float64),
    ([], np.float64),
    ([1, True], np.float64),
    (2**63, np.float64),
    (True, np.bool_),
    ([True, False], np.bool_),
    (np.float32(1), np.float32),
    (np.float16(1), np.float16),
    (np.float64(1), np.float64),
    (np.int8(1), np.int8),
    (np.bool_(True), np.bool_),
    (np.arange(3), np.int64),
    (np.ones(2, np.uint8), np.uint8),
    (np.ones(2, np.float32), np.float32),
    (np.ones((2, 0)), np.float64),
]


@pytest.mark.parametrize(("data", "dtype"), DTYPES, ids=repr)
def test_numbers_and_lists_become_the_default_dtype_and_numpys_keep_theirs(data, dtype):
    t = tg.Tensor(data)
    assert type(t.data) is np.ndarray
    assert t.dtype == t.data.dtype == dtype
    np.testing.assert_array_equal(t.data, np.asarray(data))


@pytest.mark.usefixtures("float32_by_default")
def test_the_default_dtype_may_be_set():
    assert tg.get_default_dtype() == np.float32
    assert tg.Tensor([1.0, 2.0]).dtype == np.float32
    assert tg.Tensor(1).dtype == np.float32
    assert tg.Tensor(np.ones(2)).dtype == np.float64


@pytest.mark.parametrize("dtype", [int, bool, complex, str, object])
def test_the_default_dtype_is_a_float(dtype):
    with pytest.raises(TypeError, match="float"):
        tg.set_default_dtype(dtype)
    assert tg.get_default_dtype() == np.float64


@pytest.mark.parametrize("dtype", [np.float32, "float32", float, int, bool, np.uint8])
def test_dtype_decides(dtype):
    assert tg.Tensor([1, 2], dtype=dtype).dtype == np.dtype(dtype)
    assert tg.Tensor(np.ones(2), dtype=dtype).dtype == np.dtype(dtype)


def test_a_tensor_copies():
    for data in (np.ones(3), tg.Tensor(np.ones(3))):
        t = tg.Tensor(data)
        t.data += 1
        np.testing.assert_array_equal(getattr(data, "data", data), np.ones(3))
    a = np.ones(3)
    assert not np.shares_memory(tg.Tensor(a, dtype=a.dtype).data, a)


MASKED = np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0])


@pytest.mark.parametrize(
    "take",
    [
        lambda t: tg.Tensor(MASKED),
        lambda t: tg.Tensor([MASKED, MASKED]),
        lambda t: tg.Tensor([[MASKED], [MASKED]]),
        lambda t: tg.add(t, [MASKED]),
        lambda t: tg.nn.CrossEntropy()(np.ones((2, 3)), np.ma.array([0, 1], mask=[0, 1])),
        lambda t: tg.nn.CrossEntropy()(np.ones((1, 3)), MASKED[None] / 6),
        lambda t: tg.nn.NLL()(np.ones((2, 3)), np.ma.array([0, 1], mask=[0, 1])),
        lambda t: tg.nn.Embedding(3, 2)(np.ma.array([0, 1], mask=[0, 1])),
        lambda t: tg.datasets.one_hot(np.ma.array([0, 1], mask=[0, 1]), 3),
        lambda t: tg.nn.LayerNorm(3).load_state_dict({"weight": MASKED, "bias": np.ones(3)}),
        lambda t: tg.from_numpy(MASKED),
        lambda t: t + MASKED,
        lambda t: tg.stack([t, MASKED]),
        lambda t: tg.exp(MASKED),
        lambda t: tg.where(MASKED > 2, t, 0.0),
        lambda t: t.clip(MASKED, None),
        lambda t: t[np.ma.array([0, 1], mask=[0, 1])],
        lambda t: setattr(t, "data", MASKED),
        lambda t: setattr(t, "grad", MASKED),
        lambda t: (t * 2).backward(MASKED),
    ],
)
def test_a_masked_array_is_refused_wherever_data_comes_in(take):
    t = parameter([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=r"a masked array hides entries.*\.filled\(0\)"):
        take(t)
    assert (t.data.tolist(), t.grad) == ([1, 2, 3], None)


def test_from_numpy_shares():
    a = np.ones(3, np.float32)
    t = tg.from_numpy(a, requires_grad=True, name="shared")
    assert t.data is a
    assert (t.requires_grad, t.name, t.dtype) == (True, "shared", np.float32)
    a[0] = 5
    assert t.data[0] == 5


@pytest.mark.parametrize("data", [1.0, [1.0], None, "a", tg.Tensor(1.0)], ids=repr)
def test_from_numpy_takes_arrays_only(data):
    with pytest.raises(TypeError, match=r"from_numpy: .*Tensor\(\.\.\.\)"):
        tg.from_numpy(data)


def test_a_subclass_of_ndarray_becomes_an_ndarray():
    class Mine(np.ndarray):
        pass

    mine = np.ones((2, 2)).view(Mine)
    for t in (tg.Tensor(mine), tg.from_numpy(mine), tg.Tensor(np.ones((2, 2))) * mine):
        assert type(t.data) is np.ndarray


# promise 27
NOT_DATA = [
    *[None, "abc", "1.5", ["a"], b"x", {}, {1: 2}, {1, 2}, object(), len, int, 1j, [1j, 2]],
    *[[None, 1.0], [[1, 2], [3]], [[1], 2], [{}, 1], (x for x in [1]), slice(3), ...],
    *[np.datetime64("2020-01-01"), np.timedelta64(1, "s"), datetime.date(2020, 1, 1)],
    *[decimal.Decimal("1.5"), fractions.Fraction(1, 2), [decimal.Decimal(1)], 10**30],
    *[np.array(["a"]), np.array([None]), np.array([b"a"]), np.ones(2, complex)],
    *[np.array([[1, 2], [3]], dtype=object), np.array([(1, 2.0)], dtype="i4,f8")],
    *[np.array([1, 2], dtype=object), np.array(["2020"], dtype="M8[Y]")],
]


@pytest.mark.promise(27)
@pytest.mark.parametrize("data", NOT_DATA, ids=lambda data: type(data).__name__)
def test_data_that_are_not_numbers_are_refused_everywhere(data):
    x = parameter([1.0, 2.0])
    places = [
        lambda: tg.Tensor(data),
        lambda: x + data,
        lambda: tg.multiply(data, x),
        lambda: tg.where([True, False], x, data),
        lambda: setattr(x, "data", data),
    ]
    if data is not None:
        places += [lambda: setattr(x, "grad", data), lambda: x.sum().backward(data)]
    if type(data) is not int:  # 10**30 is a fine float beside floats
        for place in places:
            with pytest.raises((TypeError, ValueError)):
                place()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "real numbers.*not None.*return"),
        ("1.5", "real numbers.*text"),
        (1j, "real numbers.*complex"),
        ([[1, 2], [3]], "rows.*differ in length"),
        (np.datetime64("2020"), "real numbers.*dates"),
    ],
)
def test_the_error_says_what_was_given_and_what_is_needed(data, words):
    with pytest.raises((TypeError, ValueError), match=words):
        tg.Tensor(data)


@pytest.mark.promise(27)
@pytest.mark.parametrize("dtype", [object, str, complex, "M8[s]", bytes])
def test_no_tensor_of_another_kind_can_be_made_by_dtype(dtype):
    for place in (lambda: tg.Tensor([1, 2], dtype=dtype), lambda: tg.Tensor([1.0]).astype(dtype)):
        with pytest.raises(TypeError, match="real numbers"):
            place()


class Table:
    """What a DataFrame of mixed columns looks like from outside."""

    def to_numpy(self, dtype=None):
        return np.array([[1, True]], dtype=dtype or object)

    def __array__(self, dtype=None, copy=None):
        return self.to_numpy(dtype)


def test_a_table_of_mixed_columns_says_how_to_make_numbers_of_it():
    with pytest.raises(TypeError, match=r"this Table have several.*\.to_numpy\(dtype=float\)"):
        tg.Tensor(Table())
    assert tg.Tensor(Table().to_numpy(dtype=float)).data.tolist() == [[1, 1]]
    with pytest.raises(TypeError, match=r"dtype=object, with a int first.*\.astype\(float\)"):
        tg.Tensor(Table().to_numpy())


def test_a_list_of_tensors_that_require_a_gradient_is_joined_by_stack():
    with pytest.raises(RuntimeError, match=r"tg\.stack"):
        tg.Tensor([parameter(1.0), parameter(2.0)])
    np.testing.assert_array_equal(tg.Tensor([tg.Tensor(1.0), tg.Tensor(2.0)]).data, [1, 2])


# --- attributes -------------------------------------------------------------------------------


def test_a_tensor_knows_its_shape():
    t = tg.Tensor(np.ones((2, 3), np.float32), name="t")
    assert (t.shape, t.ndim, t.size, t.dtype, len(t)) == ((2, 3), 2, 6, np.float32, 2)
    assert (t.name, t.op, t.inputs, t.is_leaf, t.requires_grad) == ("t", None, (), True, False)
    assert t.T.shape == t.mT.shape == (3, 2)
    assert tg.Tensor(np.ones((4, 2, 3))).mT.shape == (4, 3, 2)
    assert tg.Tensor(np.ones((4, 2, 3))).T.shape == (3, 2, 4)


def test_an_unknown_attribute_is_an_error_to_read_and_to_write():
    t = tg.Tensor(1.0)
    with pytest.raises(AttributeError, match="foo"):
        _ = t.foo
    with pytest.raises(AttributeError):
        t.gard = 1
    for name in ("shape", "dtype", "is_leaf", "T", "size", "ndim"):
        with pytest.raises(AttributeError):
            setattr(t, name, 1)


def test_item_is_a_python_number():
    assert type(tg.Tensor([[1.5]]).item()) is float
    assert type(tg.Tensor(np.array(3)).item()) is int
    with pytest.raises(ValueError, match=r"\(2,\).*\.sum\(\)"):
        tg.Tensor([1.0, 2.0]).item()


def test_numpy_gives_the_values_of_a_tensor_without_gradient():
    t = tg.Tensor([1.0, 2.0])
    assert t.numpy() is t.data
    with pytest.raises(RuntimeError, match=r"\.data.*\.detach\(\)"):
        parameter([1.0]).numpy()


def test_detach_leaves_the_graph():
    x = parameter([1.0, 2.0], name="x")
    for t in (x, x * 3):
        d = t.detach()
        assert (d.requires_grad, d.is_leaf, d.op) == (False, True, None)
        np.testing.assert_array_equal(d.data, t.data)
        assert not np.shares_memory(d.data, t.data)


def test_astype_keeps_the_graph_among_floats_and_leaves_it_for_integers():
    x = parameter([1.5, 2.5])
    y = x.astype(np.float32)
    assert (y.dtype, y.requires_grad) == (np.float32, True)
    y.backward(np.ones(2))
    assert x.grad.dtype == np.float64
    for whole in (x.astype(int), np.astype(x, np.int64), x.astype(bool)):
        assert whole.dtype.kind in "ib"
        assert not whole.requires_grad
    assert x.astype(np.float64, copy=False) is x
    assert tg.Tensor(np.arange(2)).astype(float).dtype == np.float64


# --- data and grad may be set -----------------------------------------------------------------


def test_an_update_of_data_happens_in_the_same_array():
    w = parameter([1.0, 2.0])
    array = w.data
    w.data -= 0.5
    w.data[0] = 9
    assert w.data is array
    np.testing.assert_array_equal(array, [9, 1.5])


@pytest.mark.parametrize(
    "new", [[3, 4], (3.0, 4.0), np.array([3, 4], np.int8), tg.Tensor([3.0, 4.0])], ids=repr
)
def test_assigned_data_are_copied_and_cast_into_the_same_array(new):
    w = parameter(np.ones(2, np.float32))
    array, age = w.data, w.age
    w.data = new
    assert w.data is array
    assert w.dtype == np.float32
    assert w.age > age
    np.testing.assert_array_equal(w.data, [3, 4])
    assert not np.shares_memory(w.data, getattr(new, "data", 0))


def test_read_only_data_may_be_replaced():
    a = np.ones(2)
    a.flags.writeable = False
    w = tg.from_numpy(a)
    w.data = [3, 4]
    np.testing.assert_array_equal(w.data, [3, 4])
    np.testing.assert_array_equal(a, [1, 1])


def test_data_of_another_shape_are_refused_with_both_shapes():
    w = parameter([1.0, 2.0])
    for new in ([1.0, 2.0, 3.0], 1.0, [[1.0, 2.0]]):
        with pytest.raises(ValueError, match=r"data: .*shape \(.*\(2,\)"):
            w.data = new
    np.testing.assert_array_equal(w.data, [1, 2])


def test_data_of_a_result_cannot_be_set():
    y = parameter([1.0, 2.0]) * 2
    with pytest.raises(RuntimeError, match="multiply"):
        y.data = [1.0, 2.0]


def test_grad_may_be_set_and_is_copied_and_cast():
    w = parameter(np.ones(2, np.float32))
    for new in ([1, 2], np.array([1.0, 2.0]), tg.Tensor([1.0, 2.0])):
        w.grad = new
        assert type(w.grad) is np.ndarray
        assert w.grad.dtype == np.float32
        assert not np.shares_memory(w.grad, getattr(new, "data", np.asarray(new)))
    w.grad *= 2
    np.testing.assert_array_equal(w.grad, [2, 4])
    w.grad = None
    assert w.grad is None
    with pytest.raises(ValueError, match=r"grad: shape \(3,\).*\(2,\)"):
        w.grad = np.ones(3)


def test_requires_grad_of_a_leaf_may_be_set_and_of_a_result_not_unset():
    x = tg.Tensor([1.0])
    x.requires_grad = True
    y = x * 2
    assert y.requires_grad
    with pytest.raises(RuntimeError, match=r"\.detach\(\)"):
        y.requires_grad = False
    x.requires_grad = False
    assert not (x * 2).requires_grad


# --- operators --------------------------------------------------------------------------------

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
OPERANDS = [2, 0.5, True, np.float64(3), np.float32(0.5), np.int64(2), np.array(2.0)]
OPERANDS += [[1, 2, 3], (1.0, 2.0, 3.0), np.array([1.0, 2, 3]), np.array([[1], [2]])]


@pytest.mark.promise(24)
@pytest.mark.parametrize("other", OPERANDS, ids=repr)
@pytest.mark.parametrize("sign", OPERATORS, ids=lambda sign: sign.__name__)
def test_operators_take_numbers_lists_and_arrays_on_both_sides(sign, other):
    a = np.array([0.5, 1.5, 2.5])
    for y, expected in (
        (sign(parameter(a), other), sign(a, np.asarray(other))),
        (sign(other, parameter(a)), sign(np.asarray(other, dtype=float), a)),
    ):
        assert type(y) is tg.Tensor
        assert y.requires_grad
        np.testing.assert_allclose(y.data, expected, rtol=1e-15)


def test_the_matrix_product_takes_arrays_and_lists_on_both_sides():
    a, x = np.arange(6.0).reshape(2, 3), parameter([1.0, 2.0, 3.0])
    for y, expected in (
        (a @ x, a @ x.data),
        (x @ a.T, x.data @ a.T),
        (a.tolist() @ x, a @ x.data),
        (x @ [1.0, 2.0, 3.0], 14.0),
        (x @ x, 14.0),
    ):
        assert type(y) is tg.Tensor
        assert y.requires_grad
        np.testing.assert_array_equal(y.data, expected)


@pytest.mark.promise(24)
def test_numpy_on_the_left_gives_a_tensor_with_a_gradient():
    x = parameter([1.0, 2.0, 3.0])
    for y in (np.ones(3) + x, np.float64(2) * x, np.float32(2) - x, np.arange(3) / x, 2**x):
        assert type(y) is tg.Tensor
        assert y.requires_grad
        assert y.dtype == np.float64
    (np.float64(2) * x).sum().backward()
    np.testing.assert_array_equal(x.grad, [2, 2, 2])


def test_signs():
    x = parameter([1.0, -2.0])
    for y, expected in ((-x, [-1, 2]), (+x, [1, -2]), (abs(x), [1, 2])):
        assert y.requires_grad
        np.testing.assert_array_equal(y.data, expected)


@pytest.mark.parametrize(
    ("x", "other", "dtype"),
    [
        (np.ones(2, np.float32), 2.5, np.float32),
        (np.ones(2, np.float32), 3, np.float32),
        (np.ones(2, np.float32), [2.5, 3.5], np.float32),
        (np.ones(2, np.float32), np.float64(2.5), np.float64),
        (np.ones(2, np.float32), np.ones(2), np.float64),
        (np.ones(2, np.float16), np.float32(2), np.float32),
        (np.ones(2, np.float64), np.float32(2), np.float64),
        (np.ones(2, np.float32), np.arange(2, dtype=np.int8), np.float32),
        (np.arange(2), 2, np.int64),
        (np.arange(2, dtype=np.int8), 2, np.int8),
        (np.arange(2), 2.5, np.float64),
        (np.ones(2, bool), 2, np.int64),
        (np.ones(2, bool), True, np.bool_),
    ],
    ids=repr,
)
def test_numbers_are_weak_as_in_numpy_2(x, other, dtype):
    assert (tg.Tensor(x) + other).dtype == dtype
    assert (other + tg.Tensor(x)).dtype == dtype


def test_a_whole_number_that_does_not_fit_is_an_error_as_in_numpy():
    with pytest.raises(OverflowError):
        tg.Tensor(np.arange(3, dtype=np.int8)) + 300


def test_a_zero_keeps_its_sign():
    x = parameter([1.0, -1.0])
    for zero in (0.0, -0.0, 0.0, 0):  # in this order: no earlier zero is remembered
        np.testing.assert_array_equal(
            np.signbit((x * zero).data), np.signbit(np.array([1.0, -1.0]) * zero)
        )


COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]


@pytest.mark.parametrize(
    "other", [2, 2.0, [1, 2, 5], np.array([3.0, 2, 1]), parameter([3.0, 2.0, 1.0])], ids=repr
)
@pytest.mark.parametrize("sign", COMPARISONS, ids=lambda sign: sign.__name__)
def test_comparisons_are_plain_boolean_arrays(sign, other):
    a, x = np.array([1.0, 2.0, 3.0]), parameter([1.0, 2.0, 3.0])
    value = np.asarray(getattr(other, "data", other)) if type(other) is tg.Tensor else other
    for found, expected in ((sign(x, other), sign(a, value)), (sign(other, x), sign(value, a))):
        assert type(found) is np.ndarray
        assert found.dtype == bool
        np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    "dtype", [np.bool, np.uint8, np.int8, np.int64, np.uint64, np.float16, np.float32, np.float64]
)
@pytest.mark.parametrize(
    "other", [-1, 300, 1, 0.5, 70000, -1e39, 1e39, 2**64, 10**400, np.inf, [-1, 300]], ids=str
)
def test_comparisons_are_right_beyond_the_range_of_a_dtype(dtype, other):
    values = [0, 1, np.inf] if np.dtype(dtype).kind == "f" else [0, 1]
    t = tg.Tensor(np.array(values).astype(dtype))
    others = other + [5] * (len(values) - 2) if isinstance(other, list) else [other] * len(values)
    given = others if isinstance(other, list) else other
    for compare in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
        expected = [compare(a, b) for a, b in zip(values, others, strict=True)]
        found = compare(t, given)
        assert found.dtype == bool
        assert found.tolist() == expected, compare


def test_a_comparison_of_numbers_is_a_0d_array():
    found = parameter(1.0) < 2
    assert type(found) is np.ndarray
    assert found.shape == ()


def test_comparing_with_what_is_no_number_is_pythons_answer():
    x = parameter([1.0])
    for other in (None, "a", {}, object()):
        assert (x == other) is False
        assert (x != other) is True
        assert (other == x) is False
        with pytest.raises(TypeError):
            x < other  # noqa: B015
    with pytest.raises(ValueError, match="broadcast"):
        parameter([1.0, 2.0]) == [1.0, 2.0, 3.0]  # noqa: B015


@pytest.mark.promise(25)
def test_tensors_hash_by_identity():
    x, y = parameter([1.0, 2.0]), parameter([1.0, 2.0])
    assert {x: 1, y: 2}[x] == 1
    assert len({x, y, x}) == 2
    assert x in [y, x][1:]
    assert hash(x) == object.__hash__(x)


IN_PLACE = {
    "+": (operator.iadd, 3.0),
    "-": (operator.isub, 3.0),
    "*": (operator.imul, 3.0),
    "/": (operator.itruediv, 3.0),
    "**": (operator.ipow, 3.0),
    "@": (operator.imatmul, np.eye(2)),
}


@pytest.mark.parametrize(("sign", "pair"), IN_PLACE.items(), ids=IN_PLACE)
def test_a_sign_with_equals_never_replaces_a_parameter(sign, pair):
    operate, other = pair
    constant = tg.Tensor([1.0, 2.0])
    for before in (constant, parameter([1.0, 2.0]) * 1):
        t = operate(before, other)
        assert t is not before
        np.testing.assert_array_equal(before.data, [1, 2])
    w = parameter([1.0, 2.0], name="weight")
    with pytest.raises(RuntimeError, match=rf"weight\.data \{sign[0]}.*= …") as caught:
        operate(w, other)
    assert f"weight.data {sign}= …" in str(caught.value)
    with tg.no_grad(), pytest.raises(RuntimeError, match=r"\.data"):
        operate(w, other)


def test_operators_that_have_no_meaning_are_type_errors():
    x = parameter([1.0, 2.0])
    for wrong in (
        lambda: divmod(x, 2),
        lambda: x & 1,
        lambda: ~x,
        lambda: x << 1,
        lambda: round(x),
    ):
        with pytest.raises(TypeError):
            wrong()


# --- as a Python object -----------------------------------------------------------------------


@pytest.mark.promise(25)
def test_the_truth_of_many_elements_is_an_error():
    with pytest.raises(ValueError, match=r"\(2,\).*\.any\(\).*\.all\(\)"):
        bool(parameter([1.0, 2.0]))
    with pytest.raises(ValueError, match="ambiguous"):
        bool(tg.Tensor([]))
    assert bool(tg.Tensor([[1.0]])) is True
    assert bool(tg.Tensor(0.0)) is False


@pytest.mark.promise(25)
@pytest.mark.parametrize("kind", [float, int, complex])
def test_one_element_is_a_number(kind):
    assert kind(parameter([[2.5]])) == kind(2.5)
    assert math.sqrt(parameter(4.0)) == 2.0
    with pytest.raises(ValueError, match=r"\(2,\)"):
        kind(parameter([1.0, 2.0]))


@pytest.mark.promise(25)
def test_one_element_is_rounded_to_a_number_and_many_are_not():
    loss = parameter([[1.23456]])
    assert (round(loss, 3), round(loss)) == (1.235, 1)
    assert (type(round(loss, 3)), type(round(loss))) == (float, int)
    with pytest.raises(TypeError, match=r"shape \(2,\); t\.round\(3\) rounds each"):
        round(parameter([1.0, 2.0]), 3)


def test_a_tensor_of_one_integer_is_an_index_and_others_are_not():
    two = tg.Tensor(np.array(2))
    assert ([5, 6, 7][two], list(range(two)), np.arange(5)[two]) == (7, [0, 1], 2)
    for wrong in (tg.Tensor(2.0), tg.Tensor([2], dtype=int), tg.Tensor(True)):
        with pytest.raises(TypeError, match="not a single integer"):
            range(wrong)


@pytest.mark.promise(25)
def test_one_element_is_formatted_as_a_number():
    loss = parameter(1 / 3)
    assert f"{loss:.3f} {loss * 1:8.2e}" == "0.333 3.33e-01"
    assert f"{loss}" == str(loss) == repr(loss)
    with pytest.raises(ValueError, match=r"\(2,\)"):
        f"{parameter([1.0, 2.0]):.3f}"


@pytest.mark.promise(25)
def test_iteration_gives_tensors():
    x = parameter([1.0, 2.0, 3.0])
    parts = list(x)
    assert [type(part) for part in parts] == [tg.Tensor] * 3
    assert [part.item() for part in parts] == [1, 2, 3]
    (parts[0] * parts[2]).backward()
    np.testing.assert_array_equal(x.grad, [3, 0, 1])
    first, *rest = parameter(np.eye(2))
    assert first.shape == (2,)
    assert len(rest) == 1
    assert list(tg.Tensor([])) == []


@pytest.mark.promise(25)
def test_a_0d_tensor_has_no_length():
    for wrong in (len, list):
        with pytest.raises(TypeError, match="0-d"):
            wrong(parameter(1.0))


def test_in_looks_at_the_values():
    x = parameter([1.0, 2.0])
    assert 2.0 in x
    assert tg.Tensor(2.0) in x
    assert 5 not in x


def test_indexing_is_numpys():
    a = np.arange(24.0).reshape(2, 3, 4)
    x = parameter(a)
    mask = a > 5
    for index in (
        *(0, -1, np.int64(1), slice(1), slice(None, None, -1), ..., None, (), (0, 1, 2)),
        *((..., 0), (slice(None), None, 1), [0, 1, 0], ([0, 1], [1, 1]), (0, [True, False, True])),
        *(mask, mask[:, 0, 0], np.array([[0, 1], [1, 0]]), [], (slice(None), [2, 0], slice(1, 3))),
    ):
        y = x[index]
        assert type(y) is tg.Tensor
        np.testing.assert_array_equal(y.data, a[index])
        assert y.data.shape == a[index].shape
    np.testing.assert_array_equal(x[x > 5].data, a[a > 5])
    np.testing.assert_array_equal(x[tg.Tensor(np.array([1]))].data, a[[1]])


def test_an_item_cannot_be_assigned():
    for t in (tg.Tensor([1.0, 2.0]), parameter([1.0, 2.0])):
        with pytest.raises(TypeError, match=r"tg\.where.*tg\.concatenate"):
            t[0] = 5.0


# --- repr: promise 19 -------------------------------------------------------------------------


@pytest.mark.promise(19)
@pytest.mark.parametrize(
    "shape",
    [(10**6,), (1000, 1000), (2,) * 20, (6,) * 6, (1,) * 32 + (100,), (60, 1, 1, 1), (0, 5), (0,)],
    ids=repr,
)
def test_repr_of_any_tensor_is_short(shape):
    t = tg.Tensor(np.zeros(shape))
    assert len(repr(t)) < 1000
    assert len(repr(tg.Tensor(np.random.default_rng(0).normal(size=shape) * 1e-5))) < 1000


def test_repr_shows_values_facts_and_shape():
    x = parameter([1.0, -2.5], name="x")
    assert repr(x) == "Tensor([ 1. , -2.5], requires_grad=True, name='x')"
    assert repr(x * 2) == "Tensor([ 2., -5.], requires_grad=True, op=multiply)"
    assert repr(tg.Tensor(3)) == "Tensor(3.)"
    assert repr(tg.Tensor(-0.0)) == "Tensor(-0.)"
    assert repr(tg.Tensor([np.nan, np.inf])) == "Tensor([nan, inf])"
    assert repr(tg.Tensor(np.arange(2))) == "Tensor([0, 1], dtype=int64)"
    assert repr(tg.Tensor(True)) == "Tensor(True, dtype=bool)"
    assert repr(tg.Tensor(np.float32(1) / 3)) == "Tensor(0.33333334, dtype=float32)"
    assert repr(tg.Tensor([[1.0], [2.0]])) == "Tensor([[1.],\n        [2.]])"
    assert repr(tg.Tensor([])) == "Tensor([])"
    assert repr(tg.Tensor(np.ones((0, 3)))) == "Tensor([], shape=(0, 3))"
    assert repr(tg.Tensor(np.zeros(100))).endswith("0., 0., 0.], shape=(100,))")
    assert repr(tg.Tensor(1.0, name='quote " and \n')) == "Tensor(1., name='quote \" and \\n')"


# --- copies: promise 19 -----------------------------------------------------------------------

COPIES = [copy.copy, copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))]


@pytest.mark.promise(19)
@pytest.mark.parametrize("make", COPIES)
def test_a_leaf_can_be_copied_and_pickled(make):
    x = parameter(np.ones((2, 2), np.float32), name="x")
    (x * 3).sum().backward()
    twin = make(x)
    assert (type(twin), twin.name, twin.requires_grad) == (tg.Tensor, "x", True)
    assert (twin.dtype, twin.is_leaf) == (np.float32, True)
    np.testing.assert_array_equal(twin.data, x.data)
    np.testing.assert_array_equal(twin.grad, x.grad)
    assert not np.shares_memory(twin.data, x.data)
    assert not np.shares_memory(twin.grad, x.grad)
    (twin * 2).sum().backward()
    np.testing.assert_array_equal(twin.grad, np.full((2, 2), 5))
    np.testing.assert_array_equal(x.grad, np.full((2, 2), 3))


@pytest.mark.promise(19)
@pytest.mark.parametrize("make", COPIES)
def test_a_result_says_to_detach_before_it_is_copied(make):
    y = parameter([1.0]) * 2
    with pytest.raises(TypeError, match=r"multiply .*\.detach\(\)"):
        make(y)
    assert make(y.detach()).item() == 2.0


def test_a_tensor_that_is_used_twice_is_copied_once():
    x = parameter([1.0])
    first, second = copy.deepcopy([x, x])
    assert first is second


# --- NumPy's protocols: promise 24 ------------------------------------------------------------


def test_an_array_of_a_tensor_with_a_gradient_is_an_error():
    x = parameter([1.0, 2.0])
    for wrong in (
        lambda: np.asarray(x),
        lambda: np.array(x),
        lambda: np.array([x, x]),
        lambda: np.ascontiguousarray(x),
        lambda: np.full((2,), x),
        lambda: np.array(x, dtype=object),
    ):
        with pytest.raises(RuntimeError, match=r"\.data.*\.detach\(\)"):
            wrong()


def test_an_array_of_a_tensor_without_gradient_has_its_values():
    t = tg.Tensor([1.0, 2.0])
    for a in (np.asarray(t), np.array(t), np.array([t])[0], np.asarray(t, dtype=np.float32)):
        assert type(a) is np.ndarray
        assert a.dtype.kind == "f"
        np.testing.assert_array_equal(a, [1, 2])
    assert not np.shares_memory(np.array(t), t.data)


def test_out_and_where_are_errors_that_say_why():
    x, a = parameter([1.0, 2.0]), np.ones(2)
    for wrong in (
        lambda: np.exp(x, out=a),
        lambda: np.add(x, a, out=a),
        lambda: np.add(a, a, out=x),
        lambda: np.sum(x, out=a),
        lambda: np.add(x, a, where=[True, False]),
    ):
        with pytest.raises(TypeError, match=r"(out|where)= is not for tensors"):
            wrong()
    with pytest.raises(TypeError, match="out="):
        a += x


@pytest.mark.parametrize("sign", ["+", "-", "*", "/", "**", "%", "//"])
def test_a_sign_with_equals_of_array_and_tensor_says_what_to_write(sign):
    space = {"a": np.ones(2), "t": parameter([1.0, 2.0])}
    for target in ("a", "a[:]"):
        with pytest.raises(TypeError, match=r"a = a \+ t, or, of the values alone, a \+= t\.data"):
            exec(f"{target} {sign}= t", space)
    np.testing.assert_array_equal(space["a"], [1, 1])


def test_functions_without_a_gradient_ask_for_the_values(tmp_path):
    x, values = parameter([1.0, 2.0]), r"take the tensor's values: t\.data"
    for call in (
        lambda: np.save(tmp_path / "x", x),
        lambda: np.savetxt(tmp_path / "x", x),
        lambda: np.savez(tmp_path / "x", w=x),
        lambda: np.save(tmp_path / "x", tg.Tensor([1.0])),
        lambda: np.histogram(x),
        lambda: np.unique(x),
        lambda: np.copyto(np.ones(2), x),
    ):
        with pytest.raises(TypeError, match=values) as caught:
            call()
        assert "differentiable" not in str(caught.value)


def test_a_tensor_cannot_be_written_into_an_array():
    a, x = np.ones(2), parameter([1.0, 2.0])
    with pytest.raises(RuntimeError, match=r"\.data"):
        a[:] = x
    with pytest.raises(TypeError):
        np.copyto(a, x)
    with pytest.raises(TypeError):
        np.add.at(a, [0], x)
    np.testing.assert_array_equal(a, [1, 1])


def test_a_function_without_a_rule_names_what_there_is():
    x = parameter([1.0, 2.0])
    for wrong, near in (
        (lambda: np.sinc(x), "sin"),
        (lambda: np.block([x, x]), "close: concatenate, stack"),
        (lambda: np.median(x), "close: sort"),
        (lambda: np.multiply.outer(x, x), "outer"),
        (lambda: np.cumulative_sum(x) if hasattr(np, "cumulative_sum") else np.nancumsum(x), "sum"),
        (lambda: np.sinc(x.sum()), "sin"),
        (lambda: np.add.accumulate(x), "differentiable"),
        (lambda: np.fft.fft(x), "differentiable"),
        (lambda: np.linalg.eigh(parameter(np.eye(2))), "differentiable"),
        (lambda: np.fmod(x, 2), "mod"),
    ):
        with pytest.raises(TypeError, match=rf"no derivative rule.*{near}.*\.data"):
            wrong()


def test_reduce_of_a_ufunc_is_the_reduction():
    x = parameter(np.arange(1.0, 7).reshape(2, 3))
    for ufunc in (np.add, np.multiply, np.maximum, np.minimum):
        for axis in (0, 1, None, (0, 1)):
            y = ufunc.reduce(x, axis=axis)
            assert y.requires_grad
            np.testing.assert_array_equal(y.data, ufunc.reduce(x.data, axis=axis))
        np.testing.assert_array_equal(ufunc.reduce(x).data, ufunc.reduce(x.data))


CALLS = {  # what takes more than arrays, or other shapes
    np.broadcast_to: ((2, 2, 2),),
    np.reshape: ((4,),),
    np.expand_dims: (0,),
    np.swapaxes: (0, 1),
    np.moveaxis: (0, 1),
    np.split: (2,),
    np.array_split: (2,),
    np.roll: (1,),
    np.repeat: (2,),
    np.tile: (2,),
    np.take: ([0, 1],),
    np.take_along_axis: (np.array([[0, 0], [1, 0]]), 0),
    np.pad: (1,),
    np.clip: (0.1, 0.2),
    np.searchsorted: (0.5,),
}


def public_functions():
    """Every function and ufunc that NumPy offers, by name."""
    spaces = {"np": np, "np.linalg": np.linalg, "np.fft": np.fft}
    for space, module in spaces.items():
        for name in sorted(dir(module)):
            function = getattr(module, name)
            if callable(function) and not isinstance(function, type) and name[0] != "_":
                yield f"{space}.{name}", function


NOT_OF_ARRAYS = (
    *("show_config", "show_runtime", "test", "info", "set_printoptions", "printoptions"),
    *("seterr", "errstate", "getbufsize", "setbufsize", "get_include", "save", "savetxt"),
    *("savez", "savez_compressed", "fromfile", "load", "loadtxt", "genfromtxt", "memmap"),
    *("setbufsize", "seterrcall", "set_string_function", "bmat", "asmatrix", "mat", "typename"),
)


@pytest.mark.promise(24)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("name", "function"),
    [(name, f) for name, f in public_functions() if name.split(".")[-1] not in NOT_OF_ARRAYS],
)
def test_no_function_of_numpy_gives_objects_or_loses_the_graph_in_silence(name, function):
    """Each gives a Tensor, a plain answer from the written list, or an error."""
    x = parameter([[0.2, 0.7], [0.4, 0.9]])
    calls = [(x,), ([x, x],), (x, *CALLS.get(function, ())), ([x, x], *CALLS.get(function, ()))]
    if takes_two(function):
        calls += [(x, x), (np.ones((2, 2)), x), (0.5, x), ([x, x], x)]
    for args in calls:
        try:
            result = function(*args)
        except (TypeError, ValueError, RuntimeError, IndexError, np.linalg.LinAlgError):
            continue
        except AttributeError:  # NumPy's own: it looks for what only its arrays have
            assert function not in numpy_functions.OPS or args[0] is not x
            continue
        parts = result if isinstance(result, tuple | list) else [result]
        if not any(isinstance(part, Node) for part in parts):
            assert function in numpy_functions.PLAIN or not any(map(is_of_floats, parts))
        for part in parts:
            if isinstance(part, Node):
                assert part.requires_grad
            assert not (isinstance(part, np.ndarray) and part.dtype == object)


def is_of_floats(part):
    return isinstance(part, float | np.ndarray | np.generic) and np.asarray(part).dtype.kind == "f"


@pytest.mark.parametrize("function", numpy_functions.OPS, ids=numpy_functions.numpy_name)
def test_a_function_in_the_table_gives_numpys_values_and_a_gradient(function):
    a = np.array([[0.2, 0.7], [0.4, 0.9]])
    if function is np.arccosh:
        a = a + 1
    if function in (np.diag, np.linalg.outer):
        a = a[0]
    call = function if not isinstance(function, tuple) else getattr(*function)
    if function is np.einsum:
        found, expected = call("ij,jk->ik", parameter(a), a), a @ a
    elif function is np.where:
        found, expected = call(a > 0.5, parameter(a), 0.0), call(a > 0.5, a, 0.0)
    elif function in (np.concatenate, np.stack):
        found, expected = call([parameter(a), a], axis=1), call([a, a], axis=1)
    elif function in (np.cross, np.linalg.cross):
        found, expected = call(parameter(np.eye(3)), np.ones(3)), call(np.eye(3), np.ones(3))
    elif function is np.astype:
        found, expected = call(parameter(a), np.float32), a.astype(np.float32)
    else:
        more = CALLS.get(function, ())
        if not more and takes_two(function):
            more = (a + 1,)
        found, expected = call(parameter(a), *more), call(a, *more)
    for part, value in zip(
        found if isinstance(found, list) else [found],
        expected if isinstance(found, list) else [expected],
        strict=True,
    ):
        assert type(part) is tg.Tensor
        assert part.requires_grad
        np.testing.assert_allclose(part.data, value, rtol=1e-13)


def takes_two(function):
    if isinstance(function, np.ufunc):
        return function.nin == 2
    return function in (
        *(np.outer, np.dot, np.tensordot, np.linalg.outer, np.linalg.matmul, np.linalg.solve),
    )


@pytest.mark.filterwarnings("ignore:numpy.fix is deprecated")  # since NumPy 2.5
@pytest.mark.parametrize(
    "function", sorted(numpy_functions.PLAIN, key=repr), ids=lambda f: f.__name__
)
def test_a_plain_answer_is_that_of_the_values(function):
    a = np.array([[0.2, 0.7], [0.4, 0.9]])
    two = takes_two(function) or function in (
        *(np.isclose, np.allclose, np.array_equal, np.result_type, np.array_equiv, np.isin),
        *(np.shares_memory, np.may_share_memory),
    )
    more = {np.argpartition: (1,), np.digitize: ([0.5],), np.full_like: (7,)}
    if function in more:
        found, expected = function(parameter(a), *more[function]), function(a, *more[function])
    elif function is np.searchsorted:
        found, expected = function(parameter(a[1]), 0.5), function(a[1], 0.5)
    elif function is np.empty_like:
        assert function(parameter(a)).shape == a.shape
        return
    else:
        x = parameter(a)
        same = x.data if "share" in function.__name__ else a
        found = function(x, x) if two else function(x)
        expected = function(same, same) if two else function(a)
    assert not isinstance(found, Node)
    np.testing.assert_equal(found, expected)


def test_keywords_of_numpy_are_understood_or_refused():
    x = parameter(np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(np.transpose(x, axes=(1, 0)).data, x.data.T)
    if np.lib.NumpyVersion(np.__version__) >= "2.1.0":  # before, it was called newshape
        np.testing.assert_array_equal(np.reshape(x, shape=(3, 2)).data, x.data.reshape(3, 2))
    np.testing.assert_array_equal(np.sum(x, axis=1, keepdims=True).data, [[3], [12]])
    np.testing.assert_array_equal(np.var(x, axis=0, ddof=1).data, x.data.var(axis=0, ddof=1))
    for wrong in (
        lambda: np.mean(x, 0, np.float32),
        lambda: np.cumsum(x, dtype=np.float32),
        lambda: np.max(x, 0, None, True),
        lambda: np.add(x, x, dtype=np.float32),
        lambda: np.ravel(x, order="F"),
        lambda: np.reshape(x, (3, 2), order="F"),
    ):
        with pytest.raises(TypeError):
            wrong()


# --- methods ----------------------------------------------------------------------------------


def test_methods_are_the_public_ops():
    methods = {
        name: value
        for name, value in vars(tg.Tensor).items()
        if not name.startswith("_") and inspect.isfunction(value) and hasattr(tg, name)
    }
    assert len(methods) > 25
    own = {"astype"}  # it also leaves the graph, for integers
    for name, value in methods.items():
        assert name in own or value is getattr(tg, name), name


def test_numpys_methods_without_a_derivative_give_plain_answers():
    a = np.array([[3.0, 0.0], [2.0, 5.0]])
    x = parameter(a)
    np.testing.assert_array_equal(x.all(axis=0), [True, False])
    np.testing.assert_array_equal(x.any(keepdims=True), [[True]])
    np.testing.assert_array_equal(x.nonzero(), a.nonzero())
    np.testing.assert_array_equal(x[1].searchsorted(tg.Tensor([2.5])), [1])
    np.testing.assert_array_equal(x.argpartition(0), a.argpartition(0))
    assert x.tolist() == a.tolist()
    for answer in (x.all(), x.any(0), *x.nonzero(), x.argpartition(1), x.searchsorted):
        assert not isinstance(answer, Node)


def test_numpys_methods_with_a_derivative_keep_the_graph():
    x = parameter([[3.0, 0.25], [2.0, 5.0]])
    for y, values in (
        (x.round(1), x.data.round(1)),
        (x.sort(), np.sort(x.data)),
        (x.sort(axis=0), np.sort(x.data, 0)),
        (x.copy(), x.data),
        (np.copy(x), x.data),
    ):
        assert y.requires_grad
        assert not np.shares_memory(y.data, x.data)
        np.testing.assert_array_equal(y.data, values)
    assert tg.Tensor([True]).copy().dtype == bool


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fill", r"nothing changes it in place.*t\.data\.fill"),
        ("put", r"t\.data\.put"),
        ("resize", r"t\.data\.resize"),
        ("ptp", r"t\.max\(\) - t\.min\(\)"),
        ("compress", r"t\[mask\]"),
        ("log10", r"it is a function: tg\.log10\(t\)"),
        ("norm", r"tg\.norm"),
        ("topk", r"tg\.topk"),
        ("concatenate", r"tg\.concatenate"),
        ("softplus", r"tg\.softplus"),
        ("conv2d", r"tg\.conv2d"),
        ("tobytes", r"arrays have it: t\.data\.tobytes"),
        ("nothing_at_all", r"has no attribute 'nothing_at_all'$"),
    ],
)
def test_an_attribute_that_is_elsewhere_says_where(name, words):
    with pytest.raises(AttributeError, match=words):
        getattr(parameter([1.0]), name)
    assert not hasattr(parameter([1.0]), name)


def test_every_method_of_an_array_is_there_or_says_where_it_is():
    x = parameter([[1.0]])
    for name in dir(np.ndarray):
        if not name.startswith("_") and not hasattr(x, name):
            with pytest.raises(AttributeError, match=rf"{name}'; (it|a |arrays|write|here:)"):
                getattr(x, name)


def test_a_wrong_axis_of_a_plain_answer_names_the_op_and_the_shape():
    for call in (
        lambda: parameter([1.0, 2.0]).argmax(axis=1),
        lambda: np.argmax(parameter([1.0, 2.0]), 1),
    ):
        with pytest.raises(ValueError, match=r"argmax: axis 1 .*x has shape \(2,\)"):
            call()


def test_argmax_argmin_and_argsort_are_plain_integers():
    a = np.array([[3.0, 1.0], [2.0, 5.0]])
    x = parameter(a)
    for name in ("argmax", "argmin", "argsort"):
        for axis in (0, 1, -1, None):
            found = getattr(x, name)(axis=axis)
            assert not isinstance(found, Node)
            np.testing.assert_array_equal(found, getattr(a, name)(axis=axis))


def test_a_transpose_in_pytorchs_words_that_changes_nothing_is_said_once():
    x = parameter([[1.0, 2.0], [3.0, 4.0]])
    for axes in ((0, 1), (-2, -1), (0, -1)):
        traps.said_at.clear()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for _ in range(2):
                assert x.transpose(*axes).data.tolist() == x.data.tolist()
        (said,) = caught
        assert issubclass(said.category, tg.TrainingWarning)
        assert "swapaxes(0, 1)" in str(said.message)
        assert said.filename == __file__


def test_a_transpose_that_is_meant_is_silent():
    x, y = parameter([[1.0, 2.0], [3.0, 4.0]]), parameter(np.ones((2, 3, 4)))
    for call in (
        lambda: x.transpose(),
        lambda: x.transpose(1, 0),
        lambda: x.transpose(-1, -2),
        lambda: x.transpose((0, 1)),
        lambda: np.transpose(x, (0, 1)),
        lambda: y.transpose(0, 1, 2),
        lambda: tg.grad(x.prod(axis=1).sum(), x, create_graph=True),
    ):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            call()


# --- errors: promise 26 -----------------------------------------------------------------------

WRONG = {
    "add of two shapes": (lambda x, m: tg.add(x, [1, 2]), r"add: .*broadcast.*\(3,\) and \(2,\)"),
    "add of a matrix": (lambda x, m: np.ones((4, 2)) * x, r"multiply: .*\(4, 2\) and \(3,\)"),
    "matmul": (lambda x, m: m @ m, r"matmul: \(2, 3\) @ \(2, 3\): .*3 and 2.*did you mean"),
    "matmul of a vector": (lambda x, m: x @ m, r"matmul: \(3,\) @ \(2, 3\)"),
    "matmul of a number": (lambda x, m: x @ 2.0, r"matmul: \(3,\) @ \(\).*use \*"),
    "reshape": (lambda x, m: m.reshape(4, 2), r"reshape: .*\(4, ?2\).*\(2, 3\)"),
    "two unknown sizes": (lambda x, m: m.reshape(-1, -1), r"reshape: .*one unknown"),
    "reshape to text": (lambda x, m: m.reshape("a"), r"reshape: "),
    "sum over an axis": (lambda x, m: m.sum(axis=2), r"sum: axis 2 .*\(2, 3\)"),
    "sum over text": (lambda x, m: m.sum(axis="a"), r"sum: "),
    "mean over an axis": (lambda x, m: m.mean(axis=-3), r"axis -3"),
    "mean over an axis twice": (lambda x, m: m.mean(axis=(0, 0)), r"mean: .*repeated axis"),
    "max over an axis": (lambda x, m: m.max(axis=5), r"max: axis 5 .*\(2, 3\)"),
    "max of nothing": (lambda x, m: m[:0].max(), r"max: .*\(0, 3\)"),
    "softmax over an axis": (lambda x, m: m.softmax(axis=2), r"softmax: axis 2"),
    "cumsum over an axis": (lambda x, m: m.cumsum(axis=2), r"cumsum: axis 2"),
    "transpose": (lambda x, m: m.transpose(0), r"transpose: .*\(2, 3\)"),
    "transpose twice": (lambda x, m: m.transpose(0, 0), r"repeated axis in `transpose`"),
    "swapaxes": (lambda x, m: m.swapaxes(0, 5), r"5"),
    "squeeze": (lambda x, m: m.squeeze(0), r"size not equal to one|size"),
    "expand_dims": (lambda x, m: m.expand_dims(7), r"axis 7"),
    "an index": (lambda x, m: m[5], r"getitem: index 5 .*size 2.*\(2, 3\)"),
    "too many indices": (lambda x, m: m[0, 0, 0], r"getitem: too many indices.*\(2, 3\)"),
    "a text as index": (lambda x, m: m["a"], r"getitem: only integers.*\(2, 3\)"),
    "a float as index": (lambda x, m: m[1.5], r"getitem: only integers"),
    "a mask of another shape": (lambda x, m: m[[True, False, True]], r"getitem: boolean index"),
    "floats in an index": (lambda x, m: m[[0.5]], r"getitem: .*integer"),
    "broadcast_to": (lambda x, m: m.broadcast_to((4, 2)), r"broadcast_to: .*\(2, ?3\)"),
    "concatenate": (lambda x, m: tg.concatenate([x, m]), r"concatenate: .*\(3,\) and \(2, 3\)"),
    "concatenate of nothing": (lambda x, m: tg.concatenate([]), r"at least one"),
    "stack": (lambda x, m: tg.stack([x, m]), r"stack: .*\(2, 3\).*\(3,\)"),
    "stack of nothing": (lambda x, m: tg.stack([]), r"at least one"),
    "split": (lambda x, m: tg.split(m, 2, axis=1), r"split: .*3.*2 equal"),
    "where": (lambda x, m: tg.where([True, False], x, 0), r"where: .*broadcast"),
    "take": (lambda x, m: x.take(9), r"index 9"),
    "repeat": (lambda x, m: x.repeat(-1), r"negative"),
    "pad": (lambda x, m: tg.pad(x, (1, 2, 3)), r"pad: .*\(3,\)"),
    "einsum": (lambda x, m: tg.einsum("ij,jk", m, m), r"einsum: .*size 3 and 2"),
    "a setting that there is not": (lambda x, m: m.sum(keepdim=True), r"sum: .*keepdim"),
}


@pytest.mark.promise(26)
@pytest.mark.parametrize(("call", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_shape_axis_or_index_is_a_clear_error(call, words):
    x, m = parameter([1.0, 2.0, 3.0]), parameter(np.ones((2, 3)))
    with pytest.raises((ValueError, IndexError, TypeError), match=words):
        call(x, m)


METHODS = [
    name
    for name, value in vars(tg.Tensor).items()
    if not name.startswith("_") and inspect.isfunction(value)
]


@pytest.mark.promise(26)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", METHODS)
def test_wrong_arguments_of_any_method_never_give_strange_errors(name):
    fine = (ValueError, IndexError, TypeError, RuntimeError, np.linalg.LinAlgError)
    tensors = [parameter(1.0), parameter(np.ones((2, 3))), parameter(np.ones((0, 2)))]
    arguments = [(), (7,), (-7,), ("a",), (None,), (1.5,), ((0, 0),), ([9, 9],), (1, 2, 3, 4, 5)]
    for t in [*tensors, tg.Tensor(np.arange(3))]:
        for args in arguments:
            with contextlib.suppress(*fine):
                result = getattr(t, name)(*args)
                assert getattr(result, "dtype", np.dtype(float)).kind in "fiub"

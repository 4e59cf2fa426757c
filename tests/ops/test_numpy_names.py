"""NumPy's functions, the methods and the operators are all the same ops."""

import operator

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu._gradcheck import gradcheck

A = np.array([[0.5, 1.5], [2.0, 0.25]])

CALLS = {
    "np.exp": lambda x: np.exp(x),
    "np.abs": lambda x: np.abs(x),
    "np.absolute": lambda x: np.absolute(x),
    "np.add": lambda x: np.add(A, x),
    "np.multiply": lambda x: np.multiply(x, x),
    "np.true_divide": lambda x: np.true_divide(A, x),
    "np.divide": lambda x: np.divide(x, 2),
    "np.power": lambda x: np.power(x, 2),
    "np.float_power": lambda x: np.float_power(x, 3),
    "np.maximum": lambda x: np.maximum(x, A - 0.2),
    "np.arctan2": lambda x: np.arctan2(A, x),
    "np.atan2": lambda x: getattr(np, "atan2", np.arctan2)(x, A),
    "np.hypot": lambda x: np.hypot(x, A),
    "np.mod": lambda x: np.mod(x, A),
    "np.remainder": lambda x: np.remainder(A, x),
    "np.floor_divide": lambda x: x * np.floor_divide(x, A),
    "np.nan_to_num positional": lambda x: np.nan_to_num(x, True, 1.0),
    "np.exp defaults": lambda x: np.exp(x, out=None, where=True, dtype=None),
    "np.sum defaults": lambda x: np.sum(x, axis=0, dtype=None, out=None, where=True),
    "np.nan_to_num": lambda x: np.nan_to_num(x, nan=1.0),
    "np.diff": lambda x: np.diff(x, axis=0),
    "np.diff with ends": lambda x: np.diff(x, prepend=0, append=A),
    "np.atleast_1d": lambda x: np.atleast_1d(x[0, 0]),
    "np.atleast_2d": lambda x: np.atleast_2d(x[0]),
    "np.atleast_3d": lambda x: np.atleast_3d(x),
    "np.vstack": lambda x: np.vstack([x, A]),
    "np.vstack of rows": lambda x: np.vstack((A[0], x[1])),
    "np.hstack": lambda x: np.hstack([x, A]),
    "np.hstack of rows": lambda x: np.hstack([x[0], A[1]]),
    "np.dstack": lambda x: np.dstack([x, A]),
    "np.column_stack": lambda x: np.column_stack([A[0], x]),
    "np.cross": lambda x: np.cross(np.ones(3), np.hstack([x, A])[:, :3]),
    "np.linalg.cross": lambda x: np.linalg.cross(np.vstack([x, A])[:3], np.eye(3)[:, :2], axis=0),
    "np.sum": lambda x: np.sum(x, axis=1),
    "np.sum positional": lambda x: np.sum(x, 0),
    "np.sum dtype": lambda x: np.sum(x, dtype=np.float64),
    "np.sum where": lambda x: np.sum(x, axis=1, where=A > 1),
    "np.sum initial": lambda x: np.sum(x, initial=2),
    "np.mean dtype": lambda x: np.mean(x, dtype=float),
    "np.mean where": lambda x: np.mean(x, where=[[True, False]], keepdims=True),
    "np.prod all": lambda x: np.prod(x, where=A > 1, dtype=float, initial=3.0),
    "np.max where": lambda x: np.max(x, axis=0, where=A > 1, initial=0.1),
    "np.min where": lambda x: np.min(x, where=A > 1, initial=0.1),
    "np.add.reduce where": lambda x: np.add.reduce(x, where=A > 1),
    "np.var correction": lambda x: np.var(x, axis=0, correction=1),
    "np.var where": lambda x: np.var(x, where=A < 2, dtype=float),
    "np.std correction": lambda x: np.std(x, correction=1),
    "np.std where": lambda x: np.std(x, where=A < 2),
    "np.sort kind": lambda x: np.sort(x, 0, "stable"),
    "np.sort stable": lambda x: np.sort(x, stable=True),
    "np.sort of all": lambda x: np.sort(x, axis=None),
    "np.reshape order": lambda x: np.reshape(x, (4,), "C"),
    "np.ravel order": lambda x: np.ravel(x, order="C"),
    "x.reshape order": lambda x: x.reshape(1, 4, order="C"),
    "x.ravel order": lambda x: x.ravel("C"),
    "x.sum where": lambda x: x.sum(where=A > 1),
    "x.mean dtype": lambda x: x.mean(0, dtype=float),
    "x.max initial": lambda x: x.max(initial=1.0),
    "np.mean": lambda x: np.mean(x, axis=(0, 1), keepdims=True),
    "np.max": lambda x: np.max(x, axis=0),
    "np.amax": lambda x: np.amax(x, axis=0),
    "np.min": lambda x: np.min(x),
    "np.var": lambda x: np.var(x, axis=1, ddof=1),
    "np.std": lambda x: np.std(x, 0),
    "np.prod": lambda x: np.prod(x, axis=-1),
    "np.cumsum": lambda x: np.cumsum(x, axis=-1),
    "np.cumprod": lambda x: np.cumprod(x),
    "np.add.reduce": lambda x: np.add.reduce(x),
    "np.add.reduce axis": lambda x: np.add.reduce(x, axis=1, keepdims=True),
    "np.add.reduce all": lambda x: np.add.reduce(x, axis=None),
    "np.multiply.reduce": lambda x: np.multiply.reduce(x, axis=-1),
    "np.maximum.reduce": lambda x: np.maximum.reduce(x),
    "np.minimum.reduce": lambda x: np.minimum.reduce(x, axis=1),
    "np.where": lambda x: np.where(A > 1, x, A),
    "np.clip": lambda x: np.clip(x, 0.3, 1.7),
    "np.clip keywords": lambda x: np.clip(x, min=0.3, max=1.7),
    "np.clip old keywords": lambda x: np.clip(x, a_min=0.3, a_max=1.7),
    "np.clip one keyword": lambda x: np.clip(x, 0.3, a_max=None),
    "np.reshape": lambda x: np.reshape(x, (4,)),
    "np.transpose": lambda x: np.transpose(x),
    "np.transpose axes": lambda x: np.transpose(x, (1, 0)),
    "np.permute_dims": lambda x: np.permute_dims(x, (1, 0)),
    "np.matrix_transpose": lambda x: np.matrix_transpose(x),
    "np.concatenate": lambda x: np.concatenate([x, A], axis=1),
    "np.concat": lambda x: np.concat((A, x)),
    "np.stack": lambda x: np.stack([x, x], axis=-1),
    "np.broadcast_to": lambda x: np.broadcast_to(x, (3, 2, 2)),
    "np.expand_dims": lambda x: np.expand_dims(x, 0),
    "np.squeeze": lambda x: np.squeeze(np.expand_dims(x, 1)),
    "np.swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "np.moveaxis": lambda x: np.moveaxis(x, 0, -1),
    "np.ravel": lambda x: np.ravel(x),
    "np.flip": lambda x: np.flip(x, 0),
    "np.roll": lambda x: np.roll(x, 1),
    "np.repeat": lambda x: np.repeat(x, 2),
    "np.tile": lambda x: np.tile(x, 2),
    "np.take": lambda x: np.take(x, [1, 0], axis=0),
    "np.take_along_axis": lambda x: np.take_along_axis(x, np.array([[1], [0]]), axis=1),
    "np.sort": lambda x: np.sort(x, axis=0),
    "np.diagonal": lambda x: np.diagonal(x),
    "np.trace": lambda x: np.trace(x),
    "np.diag": lambda x: np.diag(x),
    "np.tril": lambda x: np.tril(x),
    "np.triu": lambda x: np.triu(x, 1),
    "np.pad": lambda x: np.pad(x, 1),
    "np.pad edge": lambda x: np.pad(x, 1, mode="edge"),
    "np.astype": lambda x: np.astype(x, np.float64),
    "np.split": lambda x: np.split(x, 2)[1],
    "np.array_split": lambda x: np.array_split(x, 2, axis=1)[0],
    "np.matmul": lambda x: np.matmul(A, x),
    "np.dot": lambda x: np.dot(x, A),
    "np.outer": lambda x: np.outer(x, A),
    "np.tensordot": lambda x: np.tensordot(x, A, axes=1),
    "np.einsum": lambda x: np.einsum("ij,jk->ik", x, A),
    "np.einsum optimize": lambda x: np.einsum("ij,jk,kl", x, A, A, optimize=True),
    "np.linalg.inv": lambda x: np.linalg.inv(x),
    "np.linalg.det": lambda x: np.linalg.det(x),
    "np.linalg.solve": lambda x: np.linalg.solve(x, A),
    "np.linalg.norm": lambda x: np.linalg.norm(x),
    "np.linalg.norm axis": lambda x: np.linalg.norm(x, axis=1),
    "np.linalg.matmul": lambda x: np.linalg.matmul(x, A),
    "np.linalg.trace": lambda x: np.linalg.trace(x),
    "np.linalg.diagonal": lambda x: np.linalg.diagonal(x),
    "np.linalg.outer": lambda x: np.linalg.outer(x[0], A[1]),
    "array + tensor": lambda x: A + x,
    "array - tensor": lambda x: A - x,
    "array * tensor": lambda x: A * x,
    "array / tensor": lambda x: A / x,
    "array ** tensor": lambda x: A**x,
    "array @ tensor": lambda x: A @ x,
    "number - tensor": lambda x: 1 - x,
    "number / tensor": lambda x: 1 / x,
    "number ** tensor": lambda x: 2**x,
    "tensor % number": lambda x: x % 0.7,
    "array % tensor": lambda x: A % x,
    "tensor // number": lambda x: x * (x // 0.7),
    "number // tensor": lambda x: x * (3 // x),
    "np.float64 * tensor": lambda x: np.float64(2) * x,
    "np.float64 ** tensor": lambda x: np.float64(2) ** x,
    "list + tensor": lambda x: operator.add([1.0, 2.0], x),
    "-tensor": lambda x: -x,
    "+tensor": lambda x: +x,
    "abs(tensor)": lambda x: abs(x),
    "tensor @ list": lambda x: x @ [1.0, 2.0],
    "x.sum": lambda x: x.sum(axis=0, keepdims=True),
    "x.sum positional": lambda x: x.sum(1),
    "x.mean": lambda x: x.mean(-1),
    "x.max": lambda x: x.max(0),
    "x.min": lambda x: x.min(axis=0),
    "x.prod": lambda x: x.prod(),
    "x.var": lambda x: x.var(axis=0),
    "x.std": lambda x: x.std(axis=0),
    "x.cumsum": lambda x: x.cumsum(0),
    "x.cumprod": lambda x: x.cumprod(0),
    "x.reshape numbers": lambda x: x.reshape(1, 4),
    "x.reshape tuple": lambda x: x.reshape((1, -1)),
    "x.transpose": lambda x: x.transpose(),
    "x.transpose numbers": lambda x: x.transpose(1, 0),
    "x.transpose tuple": lambda x: x.transpose((1, 0)),
    "x.T": lambda x: x.T,
    "x.mT": lambda x: x.mT,
    "x.swapaxes": lambda x: x.swapaxes(0, 1),
    "x.squeeze": lambda x: x[None].squeeze(0),
    "x.ravel": lambda x: x.ravel(),
    "x.flatten": lambda x: x.flatten(),
    "x.repeat": lambda x: x.repeat(2, axis=0),
    "x.take": lambda x: x.take([0, 0]),
    "x.diagonal": lambda x: x.diagonal(),
    "x.trace": lambda x: x.trace(),
    "x.dot": lambda x: x.dot(A),
    "x.clip": lambda x: x.clip(0.3, 1.7),
    "x.astype": lambda x: x.astype(np.float64),
}

if np.lib.NumpyVersion(np.__version__) < "2.1.0":
    del CALLS["np.clip keywords"]  # which came with that version


def leaf():
    return tg.Tensor([[0.4, 1.2], [-1.9, 1.1]], requires_grad=True)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_numpy_call_on_a_tensor_is_numpys_value_with_a_gradient(call):
    x = leaf()
    y = call(x)
    expected = call(x.data)
    assert type(y) is tg.Tensor
    assert y.dtype == np.float64
    assert y.shape == np.shape(expected)
    np.testing.assert_allclose(y.data, expected, rtol=1e-12)
    assert gradcheck(call, x)


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int64, np.float32])
def test_ops_that_move_entries_keep_every_dtype(dtype):
    a = np.array([[0, 1], [1, 1]], dtype)
    for call in (
        np.tril, np.triu, np.vstack, np.hstack, np.dstack, np.column_stack, np.flip, np.sort,
        np.atleast_3d, np.copy, np.ravel, np.transpose, lambda x: np.roll(x, 1),
        lambda x: np.repeat(x, 2), lambda x: np.pad(x, 1), lambda x: np.take(x, [0]),
    ):  # fmt: skip
        found, expected = call(tg.Tensor(a)), call(a)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found.data, expected)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.float16, np.float32])
def test_steps_and_remainders_have_numpys_values_in_every_dtype(dtype):
    a, b = np.array([7, 3, 0, 9], dtype), np.array([2, 5, 1, 4], dtype)
    x, y = tg.Tensor(a), tg.Tensor(b)
    for name in ("sign", "floor", "ceil", "trunc", "round", "nan_to_num"):
        found, expected = getattr(tg, name)(x).data, getattr(np, name)(a)
        assert found.dtype == expected.dtype, name
        np.testing.assert_array_equal(found, expected, err_msg=name)
    for name in ("mod", "floor_divide", "hypot", "arctan2"):
        found, expected = getattr(tg, name)(x, y).data, getattr(np, name)(a, b)
        assert found.dtype == expected.dtype, name
        np.testing.assert_array_equal(found, expected, err_msg=name)
    np.testing.assert_array_equal((x % 4).data, a % 4)
    np.testing.assert_array_equal((20 // (x + 1)).data, 20 // (a + 1))


def test_correction_is_another_name_for_ddof():
    x = leaf()
    np.testing.assert_array_equal(x.var(correction=1).data, x.var(ddof=1).data)
    np.testing.assert_array_equal(x.std(axis=0, correction=1).data, x.std(axis=0, ddof=1).data)
    with pytest.raises(ValueError, match="ddof and correction"):
        x.var(ddof=1, correction=1)


def test_a_choice_of_nothing_needs_an_initial_value():
    for extreme in (np.max, np.min):
        with pytest.raises(ValueError, match=r"where= may select no entry.*initial="):
            extreme(leaf(), where=A > 9)
        assert extreme(leaf(), where=A > 9, initial=7.0).item() == 7
        nothing = tg.Tensor(np.ones((2, 0)), requires_grad=True)
        assert extreme(nothing, axis=1, initial=7.0).data.tolist() == [7, 7]


def test_a_mask_that_does_not_fit_is_named_with_both_shapes():
    with pytest.raises(ValueError, match=r"where= has shape \(4,\), .* shape \(2, 2\)"):
        leaf().sum(where=[True] * 4)
    with pytest.raises(TypeError, match="numbers or booleans, not text"):
        leaf().mean(where="a")


def test_a_keyword_of_numpys_that_is_not_taken_is_named_with_what_to_do():
    x, words = leaf(), "is not for tensors"
    for call, message in (
        (lambda: np.add(x, x, dtype=np.float32), rf"add: NumPy's dtype= {words}; .*t\.astype"),
        (lambda: np.cumsum(x, dtype=float), rf"cumsum: NumPy's dtype= {words}; .*t\.astype"),
        (lambda: np.linalg.trace(x, dtype=float), rf"trace: NumPy's dtype= {words}; .*t\.astype"),
        (lambda: np.take(x, [0], mode="wrap"), rf"take: NumPy's mode= {words}; .*np\.clip"),
        (lambda: np.nan_to_num(x, copy=False), rf"nan_to_num: copy=False {words}"),
        (lambda: np.exp(x, casting="no"), rf"exp: NumPy's casting= {words}"),
        (lambda: np.max(x, 0, out=np.ones(2)), r"max: out= is not for tensors"),
        (lambda: np.reshape(x, (4,), order="F"), r"reshape: order='F'.*'C'.*x\.T"),
        (lambda: np.ravel(x, order="K"), r"ravel: order='K'"),
    ):
        with pytest.raises(TypeError, match=message) as caught:
            call()
        assert "lambda" not in str(caught.value)


def test_a_bound_of_clip_has_one_name_at_a_time():
    with pytest.raises(ValueError, match="a_min and a_max, or as min and max"):
        np.clip(leaf(), 0.3, 1.7, max=1.5)


METHODS = (
    *("exp", "log", "sqrt", "square", "abs", "sin", "cos", "tanh"),
    *("sigmoid", "relu", "softmax", "log_softmax", "logsumexp"),
)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_the_function(name):
    x = tg.Tensor([0.5, 1.5])
    np.testing.assert_array_equal(getattr(x, name)().data, getattr(tg, name)(x).data)


PLAIN = {
    "np.shape": np.shape, "np.ndim": np.ndim, "np.size": np.size, "np.argmax": np.argmax,
    "np.argsort": np.argsort, "np.sign": np.sign, "np.floor": np.floor, "np.isnan": np.isnan,
    "np.isfinite": np.isfinite, "np.zeros_like": np.zeros_like, "np.ones_like": np.ones_like,
    "np.allclose": lambda x: np.allclose(x, A), "np.array_equal": lambda x: np.array_equal(x, x),
    "greater": lambda x: x > 1, "less equal": lambda x: x <= A, "equal": lambda x: x == A,
    "reflected": lambda x: operator.lt(A, x), "np.less": lambda x: np.less(A, x),
    "np.any": lambda x: np.any(x > 1), "argmax": lambda x: x.argmax(axis=1),
    "argmin": lambda x: x.argmin(), "argsort": lambda x: x.argsort(),
    "np.round": lambda x: np.round(x, 1), "np.around": lambda x: np.around(x, 1),
}  # fmt: skip


@pytest.mark.parametrize("call", PLAIN.values(), ids=PLAIN)
def test_what_has_no_derivative_is_plain(call):
    x = leaf()
    answer = call(x)
    assert not isinstance(answer, tg.Tensor)
    np.testing.assert_array_equal(answer, call(x.data))


UNKNOWN = {
    "a function": lambda x: np.fft.fft(x),
    "a ufunc": lambda x: np.heaviside(x, 1),
    "accumulate": lambda x: np.add.accumulate(x),
    "outer": lambda x: np.multiply.outer(x, x),
    "at": lambda x: np.add.at(x, 0, 1),
    "median": lambda x: np.median(x),
    "out": lambda x: np.exp(x, out=np.zeros((2, 2))),
    "where": lambda x: np.exp(x, where=A > 1),
    "out of a sum": lambda x: np.sum(x, out=np.zeros(())),
    "in place": lambda x: np.add(A, 1, out=x),
}


@pytest.mark.parametrize("call", UNKNOWN.values(), ids=UNKNOWN)
def test_a_numpy_function_without_a_rule_is_a_type_error(call):
    with pytest.raises(TypeError, match=r"tensor"):
        call(leaf())


def test_numpy_never_makes_an_object_array_of_a_tensor():
    x = leaf()
    for call in (np.array, np.asarray, np.atleast_1d, np.linalg.eigvals, list, np.hstack):
        try:
            answer = call(x)
        except (TypeError, RuntimeError):
            continue
        assert getattr(answer, "dtype", A.dtype).kind == "f"


def test_an_array_may_not_take_in_a_tensor():
    a = np.ones((2, 2))
    with pytest.raises((TypeError, RuntimeError)):
        a += leaf()
    assert a.tolist() == [[1, 1], [1, 1]]

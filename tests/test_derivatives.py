"""Derivatives as values: grad, vjp, jvp, Jacobians, Hessians, and their nesting."""

import inspect

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import _derivatives as derivatives


def parameter(data, **facts):
    return tg.Tensor(data, requires_grad=True, **facts)


A = np.random.default_rng(0).normal(size=(3, 3))
X, V, U = np.array([0.3, -0.7, 1.1]), np.array([1.0, -2.0, 0.5]), np.array([0.2, 0.4, -3.0])


def curve(x):
    """A function of a vector, to a vector, that is written for arrays and tensors alike."""
    return np.tanh(A @ x) * x + np.exp(-x)


def hill(x):
    """A function of a vector, to a number."""
    return (np.sin(A @ x) * x * x).sum()


def numerical_jacobian(f, x, h=1e-5):
    columns = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(x.size)]
    return np.stack([np.asarray(c) for c in columns], axis=-1)


def numerical_hessian(f, x):
    return numerical_jacobian(lambda x: numerical_jacobian(f, x, 1e-4), x, 1e-4)


def assert_close(found, expected, rtol=1e-6):
    assert type(found) is tg.Tensor
    expected = np.asarray(expected)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.data, expected, rtol=rtol, atol=1e-6)


# --- grad -------------------------------------------------------------------------------------


def test_grad_gives_a_tensor_for_a_tensor_and_a_tuple_for_several():
    x, y = parameter(2.0), parameter(3.0)
    z = x * x * y
    assert tg.grad(z, x, retain_graph=True).item() == 12
    found = tg.grad(z, (x, y), retain_graph=True)
    assert type(found) is tuple
    assert [d.item() for d in found] == [12, 4]
    assert type(tg.grad(z, [x, y])) is tuple


def test_grad_touches_no_grad():
    x, w = parameter([1.0, 2.0]), parameter([3.0, 4.0])
    w.grad = [7.0, 7.0]
    before = w.grad
    tg.grad((x * w).sum(), [x, w])
    assert x.grad is None
    assert w.grad is before


def test_grad_by_a_result_on_the_way():
    x = parameter(2.0)
    y = x * 3
    z = y * y
    assert tg.grad(z, [y, x, z], retain_graph=True)[0].item() == 12
    assert [d.item() for d in tg.grad(z, [y, x, z])] == [12, 36, 1]


def test_grad_of_a_leaf_by_itself_is_one():
    x = parameter([[2.0]])
    np.testing.assert_array_equal(tg.grad(x, x).data, [[1.0]])
    assert tg.grad(x, x, create_graph=True).item() == 1.0


def test_grad_with_a_seed_is_a_product_with_the_jacobian():
    x = parameter(X)
    for seed in (V, V.tolist(), tg.Tensor(V)):
        assert_close(tg.grad(curve(x), x, seed), V @ numerical_jacobian(curve, X))


def test_a_seed_of_another_shape_is_an_error_with_both_shapes():
    x = parameter(X)
    for create_graph in (False, True):
        with pytest.raises(ValueError, match=r"\(1,\).*\(3,\)"):
            tg.grad(curve(x), x, tg.Tensor([1.0]), create_graph=create_graph)
    with pytest.raises(RuntimeError, match=r"\.sum\(\)"):
        tg.grad(curve(x), x)


def test_the_seed_may_be_differentiated_too():
    x, seed = parameter(X), parameter(V)
    product = tg.grad(curve(x), x, seed, create_graph=True)
    assert_close(tg.grad((product * U).sum(), seed), numerical_jacobian(curve, X) @ U)


def test_results_of_grad_share_no_memory():
    x, y, seed = parameter(X), parameter(V), np.ones(3)
    dx, dy, dx_again = tg.grad(x + y, [x, y, x], seed)
    arrays = [dx.data, dy.data, dx_again.data, seed, x.data, y.data]
    for k, a in enumerate(arrays):
        assert not any(np.shares_memory(a, b) for b in arrays[k + 1 :])
    assert not dx.requires_grad


def test_grad_frees_the_graph_unless_it_creates_one():
    x = parameter(2.0)
    y = x**3
    tg.grad(y, x)
    with pytest.raises(RuntimeError, match="second pass"):
        tg.grad(y, x)
    y = x**3
    tg.grad(y, x, create_graph=True)
    assert tg.grad(y, x, retain_graph=True).item() == 12
    assert tg.grad(y, x).item() == 12


def test_create_graph_without_retain_graph_frees_the_first_graph():
    x = parameter(2.0)
    y = x**3
    slope = tg.grad(y, x, create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError, match="second pass"):
        y.backward()
    assert tg.grad(slope, x).item() == 12


def test_create_graph_works_after_backward_since_rules_run_again():
    x = parameter(2.0)
    y = x**3
    y.backward()
    slope = tg.grad(y, x, create_graph=True)
    assert (slope.item(), tg.grad(slope, x).item()) == (12, 12)


def test_first_to_fourth_derivatives():
    x = parameter(0.7)
    y = np.sin(x) * x
    values = []
    for _ in range(4):
        y = tg.grad(y, x, create_graph=True)
        values.append(y.item())
    s, c = np.sin(0.7), np.cos(0.7)
    expected = [s + 0.7 * c, 2 * c - 0.7 * s, -3 * s - 0.7 * c, -4 * c + 0.7 * s]
    np.testing.assert_allclose(values, expected, rtol=1e-13)


def test_backward_of_a_gradient_fills_the_leaves():
    x = parameter(3.0)
    slope = tg.grad(x**3, x, create_graph=True)
    (slope * slope).backward()  # (3x²)² = 9x⁴
    assert x.grad == 36 * 27


def test_a_result_that_does_not_depend_on_its_input_any_more_ends():
    x = parameter(3.0)
    slope = tg.grad(x * 2, x, create_graph=True)
    assert not slope.requires_grad
    with pytest.raises(RuntimeError, match="nothing here needs a gradient"):
        tg.grad(slope, x)


ERRORS = {
    "not on the way": (
        lambda x, y: tg.grad(x * 2, [x, y]),
        ValueError,
        r"does not depend on input 1 \(why\) of shape \(1,\)",
    ),
    "no gradient": (
        lambda x, y: tg.grad(x * 2, [x, tg.Tensor(1.0)]),
        ValueError,
        r"input 1 of shape \(\) does not require a gradient",
    ),
    "no tensor": (
        lambda x, y: tg.grad(x * 2, [x, np.ones(1)]),
        ValueError,
        "input 1, a ndarray, does not require a gradient",
    ),
    "no output": (lambda x, y: tg.grad(3.0, x), TypeError, "output is a float, not a Tensor"),
    "a constant output": (lambda x, y: tg.grad(tg.Tensor(3.0), x), RuntimeError, "nothing here"),
    "detached": (lambda x, y: tg.grad(x.detach() * y, x), ValueError, "does not depend on input 0"),
    "in no_grad": (lambda x, y: tg.grad(under_no_grad(x), x), RuntimeError, "no_grad"),
}


def under_no_grad(x):
    with tg.no_grad():
        return x * 2


@pytest.mark.parametrize(("call", "kind", "words"), ERRORS.values(), ids=ERRORS)
def test_a_wrong_call_of_grad_names_the_input(call, kind, words):
    with pytest.raises(kind, match=words):
        call(parameter([2.0]), parameter([3.0], name="why"))


# --- products ---------------------------------------------------------------------------------


def test_vjp_is_a_row_of_the_jacobian():
    value, product = tg.vjp(curve, tg.Tensor(X), V)
    assert_close(value, curve(X), 1e-15)
    assert_close(product, V @ numerical_jacobian(curve, X))
    assert (value.requires_grad, product.requires_grad) == (False, False)


def test_vjp_of_a_number_needs_no_seed():
    value, product = tg.vjp(hill, X)
    assert_close(value, hill(X))
    assert_close(product, numerical_jacobian(hill, X))


def test_jvp_is_a_directional_derivative():
    value, product = tg.jvp(curve, X, V)
    assert_close(value, curve(X), 1e-15)
    assert_close(product, numerical_jacobian(curve, X) @ V)
    assert (value.requires_grad, product.requires_grad) == (False, False)


def test_vjp_and_jvp_are_transposes_of_each_other():
    _, along = tg.jvp(curve, X, V)
    _, back = tg.vjp(curve, X, U)
    np.testing.assert_allclose(U @ along.data, V @ back.data, rtol=1e-12)


def test_products_of_several_arguments_are_tuples():
    def f(x, y):
        return x * y[0] + y[1]

    value, (dx, dy) = tg.vjp(f, (X, [2.0, 3.0]), V)
    assert_close(value, X * 2 + 3)
    assert_close(dx, 2 * V)
    assert_close(dy, [V @ X, V.sum()])
    value, along = tg.jvp(f, (X, [2.0, 3.0]), (V, [5.0, 7.0]))
    assert_close(along, V * 2 + X * 5 + 7)
    only = tg.vjp(lambda x: x * 2, (X,), V)[1]
    assert type(only) is tuple
    assert len(only) == 1


# --- matrices ---------------------------------------------------------------------------------


def test_jacobian_against_difference_quotients():
    assert_close(tg.jacobian(curve, X), numerical_jacobian(curve, X))


@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0,), (2, 0)])
@pytest.mark.parametrize("out", [(), (4,), (2, 2), (0,)])
def test_jacobian_has_the_shape_of_the_output_and_then_of_the_input(shape, out):
    weight = np.random.default_rng(1).normal(size=(*out, *shape))
    rows, n = weight.reshape(int(np.prod(out)), int(np.prod(shape))), int(np.prod(shape))
    found = tg.jacobian(lambda x: (rows @ x.reshape(n)).reshape(out), np.ones(shape))
    assert_close(found, weight)


def test_jacobian_of_several_arguments_is_a_tuple():
    dx, dy = tg.jacobian(lambda x, y: x * y, (X, 2.0))
    assert_close(dx, 2 * np.eye(3))
    assert_close(dy, X)


def test_hessian_against_difference_quotients():
    found = tg.hessian(hill, X)
    assert_close(found, numerical_hessian(hill, X), 1e-4)
    np.testing.assert_allclose(found.data, found.data.T, rtol=1e-12)


def test_hessian_of_a_matrix_has_four_axes():
    found = tg.hessian(lambda x: (x @ x).sum(), np.ones((2, 2)))
    e = np.eye(2)
    expected = np.einsum("jk,al->ajkl", e, np.ones((2, 2)))  # ∂²/∂x_aj ∂x_kl of Σ x_aj x_jl
    expected = expected + expected.transpose(2, 3, 0, 1)
    assert_close(found, expected)


def test_hessian_of_several_arguments_is_a_tuple_of_rows():
    (aa, ab), (ba, bb) = tg.hessian(lambda a, b: (a * a * b).sum(), (X, 2.0))
    assert_close(aa, 4 * np.eye(3))
    assert_close(ab, 2 * X)
    assert_close(ba, 2 * X)
    assert_close(bb, 0.0)


def test_hvp_against_the_hessian():
    value, product = tg.hvp(hill, X, V)
    assert_close(value, hill(X))
    assert_close(product, numerical_hessian(hill, X) @ V, 1e-4)
    np.testing.assert_allclose(product.data, tg.hessian(hill, X).data @ V, rtol=1e-12)


def test_hvp_of_several_arguments_is_a_tuple():
    value, (da, db) = tg.hvp(lambda a, b: (a * a * b).sum(), (X, 2.0), (V, 3.0))
    assert_close(value, 2 * X @ X)
    assert_close(da, 4 * V + 2 * X * 3)
    assert_close(db, 2 * X @ V)


def test_hvp_of_a_quadratic_form_is_exact():
    symmetric = A + A.T
    _, product = tg.hvp(lambda x: x @ symmetric @ x / 2, X, V)
    np.testing.assert_allclose(product.data, symmetric @ V, rtol=1e-12)


def test_a_hessian_of_a_hundred_parameters_takes_a_hundred_products(monkeypatch):
    passes = []
    walk = derivatives.walk

    def counted(*args, **settings):
        passes.append(1)
        return walk(*args, **settings)

    monkeypatch.setattr(derivatives, "walk", counted)
    found = tg.hessian(lambda x: (x**3).sum() + x[0] * x[1], np.ones(100))
    assert found.shape == (100, 100)
    assert len(passes) == 101  # the gradient, and its hundred rows


def test_hvp_takes_two_passes(monkeypatch):
    passes = []
    walk = derivatives.walk
    monkeypatch.setattr(
        derivatives, "walk", lambda *args, **settings: passes.append(1) or walk(*args, **settings)
    )
    tg.hvp(hill, X, V)
    assert len(passes) == 2


# --- where nothing depends --------------------------------------------------------------------


def test_where_there_is_no_dependence_there_are_zeros():
    def constant(x):
        return tg.Tensor([1.0, 2.0])

    assert_close(tg.jacobian(constant, X), np.zeros((2, 3)))
    assert_close(tg.vjp(constant, X, [1.0, 1.0])[1], np.zeros(3))
    assert_close(tg.jvp(constant, X, V)[1], np.zeros(2))


def test_the_second_derivative_of_a_line_is_zero():
    def line(x):
        return (x * 2).sum()

    assert_close(tg.hessian(line, X), np.zeros((3, 3)))
    assert_close(tg.hvp(line, X, V)[1], np.zeros(3))


def test_an_argument_without_influence_gets_zeros():
    dx, dy = tg.jacobian(lambda x, y: x * 2, (X, [1.0, 2.0]))
    assert_close(dx, 2 * np.eye(3))
    assert_close(dy, np.zeros((3, 2)))
    assert_close(tg.vjp(lambda x, y: x * 2, (X, 5.0), V)[1][1], 0.0)


def test_the_identity_has_the_identity_for_a_jacobian():
    assert_close(tg.jacobian(lambda x: x, X), np.eye(3))
    assert_close(tg.jvp(lambda x: x, X, V)[1], V)


# --- nesting ----------------------------------------------------------------------------------


def test_a_gradient_of_a_function_that_uses_a_jacobian():
    x = parameter(X)

    def size(x):
        jacobian = tg.jacobian(curve, x)
        return (jacobian * jacobian).sum()

    size(x).backward()
    assert_close(tg.Tensor(x.grad), numerical_jacobian(lambda x: size(tg.Tensor(x)).data, X), 1e-6)


def test_a_gradient_of_a_function_that_uses_hvp():
    x = parameter(X)
    value, product = tg.hvp(hill, x, V)
    (value + (product * U).sum()).backward()

    def total(x):
        value, product = tg.hvp(hill, x, V)
        return value.data + product.data @ U

    assert_close(tg.Tensor(x.grad), numerical_jacobian(total, X), 1e-6)


def test_a_jacobian_of_a_gradient_is_the_hessian():
    def slope(x):
        return tg.vjp(hill, x)[1]

    np.testing.assert_allclose(
        tg.jacobian(slope, X).data, tg.hessian(hill, X).data, rtol=1e-12, atol=1e-13
    )
    _, product = tg.jvp(slope, X, V)  # forward over reverse
    np.testing.assert_allclose(product.data, tg.hvp(hill, X, V)[1].data, rtol=1e-12)


def test_a_derivative_of_a_hessian_is_the_third_derivative():
    third = tg.jacobian(lambda x: tg.hessian(lambda y: (y**4).sum(), x), X)
    expected = np.zeros((3, 3, 3))
    expected[range(3), range(3), range(3)] = 24 * X
    assert_close(third, expected)


def test_a_parameter_that_the_function_closes_over_is_differentiated_too():
    w = parameter(V)
    jacobian = tg.jacobian(lambda x: w * x * x, X)
    assert jacobian.requires_grad
    jacobian.sum().backward()
    np.testing.assert_allclose(w.grad, 2 * X)


def test_the_identity_of_a_parameter_stays_in_its_graph():
    w = parameter(X)
    value, product = tg.vjp(lambda x: x, w, V)
    assert value.requires_grad
    assert not product.requires_grad


# --- a point that is closed over, or given twice --------------------------------------------------

# Each takes the point as a tensor that f uses, too: there it is a constant.
CLOSED_OVER = {
    "vjp": lambda x: tg.vjp(lambda y: y * y * x, x, V)[1],
    "vjp's value": lambda x: tg.vjp(lambda y: y * y * x, x, V)[0],
    "vjp by its own seed": lambda x: tg.vjp(lambda y: y * y, x, x)[1],
    "jvp": lambda x: tg.jvp(lambda y: np.sin(y * x) + x, x, V)[1],
    "jvp along itself": lambda x: tg.jvp(lambda y: y * y * x, x, x)[1],
    "jacobian": lambda x: tg.jacobian(lambda y: np.exp(y) * x + y * x.sum(), x),
    "hessian": lambda x: tg.hessian(lambda y: ((y - x) ** 2 + y**3 * x).sum(), x),
    "hvp": lambda x: tg.hvp(lambda y: (y**3 * x * x).sum(), x, V)[1],
    "hvp along itself": lambda x: tg.hvp(lambda y: (y**3 * x).sum(), x, x)[1],
    "twice in vjp": lambda x: tg.vjp(lambda a, b: a * b * b, (x, x), V)[1][0],
    "twice in jvp": lambda x: tg.jvp(lambda a, b: a * b * b, (x, x), (V, U))[1],
    "twice in jacobian": lambda x: tg.jacobian(lambda a, b: a * b.sum(), (x, x))[1],
    "twice in hessian": lambda x: tg.hessian(lambda a, b: (a * b * b).sum(), (x, x))[0][1],
    "twice in hvp": lambda x: tg.hvp(lambda a, b: (a**2 * b).sum(), (x, x), (V, U))[1][1],
    "the identity": lambda x: tg.vjp(lambda y: y, x, V)[0],
    "a vjp in a jacobian": lambda x: tg.jacobian(
        lambda y: tg.vjp(lambda z: z * z * y * x, y, x)[1], x
    ),
    "a hessian in a jvp": lambda x: tg.jvp(
        lambda y: tg.hessian(lambda z: (z**3 * y * x).sum(), y).sum(axis=0), x, V
    )[1],
    "a gradient in a jacobian": lambda x: tg.jacobian(
        lambda y: tg.grad((y**3 * x).sum(), y, create_graph=True), x
    ),
}


@pytest.mark.parametrize("f", CLOSED_OVER.values(), ids=CLOSED_OVER)
def test_the_point_is_a_variable_of_its_own(f):
    """The right value is that of a point without gradient, where nothing can be mixed up."""
    right = f(tg.Tensor(X)).data
    w = parameter(X / 2)
    for x in (parameter(X), w + w):  # a leaf, a result
        np.testing.assert_allclose(f(x).data, right, rtol=1e-12, atol=1e-14)
        with tg.no_grad():
            found = f(x)
        assert not found.requires_grad
        np.testing.assert_allclose(found.data, right, rtol=1e-12, atol=1e-14)
    assert w.grad is None


# Each takes the point as a tensor with which f computes, while it leaves an argument alone.
IGNORED = {
    "jacobian": lambda x: tg.jacobian(lambda y: x * 2, x),
    "hessian": lambda x: tg.hessian(lambda y: (x**2).sum(), x),
    "hvp": lambda x: tg.hvp(lambda y: (x**2).sum(), x, V)[1],
    "jvp": lambda x: tg.jvp(lambda y: x * x, x, V)[1],
    "vjp": lambda x: tg.vjp(lambda y: x * x, x, V)[1],
    "one of two in vjp": lambda x: tg.vjp(lambda a, b: a * x, (tg.Tensor(X), x), V)[1][1],
}


@pytest.mark.parametrize("is_leaf", [True, False])
@pytest.mark.parametrize("f", IGNORED.values(), ids=IGNORED)
def test_an_argument_that_f_leaves_alone_for_its_own_tensor_is_told(f, is_leaf):
    x = parameter(X) if is_leaf else parameter(X) + 1
    with pytest.warns(tg.TrainingWarning, match="argument not used: .* the arguments of f"):
        assert not f(x).data.any()


def test_the_parameters_of_a_model_that_f_closes_over_are_reported():
    model = tg.nn.Linear(2, 1)
    weights = tuple(model.parameters())
    with pytest.warns(tg.TrainingWarning, match=r"argument 0, .* the parameters of a model"):
        tg.hvp(lambda *_: (model(np.ones((3, 2))) ** 2).sum(), weights, weights)


def test_a_function_may_leave_an_argument_alone():
    x, c = parameter(X), parameter(X)
    assert not tg.vjp(lambda a, b: a * c, (x, x), V)[1][1].data.any()
    assert not tg.jacobian(lambda y: c * 2, x).data.any()


@pytest.mark.parametrize("f", CLOSED_OVER.values(), ids=CLOSED_OVER)
def test_what_was_computed_at_a_point_can_be_differentiated_by_it(f):
    weight = np.random.default_rng(3).normal(size=f(tg.Tensor(X)).shape)
    w = parameter(X / 2)
    found = f(w + w)
    right = numerical_jacobian(lambda x: (f(tg.Tensor(x)).data * weight).sum(), X)
    if found.requires_grad:
        (found * weight).sum().backward()
        np.testing.assert_allclose(w.grad, 2 * right, rtol=1e-6, atol=1e-6)
    else:
        np.testing.assert_allclose(right, 0, atol=1e-6)


# --- what comes in and goes out ---------------------------------------------------------------


def test_in_no_grad_derivatives_are_right_and_not_recorded():
    w = parameter(X)
    with tg.no_grad():
        results = [
            *(tg.jacobian(curve, w), tg.hessian(hill, w)),
            *(*tg.vjp(curve, w, V), *tg.jvp(curve, w, V), *tg.hvp(hill, w, V)),
        ]
        assert not (w * 2).requires_grad
    outside = [
        *(tg.jacobian(curve, w), tg.hessian(hill, w)),
        *(*tg.vjp(curve, w, V), *tg.jvp(curve, w, V), *tg.hvp(hill, w, V)),
    ]
    for found, expected in zip(results, outside, strict=True):
        assert not found.requires_grad
        np.testing.assert_array_equal(found.data, expected.data)


def test_no_grad_is_restored_if_the_function_fails():
    def fail(x):
        raise ZeroDivisionError

    with tg.no_grad():
        with pytest.raises(ZeroDivisionError):
            tg.jacobian(fail, X)
        assert not (parameter(1.0) * 2).requires_grad
    assert (parameter(1.0) * 2).requires_grad


def test_no_grad_of_a_parameter_is_touched():
    x, w = parameter(X), parameter(V)
    tg.jacobian(lambda x: x * w, x)
    tg.hvp(lambda x: (x * x * w).sum(), x, V)
    assert x.grad is None
    assert w.grad is None


@pytest.mark.parametrize("x", [X, X.tolist(), tuple(X), tg.Tensor(X), parameter(X)], ids=repr)
def test_inputs_are_arrays_lists_or_tensors(x):
    if type(x) is tuple:  # several numbers
        found = tg.jacobian(lambda a, b, c: a * b * c, x)
        np.testing.assert_allclose([d.item() for d in found], X.prod() / X)
    elif type(x) is list:  # the same
        assert len(tg.jacobian(lambda a, b, c: a * b * c, x)) == 3
    else:
        assert_close(tg.jacobian(curve, x), numerical_jacobian(curve, X))


@pytest.mark.parametrize("function", [tg.jacobian, tg.hessian])
def test_float32_stays_float32(function):
    x = X.astype(np.float32)
    found = function(lambda x: (x * x * x).sum(), x)
    assert found.dtype == np.float32
    for result in (
        *tg.vjp(lambda x: (x * x).sum(), x),
        *tg.jvp(lambda x: x * x, x, V.astype(np.float32)),
        *tg.hvp(lambda x: (x**3).sum(), x, V.astype(np.float32)),
    ):
        assert result.dtype == np.float32


WRONG = {
    "a hessian of a vector": (lambda: tg.hessian(curve, X), RuntimeError, r"\(3,\).*\.sum\(\)"),
    "a vjp without seed": (lambda: tg.vjp(curve, X), RuntimeError, r"\(3,\)"),
    "a seed of another shape": (lambda: tg.vjp(curve, X, [1.0]), ValueError, r"\(1,\).*\(3,\)"),
    "a direction of another shape": (
        lambda: tg.jvp(curve, X, [1.0]),
        ValueError,
        r"direction has shape \(1,\).*\(3,\)",
    ),
    "too few directions": (
        lambda: tg.hvp(lambda a, b: (a * b).sum(), (X, X), (V,)),
        ValueError,
        "1 directions .* 2 inputs",
    ),
    "an array out": (lambda: tg.jacobian(lambda x: x.data, X), TypeError, "ndarray, not a Tensor"),
    "nothing out": (lambda: tg.hvp(lambda x: None, X, V), TypeError, "NoneType, not a Tensor"),
    "integers": (lambda: tg.jacobian(lambda x: x * x, np.arange(3)), TypeError, "float"),
    "text": (lambda: tg.jacobian(lambda x: x, "x"), TypeError, "real numbers"),
}


@pytest.mark.parametrize(("call", "kind", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_a_clear_error(call, kind, words):
    with pytest.raises(kind, match=words):
        call()


def test_signatures_are_those_of_the_contract():
    assert list(inspect.signature(tg.grad).parameters) == [
        *("output", "inputs", "grad_output", "create_graph", "retain_graph"),
    ]
    assert list(inspect.signature(tg.vjp).parameters) == ["f", "inputs", "v"]
    assert list(inspect.signature(tg.jvp).parameters) == ["f", "inputs", "v"]
    assert list(inspect.signature(tg.jacobian).parameters) == ["f", "x"]
    assert list(inspect.signature(tg.hessian).parameters) == ["f", "x"]
    assert list(inspect.signature(tg.hvp).parameters) == ["f", "x", "v"]


def test_what_is_missing_is_named_as_the_function_that_was_called_names_it():
    x = tg.Tensor([1.0, 2.0], requires_grad=True)
    for call, words in (
        (lambda: tg.grad(x * x, x), r"^grad: .* give ∂L/∂output with grad_output=$"),
        (lambda: tg.grad(x * x, x, [1.0]), r"^grad: grad_output has shape \(1,\)"),
        (lambda: tg.vjp(lambda x: x * x, x), r"^vjp: .* with v=$"),
        (lambda: tg.hessian(lambda x: x * x, x), r"^hessian: .*\.mean\(\)$"),
        (lambda: tg.hvp(lambda x: x * x, x, x), r"^hvp: .*\.mean\(\)$"),
        (lambda: (x * x).backward(), r"^backward: .* with grad=$"),
    ):
        with pytest.raises((RuntimeError, ValueError), match=words):
            call()

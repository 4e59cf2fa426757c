"""Optimisers and schedules, against the formulas of PyTorch's documentation in plain NumPy."""

import inspect
import itertools
import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.nn import MSE, Linear, Sequential, Sigmoid
from tinygrad_edu.optim import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Optimizer,
    RMSprop,
    Schedule,
    clip_grad_norm,
    clip_grad_value,
    cosine,
    step_decay,
)


def parameter(values=(1.0, -2.0, 3.0), **options):
    return tg.Tensor(values, requires_grad=True, **options)


def gradients(n=6, shape=(3,)):
    return np.random.default_rng(7).normal(size=(n, *shape))


def path(optimizer, p):
    """Where p is after each step, with the gradients above."""
    places = []
    for g in gradients(shape=p.shape):
        p.grad = g.astype(p.dtype)
        optimizer.step()
        places.append(p.data.copy())
    return places


def sgd(p, lr, momentum=0, nesterov=False, weight_decay=0):
    """torch.optim.SGD, as its documentation writes it."""
    p, buffer = p.copy(), None
    for g in gradients(shape=p.shape):
        g = g + weight_decay * p
        if momentum:
            buffer = g if buffer is None else momentum * buffer + g
            g = g + momentum * buffer if nesterov else buffer
        p = p - lr * g
        yield p


def adam(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
    """torch.optim.Adam, as its documentation writes it."""
    p, m, v = p.copy(), 0, 0
    for t, g in enumerate(gradients(shape=p.shape), start=1):
        g = g + weight_decay * p
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
        p = p - lr * m_hat / (np.sqrt(v_hat) + eps)
        yield p


def adamw(p, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
    """torch.optim.AdamW, as its documentation writes it."""
    p, m, v = p.copy(), 0, 0
    for t, g in enumerate(gradients(shape=p.shape), start=1):
        p = p - lr * weight_decay * p
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        m_hat, v_hat = m / (1 - betas[0] ** t), v / (1 - betas[1] ** t)
        p = p - lr * m_hat / (np.sqrt(v_hat) + eps)
        yield p


def rmsprop(p, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False):
    """torch.optim.RMSprop, as its documentation writes it."""
    p, v, buffer, mean = p.copy(), 0, 0, 0
    for g in gradients(shape=p.shape):
        g = g + weight_decay * p
        v = alpha * v + (1 - alpha) * g**2
        mean = alpha * mean + (1 - alpha) * g
        variance = v - mean**2 if centered else v
        buffer = momentum * buffer + g / (np.sqrt(variance) + eps)
        p = p - lr * buffer
        yield p


def adagrad(p, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10):
    """torch.optim.Adagrad, as its documentation writes it."""
    p, total = p.copy(), initial_accumulator_value
    for t, g in enumerate(gradients(shape=p.shape)):
        g = g + weight_decay * p
        total = total + g**2
        p = p - lr / (1 + t * lr_decay) * g / (np.sqrt(total) + eps)
        yield p


RULES = [
    (SGD, sgd, {"lr": 0.1}),
    (SGD, sgd, {"lr": 0.1, "weight_decay": 0.3}),
    (SGD, sgd, {"lr": 0.1, "momentum": 0.9}),
    (SGD, sgd, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.3}),
    (SGD, sgd, {"lr": 0.1, "momentum": 0.5, "nesterov": True, "weight_decay": 0.3}),
    (Adam, adam, {}),
    (Adam, adam, {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1, "weight_decay": 0.3}),
    (AdamW, adamw, {}),
    (AdamW, adamw, {"weight_decay": 0}),
    (AdamW, adamw, {"lr": 0.1, "betas": (0.5, 0.7), "eps": 0.1, "weight_decay": 0.3}),
    (RMSprop, rmsprop, {}),
    (RMSprop, rmsprop, {"lr": 0.1, "alpha": 0.5, "eps": 0.1, "weight_decay": 0.3}),
    (RMSprop, rmsprop, {"alpha": 0.7, "momentum": 0.9}),
    (RMSprop, rmsprop, {"alpha": 0.7, "centered": True, "eps": 0.1}),
    (RMSprop, rmsprop, {"lr": 0.1, "momentum": 0.5, "centered": True, "eps": 0.1}),
    (Adagrad, adagrad, {}),
    (Adagrad, adagrad, {"lr": 0.1, "lr_decay": 0.1, "weight_decay": 0.3, "eps": 0.1}),
    (Adagrad, adagrad, {"lr": 0.1, "initial_accumulator_value": 0.5}),
]


class TestFormulas:
    @pytest.mark.parametrize(("kind", "formula", "settings"), RULES)
    @pytest.mark.parametrize("shape", [(3,), (2, 3), ()])
    def test_each_step_is_pytorchs(self, kind, formula, settings, shape):
        p = parameter(np.random.default_rng(1).normal(size=shape))
        expected = list(formula(p.data, **settings))
        np.testing.assert_allclose(path(kind([p], **settings), p), expected, rtol=1e-12)

    @pytest.mark.parametrize(("kind", "formula", "settings"), RULES)
    @pytest.mark.pytorch
    def test_and_it_is_what_pytorch_computes(self, kind, formula, settings):
        torch = pytest.importorskip("torch")
        p = parameter()
        theirs = torch.tensor(p.data, requires_grad=True)
        optimizer, places = getattr(torch.optim, kind.__name__)([theirs], **settings), []
        for g in gradients():
            theirs.grad = torch.tensor(g)
            optimizer.step()
            places.append(theirs.detach().numpy().copy())
        np.testing.assert_allclose(path(kind([p], **settings), p), places, rtol=1e-10)

    @pytest.mark.parametrize(("kind", "formula", "settings"), RULES)
    def test_float32_stays_and_settings_may_be_numpy_scalars(self, kind, formula, settings):
        settings = {k: np.float64(v) if isinstance(v, float) else v for k, v in settings.items()}
        p = parameter(dtype=np.float32)
        optimizer = kind([p], **settings)
        places = path(optimizer, p)
        memory = {
            name: array.dtype for name, array in optimizer.state_dict().items() if "." in name
        }
        assert p.dtype == np.float32
        assert all(dtype == np.float32 for name, dtype in memory.items() if name != "0.t")
        np.testing.assert_allclose(
            places[-1], list(formula(np.array([1.0, -2, 3]), **settings))[-1], rtol=1e-4
        )

    def test_the_first_adam_step_is_lr_whatever_the_gradient(self):
        p = parameter([0.0, 0.0, 0.0])
        p.grad = np.array([1e-3, -5.0, 1e6])
        Adam([p], lr=0.01).step()
        np.testing.assert_allclose(p.data, [-0.01, 0.01, -0.01], rtol=1e-4)

    def test_every_optimiser_has_its_formula_here(self):
        kinds = {x for x in vars(tg.optim).values() if isinstance(x, type)}
        theirs = {x for x in kinds if issubclass(x, Optimizer)} - {Optimizer}
        assert theirs == {kind for kind, _, _ in RULES}

    @pytest.mark.parametrize("kind", [SGD, Adam, AdamW, RMSprop, Adagrad])
    @pytest.mark.pytorch
    def test_places_are_pytorchs_or_there_are_none(self, kind):
        torch = pytest.importorskip("torch")
        ours = inspect.signature(kind).parameters
        theirs = inspect.signature(getattr(torch.optim, kind.__name__)).parameters
        places = [n for n, p in ours.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert places == list(theirs)[: len(places)]


class TestFloat16:
    """Squares and eps have no room in float16, so the steps are computed in float32."""

    def weights(self, kind, gradient, **settings):
        w = parameter([1.0, 2.0, 3.0], dtype=np.float16)
        optimizer = kind([w], **settings)
        for _ in range(3):
            w.grad = gradient
            optimizer.step()
        assert w.data.dtype == np.float16
        return w.data, optimizer

    @pytest.mark.parametrize("kind", [Adam, AdamW, RMSprop, Adagrad])
    @pytest.mark.parametrize("gradient", [[0, 1e-3, 1], [0, 6e-8, -300], [6e4, -6e4, 0]])
    @pytest.mark.parametrize("weight_decay", [0, 1e-4])
    def test_it_goes_where_float64_goes(self, kind, gradient, weight_decay):
        settings = {"lr": 0.01, "weight_decay": weight_decay}
        found, _ = self.weights(kind, gradient, **settings)
        w = parameter([1.0, 2.0, 3.0])
        optimizer = kind([w], **settings)
        for _ in range(3):
            w.grad = np.float16(gradient)
            optimizer.step()
        np.testing.assert_allclose(found, w.data, atol=4e-3)

    @pytest.mark.parametrize("kind", [Adam, RMSprop, Adagrad])
    def test_a_small_decay_of_a_small_weight_is_not_lost(self, kind):
        places = []
        for dtype in (np.float16, np.float64):
            w = tg.Tensor(np.array([2e-4], np.float16).astype(dtype), requires_grad=True)
            w.grad = [0.0]
            kind([w], lr=0.01, weight_decay=1e-4).step()
            places.append(w.data[0])
        assert places[0] < 0
        assert places[0] == pytest.approx(places[1], rel=1e-2)

    def test_the_first_step_of_adam(self):
        w = parameter([1.0, 2.0, 3.0], dtype=np.float16)
        w.grad = [0.0, 1e-3, 1.0]
        Adam([w], lr=0.01).step()
        np.testing.assert_array_equal(w.data, np.float16([1, 1.99, 2.99]))

    def test_a_state_in_float16_is_taken_over(self):
        _, optimizer = self.weights(Adam, [0, 1e-3, 1])
        state = optimizer.state_dict()
        assert state["0.v"].dtype == np.float32
        old = {k: v.astype(np.float16) if k in ("0.m", "0.v") else v for k, v in state.items()}
        optimizer.load_state_dict(old)
        assert optimizer.state_dict()["0.m"].dtype == np.float32


class Lion(Optimizer):
    """p ← p − lr · sign(β₁ m + (1 − β₁) g): each entry moves by lr.  Chen et al., 2023."""

    def __init__(self, params, lr=1e-2, betas=(0.9, 0.99)):
        super().__init__(params, lr)
        self.betas = betas

    def blank(self, p):
        return {"m": np.zeros(p.shape)}

    def change(self, p, g, rate):
        m, (b1, b2) = self.remembered(p)["m"], self.betas
        direction = np.sign(b1 * m + (1 - b1) * g)
        m[...] = b2 * m + (1 - b2) * g
        return rate * direction


class TestCustom:
    def test_an_optimiser_in_ten_lines_learns_and_can_be_saved(self):
        p, q = parameter(), parameter()
        optimizer, twin = Lion([p]), Lion([q])
        path(optimizer, p)
        assert repr(optimizer) == "Lion(1 parameter, lr=0.01, betas=(0.9, 0.99), weight_decay=0.0)"
        q.data = p.data
        twin.load_state_dict(optimizer.state_dict())
        np.testing.assert_array_equal(path(optimizer, p), path(twin, q))

    def test_a_change_without_return_is_told(self):
        class Forgetful(Optimizer):
            def change(self, p, g, rate):
                rate * g

        p = parameter()
        p.grad = np.ones(3)
        with pytest.raises(TypeError, match=r"Forgetful: change returned None; .*return"):
            Forgetful([p], lr=0.1).step()

    @pytest.mark.parametrize(
        ("returned", "words"),
        [
            (np.ones(2), r"Odd: change returned shape \(2,\), but the parameter has shape \(3,\)"),
            (0.5, r"Odd: change returned shape \(\), but the parameter has shape \(3,\)"),
            (tg.Tensor(np.ones(3)), r"Odd: change returned a Tensor; compute with p\.data and g"),
        ],
    )
    def test_a_change_that_does_not_fit_is_told(self, returned, words):
        class Odd(Optimizer):
            def change(self, p, g, rate):
                return returned

        p = parameter()
        p.grad = np.ones(3)
        with pytest.raises((TypeError, ValueError), match=words):
            Odd([p], lr=0.1).step()
        np.testing.assert_array_equal(p.data, [1, -2, 3])

    def test_a_change_with_other_arguments_is_reported_where_it_is_defined(self):
        with pytest.raises(TypeError, match=r"Odd: change\(self, p\) must .*self, p, g, rate\)"):

            class Odd(Optimizer):
                def change(self, p):
                    return 0.1 * p.grad

        with pytest.raises(TypeError, match=r"Odd: change\(p, g, rate\) must"):

            class Odd(Optimizer):
                def change(p, g, rate):
                    return rate * g

    def test_a_change_may_have_defaults_or_take_anything(self):
        class Free(Optimizer):
            def change(self, *given, **options):
                return given[1] * given[2]

        p = parameter()
        p.grad = np.ones(3)
        Free([p], lr=0.1).step()

    def test_an_init_that_does_not_call_super_is_reported(self):
        class Begun(Optimizer):
            def __init__(self, params, rate):
                self.rate = rate

        class Late(Begun):
            def __init__(self, params, rate):
                super().__init__(params, rate)
                Optimizer.__init__(self, params, rate)

        with pytest.raises(TypeError, match=r"Begun: .* super\(\)\.__init__\(params, lr\)"):
            Begun([parameter()], 0.1)
        assert Late([parameter()], 0.1).lr == 0.1
        with pytest.raises(TypeError, match=r"Late: .*'device'; everything runs on the CPU"):
            Late([parameter()], 0.1, device="cpu")

    def test_a_memory_shared_by_all_parameters_names_the_right_way(self):
        class Heavy(Optimizer):
            velocity = 0.0

            def change(self, p, g, rate):
                self.velocity = 0.9 * self.velocity + g
                return rate * self.velocity

        model = tg.nn.Linear(3, 2)
        model(np.ones((4, 3))).sum().backward()
        with pytest.raises(ValueError, match="broadcast") as caught:
            Heavy(model.parameters(), lr=0.1).step()
        assert "model.bias of shape (2,); the memory of each" in caught.value.__notes__[0]
        assert "self.remembered(p)" in caught.value.__notes__[0]

    def test_numbers_may_be_remembered(self):
        class Counting(Optimizer):
            def blank(self, p):
                return {"steps": 0}

            def change(self, p, g, rate):
                memory = self.remembered(p)
                memory["steps"] += 1
                return rate * g / memory["steps"]

        p = parameter()
        optimizer = Counting([p], lr=0.1)
        path(optimizer, p)
        optimizer.load_state_dict(optimizer.state_dict())
        assert optimizer.state_dict()["0.steps"] == 6

    def test_no_change_at_all_is_told(self):
        p = parameter()
        p.grad = np.ones(3)
        with pytest.raises(NotImplementedError, match=r"def change\(self, p, g, rate\): return"):
            Optimizer([p], lr=0.1).step()

    @pytest.mark.parametrize(
        ("make", "text"),
        [
            (lambda p: SGD([p], 0.1), "momentum=0.0, nesterov=False, weight_decay=0.0"),
            (lambda p: Adam([p]), "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0"),
            (
                lambda p: SGD([{"params": [p], "weight_decay": 1}, {"params": [parameter()]}], 1),
                "SGD(2 parameters, lr=1.0, momentum=0.0, nesterov=False, weight_decay=[0.0, 1.0])",
            ),
        ],
    )
    def test_printed_it_shows_its_settings(self, make, text):
        assert text in repr(make(parameter()))


class TestStep:
    @pytest.mark.parametrize("settings", [{}, {"momentum": 0.9}, {"weight_decay": 0.1}])
    def test_it_changes_the_array_in_place_and_leaves_the_gradient(self, settings):
        p = parameter()
        array, gradient = p.data, np.ones(3)
        p.grad = gradient
        kept = p.grad.copy()
        optimizer = SGD([p], lr=0.1, **settings)
        optimizer.step()
        optimizer.step()
        assert p.data is array
        np.testing.assert_array_equal(p.grad, kept)

    @pytest.mark.promise(30)
    def test_it_is_not_recorded(self):
        p = parameter()
        (p * p).sum().backward()
        SGD([p], lr=0.1).step()
        assert p.is_leaf
        assert p.op is None

    @pytest.mark.promise(30)
    @pytest.mark.parametrize("kind", [SGD, Adam])
    def test_a_parameter_without_a_gradient_is_skipped(self, kind):
        used, unused = parameter(), parameter()
        optimizer = kind([unused, used], lr=0.1, weight_decay=0.5)
        used.grad = np.full(3, 7.0)
        optimizer.step()
        np.testing.assert_array_equal(unused.data, [1, -2, 3])
        assert (used.data != [1, -2, 3]).all()
        assert [name for name in optimizer.state_dict() if name.startswith("0")] == []

    def test_adam_counts_the_steps_of_each_parameter(self):
        late, early = parameter(), parameter()
        optimizer = Adam([late, early], lr=0.1)
        early.grad = np.ones(3)
        optimizer.step()
        late.grad = np.ones(3)
        optimizer.step()
        np.testing.assert_allclose(late.data, np.array([1, -2, 3]) - 0.1)

    @pytest.mark.promise(30)
    def test_a_generator_of_parameters_works_for_many_steps(self):
        model = Linear(2, 1)
        optimizer = SGD((p for p in model.parameters()), lr=0.1)
        for _ in range(2):
            before = model.state_dict()
            optimizer.zero_grad()
            model(tg.Tensor([[1.0, 2.0]])).sum().backward()
            optimizer.step()
            np.testing.assert_allclose(model.weight.data, before["weight"] - [[0.1, 0.2]])
            np.testing.assert_allclose(model.bias.data, before["bias"] - 0.1)

    @pytest.mark.promise(30)
    def test_a_shared_layer_makes_one_step(self):
        shared = Linear(2, 2)
        model = Sequential(shared, Sigmoid(), shared)
        before = shared.bias.data.copy()
        optimizer = SGD(model.parameters(), lr=1)
        shared.bias.grad = np.ones(2)
        optimizer.step()
        np.testing.assert_array_equal(shared.bias.data, before - 1)

    def test_zero_grad_sets_none(self):
        p = parameter()
        p.grad = np.ones(3)
        SGD([p], lr=0.1).zero_grad()
        assert p.grad is None

    def test_a_step_between_forward_and_backward_is_noticed(self):
        p = parameter(name="w")
        p.grad = np.ones(3)
        loss = (p * p).sum()
        SGD([p], lr=0.1).step()
        with pytest.raises(RuntimeError, match="multiply needs the value that w of"):
            loss.backward()

    def test_a_model_that_was_made_float32_goes_on_with_its_optimizer(self):
        model = Linear(2, 1)
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
        for dtype in (np.float64, np.float32):
            model.to(dtype)
            model(tg.Tensor(np.ones((1, 2), dtype))).sum().backward()
            before = model.weight.data.copy()
            optimizer.step()
            assert model.weight.dtype == dtype
            assert (model.weight.data < before).all()


class TestGroups:
    def test_a_group_may_have_its_own_weight_decay(self):
        decayed, free = parameter(), parameter()
        optimizer = SGD(
            [{"params": [decayed]}, {"params": (free,), "weight_decay": 0}], 0.1, weight_decay=0.5
        )
        decayed.grad, free.grad = np.zeros(3), np.zeros(3)
        optimizer.step()
        np.testing.assert_allclose(decayed.data, np.array([1, -2, 3]) * 0.95)
        np.testing.assert_array_equal(free.data, [1, -2, 3])

    def test_a_groups_own_rate_keeps_its_ratio(self):
        slow, fast = parameter(), parameter()
        optimizer = SGD([{"params": [slow]}, {"params": [fast], "lr": 1.0}], lr=0.1)
        slow.grad = fast.grad = np.ones(3)
        optimizer.lr = 0.05
        optimizer.step()
        np.testing.assert_allclose(slow.data, np.array([1, -2, 3]) - 0.05)
        np.testing.assert_allclose(fast.data, np.array([1, -2, 3]) - 0.5)

    @pytest.mark.parametrize(
        "group",
        [{"weight_decay": 1}, {"params": [parameter()], "momentum": 0.9}, parameter()],
        ids=["no params", "unknown setting", "a tensor among groups"],
    )
    def test_a_group_that_cannot_be_is_an_error(self, group):
        with pytest.raises(ValueError, match="a group is a dict of 'params'"):
            SGD([{"params": [parameter()]}, group], lr=0.1)

    def test_an_own_rate_beside_a_rate_of_zero_is_an_error(self):
        with pytest.raises(ValueError, match="ratio"):
            SGD([{"params": [parameter()], "lr": 1}], lr=0)


class TestAdamW:
    def test_without_a_gradient_large_and_small_weights_shrink_by_one_factor(self):
        p = parameter()
        p.grad = np.zeros(3)
        AdamW([p], lr=0.5, weight_decay=0.1).step()
        np.testing.assert_allclose(p.data, np.array([1, -2, 3]) * 0.95)

    def test_a_parameter_without_a_gradient_does_not_shrink(self):
        p = parameter()
        with pytest.warns(tg.TrainingWarning, match="step without backward"):
            AdamW([p], lr=0.5, weight_decay=0.1).step()
        np.testing.assert_array_equal(p.data, [1, -2, 3])

    def test_groups_shrink_by_their_own_decay_and_rate(self):
        slow, fast, free = parameter(), parameter(), parameter()
        optimizer = AdamW(
            [
                {"params": [slow]},
                {"params": [fast], "lr": 1},
                {"params": [free], "weight_decay": 0},
            ],
            lr=0.5,
            weight_decay=0.1,
        )
        for p in (slow, fast, free):
            p.grad = np.zeros(3)
        optimizer.step()
        for p, factor in ((slow, 0.95), (fast, 0.9), (free, 1)):
            np.testing.assert_allclose(p.data, np.array([1, -2, 3]) * factor)


class TestClipping:
    def learning(self, *gradients):
        found = []
        for g in gradients:
            found.append(parameter(np.zeros(np.shape(g))))
            found[-1].grad = g
        return found

    def test_the_norm_is_that_of_all_gradients_together(self):
        params = self.learning([[3.0, 0.0]], [4.0], 12.0)
        assert clip_grad_norm(params, 100) == 13
        assert [p.grad.tolist() for p in params] == [[[3, 0]], [4], 12]

    def test_too_long_gradients_keep_their_direction_and_get_the_length(self):
        params = self.learning([[3.0, 0.0]], [4.0], 12.0)
        assert clip_grad_norm(iter(params), 1.3) == 13
        assert clip_grad_norm(params, 2) == pytest.approx(1.3, 1e-6)
        np.testing.assert_allclose(params[0].grad, [[0.3, 0]], rtol=1e-6)
        np.testing.assert_allclose(params[2].grad, 1.2, rtol=1e-6)

    def test_by_value_each_entry_is_clipped_and_the_largest_is_returned(self):
        params = self.learning([0.5, -3.0], [1.0, 2.0])
        assert clip_grad_value(params, 1) == 3
        assert [p.grad.tolist() for p in params] == [[0.5, -1], [1, 1]]
        assert clip_grad_value(params, 1) == 1

    @pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value], ids=["norm", "value"])
    def test_a_new_array_is_assigned_so_that_a_shared_one_stays(self, clip):
        (p,) = self.learning([3.0, 4.0])
        shared = p.grad
        clip([p], 1)
        assert shared.tolist() == [3, 4]
        assert p.grad is not shared

    @pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value], ids=["norm", "value"])
    def test_a_parameter_without_a_gradient_is_skipped_and_float32_stays(self, clip):
        p, unused = parameter(dtype=np.float32), parameter()
        with pytest.warns(tg.TrainingWarning, match=rf"nothing to clip: {clip.__name__} found"):
            assert clip([unused], 1) == 0
        p.grad = np.array([3, 4, 0], np.float32)
        assert type(clip([unused, p], np.float64(1))) is float
        assert unused.grad is None
        assert p.grad.dtype == np.float32

    @pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value], ids=["norm", "value"])
    def test_errors_name_the_function_and_the_mistake(self, clip):
        with pytest.raises(TypeError, match=rf"{clip.__name__}: .*model\.parameters\(\)"):
            clip(Linear(2, 1), 1)
        with pytest.raises(TypeError, match=rf"{clip.__name__}: .*put it in a list"):
            clip(parameter(), 1)
        with pytest.raises(
            TypeError, match=f"{clip.__name__}: parameter 1 has type int, not Tensor"
        ):
            clip([parameter(), 3], 1)
        with pytest.raises(ValueError, match=f"{clip.__name__}: .*=-1"):
            clip([parameter()], -1)

    @pytest.mark.parametrize(
        ("dtype", "size"),
        [
            *((np.float16, x) for x in (1e-7, 1e-3, 300, 6e4)),
            *((np.float32, x) for x in (1e-45, 1e-30, 1e19, 3e38)),
            *((np.float64, x) for x in (5e-324, 1e-200, 1e154, 1e308)),
        ],
    )
    def test_no_square_is_too_large_or_too_small(self, dtype, size):
        p = parameter(np.zeros(2), dtype=dtype)
        p.grad = dtype([size, 0])
        size = float(p.grad[0])
        assert clip_grad_norm([p], 1.0) == pytest.approx(size, rel=1e-12)
        np.testing.assert_allclose(p.grad, [min(size, 1), 0], rtol=1e-3)

    def test_a_length_beyond_every_number_is_clipped_all_the_same(self):
        (p,) = self.learning([1.5e308, -1.5e308])
        assert clip_grad_norm([p], 2) == math.inf
        np.testing.assert_allclose(p.grad, [math.sqrt(2), -math.sqrt(2)])

    def test_many_entries_of_float16_are_added_in_more(self):
        p = parameter(np.zeros(70_000), dtype=np.float16)
        p.grad = np.ones(70_000, np.float16)
        assert clip_grad_norm([p], 100) == pytest.approx(math.sqrt(70_000))

    @pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value], ids=["norm", "value"])
    def test_the_gradient_of_a_number_stays_an_array(self, clip):
        (p,) = self.learning(300.0)
        clip([p], 1)
        assert type(p.grad) is np.ndarray
        p.grad[...] = 0

    @pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value], ids=["norm", "value"])
    @pytest.mark.parametrize("endless", [math.inf, np.inf, np.float32(np.inf)])
    def test_with_an_infinite_limit_it_only_measures(self, clip, endless):
        params = self.learning([3.0], [np.nan])
        assert clip(params[:1], endless) == 3
        assert math.isnan(clip(params, endless))
        assert params[0].grad.tolist() == [3]

    @pytest.mark.parametrize("turn", [1, -1])
    def test_nan_anywhere_hides_no_large_entry(self, turn):
        params = self.learning([0.5], [np.nan, 1e9], [np.inf])[::turn]
        assert math.isnan(clip_grad_value(params, 1.0))
        entries = np.concatenate([p.grad for p in params])
        assert sorted(entries[~np.isnan(entries)]) == [0.5, 1, 1]

    @pytest.mark.parametrize("wrong", [np.nan, np.inf])
    def test_a_length_that_is_no_number_is_an_error_and_changes_nothing(self, wrong):
        params = self.learning([3.0, 4.0], [wrong])
        with pytest.raises(ValueError, match=r"clip_grad_norm: .*(nan|inf).*division by 0"):
            clip_grad_norm(params, 1)
        assert params[0].grad.tolist() == [3, 4]


class TestErrors:
    @pytest.mark.promise(30)
    @pytest.mark.parametrize("lr", [-0.1, float("nan"), float("inf")])
    @pytest.mark.parametrize("kind", [SGD, Adam])
    def test_an_impossible_rate_is_a_value_error(self, kind, lr):
        with pytest.raises(ValueError, match=rf"{kind.__name__}: lr={lr}, but 0 ≤ lr < inf"):
            kind([parameter()], lr=lr)
        optimizer = kind([parameter()], lr=1)
        with pytest.raises(ValueError, match="0 ≤ lr"):
            optimizer.lr = lr
        assert optimizer.lr == 1

    @pytest.mark.promise(30)
    @pytest.mark.parametrize("lr", ["0.1", None, [0.1], True, 1j])
    def test_a_rate_that_is_no_number_is_a_type_error(self, lr):
        with pytest.raises(TypeError, match=r"SGD: lr=.* is not a number"):
            SGD([parameter()], lr=lr)

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"weight_decay": -1}, "weight_decay=-1"),
            ({"momentum": -0.5}, "momentum=-0.5"),
            ({"momentum": 1}, "momentum=1.0, but 0 ≤ momentum < 1"),
            ({"momentum": 9}, "momentum=9.0, but 0 ≤ momentum < 1"),
            ({"nesterov": True}, "momentum=0.9"),
        ],
    )
    def test_impossible_settings_are_value_errors(self, settings, message):
        with pytest.raises(ValueError, match=message):
            SGD([parameter()], lr=0.1, **settings)

    @pytest.mark.parametrize(
        "settings", [{"betas": (0.9, 1.0)}, {"betas": (-0.1, 0.9)}, {"eps": -1}, {"betas": (0.9,)}]
    )
    def test_adams_settings_too(self, settings):
        with pytest.raises(ValueError, match=r"β|eps|shorter"):
            Adam([parameter()], **settings)

    @pytest.mark.parametrize("betas", [0.9, None, "ab", ("0.9", 0.999)])
    def test_betas_that_are_no_pair_of_numbers_are_named(self, betas):
        with pytest.raises(TypeError, match=r"Adam: (betas=.* a pair|β₁=.* is not a number)"):
            Adam([parameter()], betas=betas)

    @pytest.mark.parametrize("betas", [(), (0.9, 0.9, 0.9)])
    def test_as_are_too_few_or_too_many(self, betas):
        with pytest.raises(ValueError, match=r"Adam: betas=.* a pair \(β₁, β₂\) is needed"):
            Adam([parameter()], betas=betas)

    @pytest.mark.parametrize("huge", [10**400, -(10**400)])
    def test_an_integer_beyond_all_floats_names_its_argument(self, huge):
        with pytest.raises(ValueError, match=r"SGD: lr=-?inf, but 0 ≤ lr < inf is needed"):
            SGD([parameter()], lr=huge)

    def test_pytorchs_place_of_dampening_is_not_taken_for_another(self):
        with pytest.raises(TypeError, match="positional arguments"):
            SGD([parameter()], 0.1, 0.9, 0.5)

    @pytest.mark.promise(30)
    @pytest.mark.parametrize(
        "params", [parameter(), np.ones(3), {"params": [parameter()]}, "w", 3, None, Linear(2, 1)]
    )
    def test_params_that_are_not_a_list_are_a_type_error(self, params):
        with pytest.raises(TypeError, match=r"not a list of Tensors; (put it in a list|give it)"):
            SGD(params, lr=0.1)

    def test_a_module_is_told_to_give_its_parameters(self):
        with pytest.raises(TypeError, match=r"model\.parameters\(\)"):
            SGD(Linear(2, 1), lr=0.1)

    @pytest.mark.promise(30)
    @pytest.mark.parametrize("params", [[], (), iter(()), [{"params": []}], Sigmoid().parameters()])
    def test_no_parameters_are_an_error(self, params):
        with pytest.raises(ValueError, match="no parameters"):
            SGD(params, lr=0.1)

    @pytest.mark.parametrize("entry", [np.ones(3), 1.0, None, "w", ("weight", parameter())])
    def test_an_entry_that_is_not_a_tensor_is_a_type_error(self, entry):
        with pytest.raises(TypeError, match=r"parameter 1 has type .* not Tensor"):
            SGD([parameter(), entry], lr=0.1)

    def test_what_was_meant_is_said(self):
        model = Sequential(Linear(2, 1))
        for given in (model, model.parameters):
            with pytest.raises(TypeError, match=r"give it model\.parameters\(\)"):
                SGD(given, lr=0.1)
            with pytest.raises(TypeError, match=r"give it model\.parameters\(\)"):
                clip_grad_norm(given, 1.0)
        for given in ([model], [model.parameters()]):
            with pytest.raises(TypeError, match="without a list around"):
                SGD(given, lr=0.1)

    @pytest.mark.promise(30)
    def test_a_parameter_twice_is_an_error_also_over_groups(self):
        p = parameter(name="w")
        for params in ([p, parameter(), p], [{"params": [p, parameter()]}, {"params": [p]}]):
            with pytest.raises(
                ValueError, match=r"parameter 2, w, of shape \(3,\) is listed twice"
            ):
                SGD(params, lr=0.1)

    def test_a_result_is_not_a_parameter(self):
        with pytest.raises(ValueError, match=r"parameter 0 of shape .* is a result, not a leaf"):
            SGD([parameter() * 2], lr=0.1)

    def test_a_constant_is_not_a_parameter(self):
        with pytest.raises(ValueError, match="make it with requires_grad=True"):
            SGD([tg.Tensor([1.0])], lr=0.1)

    def test_a_read_only_array_is_not_a_parameter(self):
        array = np.ones(3)
        array.flags.writeable = False
        with pytest.raises(ValueError, match="read-only"):
            SGD([tg.from_numpy(array, requires_grad=True)], lr=0.1)


class TestState:
    @pytest.mark.parametrize(("kind", "formula", "settings"), RULES)
    def test_a_restored_optimizer_goes_on_bit_for_bit(self, kind, formula, settings):
        p, q = parameter(), parameter()
        settings = {"lr": 0.1, **settings}
        optimizer, twin = kind([p], **settings), kind([q], **{**settings, "lr": 9})
        path(optimizer, p)
        state = optimizer.state_dict()
        q.data = p.data
        twin.load_state_dict(state)
        assert twin.lr == settings["lr"]
        for array in state.values():
            if isinstance(array, np.ndarray):
                array += 1  # which is nobody's any more
        np.testing.assert_array_equal(path(optimizer, p), path(twin, q))

    def test_it_is_a_flat_dict_of_numbers_and_arrays(self):
        p = parameter()
        optimizer = Adam([parameter(), p], lr=0.5)
        p.grad = np.ones(3)
        optimizer.step()
        state = optimizer.state_dict()
        assert state["lr"] == 0.5
        assert state["1.t"] == 1
        np.testing.assert_allclose(state["1.m"], [0.1] * 3)
        np.testing.assert_allclose(state["1.v"], [0.001] * 3)
        assert list(state) == ["lr", "1.m", "1.v", "1.t"]

    def test_the_rate_may_come_as_an_array_from_a_file(self):
        optimizer = SGD([parameter()], lr=1)
        optimizer.load_state_dict({"lr": np.array(0.25)})
        assert optimizer.lr == 0.25

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"0.velocity": np.zeros(2)}, r"0\.velocity: float64 of shape \(2,\).*\(3,\)"),
            ({"0.velocity": np.array(["a"] * 3)}, r"0\.velocity: <U1"),
            ({"7.velocity": np.zeros(3)}, r"7\.velocity: unknown"),
            ({"0.m": np.zeros(3)}, r"0\.m: unknown"),
            ({"lr": -1.0}, "lr=-1.0"),
        ],
    )
    def test_a_state_that_does_not_fit_changes_nothing(self, change, message):
        p = parameter()
        optimizer = SGD([p], lr=0.1, momentum=0.9)
        path(optimizer, p)
        before = optimizer.state_dict()
        other = {"lr": 0.5, "0.velocity": before["0.velocity"] + 1, **change}
        with pytest.raises(ValueError, match=message):
            optimizer.load_state_dict(other)
        assert optimizer.lr == 0.1
        np.testing.assert_array_equal(optimizer.state_dict()["0.velocity"], before["0.velocity"])

    @pytest.mark.parametrize("kind", [Adam, Adagrad])
    def test_python_numbers_are_taken_as_arrays(self, kind):
        p = parameter()
        optimizer = kind([p])
        path(optimizer, p)
        state = optimizer.state_dict()
        optimizer.load_state_dict({**state, "0.t": 7})
        assert optimizer.state_dict()["0.t"] == 7

    def trained(self, order):
        model = Sequential(Linear(2, 2), Sigmoid(), Linear(2, 2))
        optimizer = SGD(list(model.parameters())[:: -1 if order == "other" else 1], 0.1, 0.9)
        if order == "groups":
            optimizer = SGD([{"params": m.parameters()} for m in (model[0], model[2])], 0.1, 0.9)
        elif order == "model":
            optimizer = SGD(model.parameters(), 0.1, 0.9)
        model(tg.Tensor([[1.0, 2.0]])).sum().backward()
        optimizer.step()
        return optimizer

    def test_a_state_knows_the_names_of_its_parameters(self):
        state = self.trained("model").state_dict()
        assert [state[f"{i}.name"] for i in (0, 3)] == ["model.0.weight", "model.2.bias"]
        optimizer = self.trained("model")
        optimizer.load_state_dict(state)
        np.testing.assert_array_equal(optimizer.state_dict()["2.velocity"], state["2.velocity"])

    def test_another_order_of_the_parameters_is_an_error(self):
        state = self.trained("model").state_dict()
        state["0.name"], state["2.name"] = state["2.name"], state["0.name"]
        optimizer = self.trained("model")
        before = optimizer.state_dict()
        with pytest.raises(
            ValueError, match=r"parameter 0 is model\.2\.weight there, but model\.0"
        ):
            optimizer.load_state_dict(state)
        np.testing.assert_array_equal(optimizer.state_dict()["0.velocity"], before["0.velocity"])

    def test_of_a_list_in_another_order_too(self):
        for state in (self.trained("model"), self.trained("list")):
            with pytest.raises(ValueError, match=r"parameter 0 is .*weight there, but bias here"):
                self.trained("other").load_state_dict(state.state_dict())

    @pytest.mark.parametrize("order", ["model", "groups", "list"])
    def test_a_state_without_names_or_with_others_is_taken(self, order):
        optimizer = self.trained(order)
        state = optimizer.state_dict()
        optimizer.load_state_dict({k: v for k, v in state.items() if not k.endswith("name")})
        optimizer.load_state_dict({**state, "0.name": "model.body.weight"})

    def test_tensors_with_names_of_their_own_are_compared_too(self):
        v, w = parameter(name="v"), parameter(name="w")
        optimizer, turned = SGD([v, w], 0.1, 0.9), SGD([w, v], 0.1, 0.9)
        v.grad = w.grad = np.ones(3)
        optimizer.step()
        with pytest.raises(ValueError, match="parameter 0 is v there, but w here"):
            turned.load_state_dict(optimizer.state_dict())

    def test_half_a_memory_is_an_error(self):
        with pytest.raises(ValueError, match=r"0\.v: "):
            Adam([parameter()]).load_state_dict({"lr": 1, "0.m": np.zeros(3), "0.t": np.array(1)})

    def test_a_state_without_a_rate_is_an_error(self):
        with pytest.raises(TypeError, match="lr=None is not a number"):
            SGD([parameter()], lr=1).load_state_dict({})


def rates(schedule, n):
    for _ in range(n):
        yield schedule.optimizer.lr
        schedule.step()


class TestSchedules:
    @pytest.mark.parametrize("warmup", [0, 0.1, 0.5])
    def test_cosine_is_its_formula_at_every_step(self, warmup):
        schedule, expected = cosine(SGD([parameter()], lr=0.3), 40, warmup), []
        for k in range(41):
            t = k / 40
            fall = (1 + math.cos(math.pi * (t - warmup) / (1 - warmup))) / 2
            expected.append(0.3 * (t / warmup if t < warmup else fall))
        np.testing.assert_allclose(list(rates(schedule, 41)), expected, rtol=1e-12)

    def test_cosine_starts_at_0_peaks_after_the_warmup_and_ends_at_0_exactly(self):
        found = list(rates(cosine(SGD([parameter()], lr=0.3), 40, warmup=0.1), 44))
        assert found[0] == 0
        assert found[4] == max(found) == 0.3
        assert found[40:] == [0] * 4
        assert all(a > b for a, b in itertools.pairwise(found[4:41]))

    def test_cosine_without_warmup_starts_at_the_rate_it_found(self):
        assert cosine(SGD([parameter()], lr=0.3), 40).optimizer.lr == 0.3

    def test_step_decay_multiplies_once_every_given_number_of_steps(self):
        schedule = step_decay(SGD([parameter()], lr=8), every=3, factor=0.5)
        assert list(rates(schedule, 8)) == [8, 8, 8, 4, 4, 4, 2, 2]

    def test_the_shortest_schedules_have_one_step(self):
        assert list(rates(cosine(SGD([parameter()], lr=2), 1), 2)) == [2, 0]
        assert list(rates(step_decay(SGD([parameter()], lr=2), 1, 0.5), 3)) == [2, 1, 0.5]

    @pytest.mark.parametrize("k", [0, 3, 17])
    def test_a_restored_schedule_goes_on_as_if_never_stopped(self, k):
        schedule = cosine(SGD([parameter()], lr=0.3), 40, warmup=0.1)
        for _ in range(k):
            schedule.step()
        twin = cosine(SGD([parameter()], lr=5), 40, warmup=0.1)
        twin.load_state_dict(schedule.state_dict())
        assert list(rates(twin, 30)) == list(rates(schedule, 30))

    def test_a_schedule_after_a_warm_up_has_begun_is_told(self):
        optimizer = SGD([parameter()], lr=0.3)
        cosine(optimizer, 10, warmup=0.1)
        with pytest.warns(tg.TrainingWarning, match=r"rate stays 0: .*another schedule"):
            schedule = step_decay(optimizer, 3, 0.5)
        schedule.step()  # once is enough

    def test_so_is_one_that_found_the_rate_of_a_checkpoint(self):
        optimizer = SGD([parameter()], lr=0.3)
        optimizer.load_state_dict({"lr": 0.0})
        schedule = cosine(optimizer, 10, warmup=0.1)  # its state may come yet
        with pytest.warns(tg.TrainingWarning, match=r"schedule\.load_state_dict"):
            schedule.step()

    def test_one_that_goes_on_from_a_rate_of_0_is_right(self):
        first = SGD([parameter()], lr=0.3)
        state = cosine(first, 10, warmup=0.2).state_dict()
        second = SGD([parameter()], lr=0.3)
        second.load_state_dict(first.state_dict())
        schedule = cosine(second, 10, warmup=0.2)
        schedule.load_state_dict(state)
        schedule.step()
        assert second.lr == 0.15

    def test_a_custom_schedule_is_a_function_of_the_step(self):
        schedule = Schedule(SGD([parameter()], lr=8), lambda k: 0.5**k)
        assert list(rates(schedule, 4)) == [8, 4, 2, 1]

    def test_a_wrong_optimiser_or_function_is_reported(self):
        with pytest.raises(TypeError, match="Schedule: Linear is not an optimiser"):
            cosine(Linear(2, 1), 10)
        with pytest.raises(TypeError, match=r"factor=0\.5 is not a function of the step"):
            Schedule(SGD([parameter()], lr=1), 0.5)
        with pytest.raises(TypeError, match=r"Schedule: factor\(0\)=None is not a number"):
            Schedule(SGD([parameter()], lr=1), lambda k: None)

    def test_a_whole_number_of_steps_may_be_a_float(self):
        for make in (lambda o, n: cosine(o, n), lambda o, n: step_decay(o, n, 0.5)):
            two, same = make(SGD([parameter()], lr=1), 2), make(SGD([parameter()], lr=1), 2.0)
            assert list(rates(two, 4)) == list(rates(same, 4))

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda o: cosine(o, 0), "steps=0"),
            (lambda o: cosine(o, 10.5), "cosine: steps=10.5 is not a whole number"),
            (lambda o: step_decay(o, 2.5, 0.5), "step_decay: every=2.5 is not a whole number"),
            (lambda o: cosine(o, 10, warmup=1), "warmup=1"),
            (lambda o: cosine(o, 10, warmup=-0.1), "warmup=-0.1"),
            (lambda o: step_decay(o, 0, 0.5), "every=0"),
            (lambda o: step_decay(o, 5, -1), "factor=-1"),
        ],
    )
    def test_an_impossible_rate_is_a_value_error_and_changes_nothing(self, make, message):
        optimizer = SGD([parameter()], lr=0.3)
        with pytest.raises(ValueError, match=message):
            make(optimizer)
        assert optimizer.lr == 0.3


PROGRAM = """
import hashlib
import numpy as np, tinygrad_edu as tg
from tinygrad_edu.nn import Dropout, Linear, MSE, Sequential, Sigmoid
from tinygrad_edu.optim import Adam, cosine

rng = np.random.default_rng(3)
model = Sequential(Linear(8, 8, rng=rng), Sigmoid(), Dropout(0.2, rng=rng), Linear(8, 2, rng=rng))
optimizer, loss = Adam(model.parameters(), lr=0.01), MSE()
schedule = cosine(optimizer, steps=100, warmup=0.1)
for _ in range(100):
    optimizer.zero_grad()
    loss(model(tg.Tensor(rng.normal(size=(16, 8)))), rng.normal(size=(16, 2))).backward()
    optimizer.step()
    schedule.step()
print(hashlib.sha256(b"".join(p.data.tobytes() for p in model.parameters())).hexdigest())
"""


@pytest.mark.promise(36)
def test_one_seed_gives_the_same_bits_in_another_process():
    digests = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1", "12345")
    }
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


@pytest.mark.parametrize(
    "make",
    [
        lambda p: SGD(p, lr=0.5),
        lambda p: SGD(p, lr=0.1, momentum=0.9, nesterov=True),
        lambda p: Adam(p, lr=0.05),
        lambda p: AdamW(p, lr=0.05, weight_decay=0),
        lambda p: Adagrad(p, lr=0.5),
        lambda p: RMSprop(p, lr=2e-3, momentum=0.9),
    ],
    ids=["sgd", "nesterov", "adam", "adamw", "adagrad", "rmsprop"],
)
def test_each_optimizer_finds_the_least_squares_solution(make):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 3))
    y = x @ [[1.0], [-2.0], [0.5]] + 4
    model = Linear(3, 1, rng=rng)
    optimizer, loss = make(model.parameters()), MSE()
    for _ in range(500):
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()
    np.testing.assert_allclose(model.weight.data, [[1, -2, 0.5]], atol=1e-3)
    np.testing.assert_allclose(model.bias.data, [4], atol=1e-3)


def test_the_page_shows_what_its_schedules_give(capsys):
    page = (Path(__file__).parents[2] / "docs" / "your-own-optimiser.md").read_text("utf-8")
    names = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(code, names)
    (shown,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert shown in capsys.readouterr().out


def test_a_schedule_shows_where_it_stands():
    schedule = tg.optim.step_decay(tg.optim.SGD([parameter()], lr=0.5), 1, 0.1)
    schedule.step()
    assert repr(schedule) == "Schedule(SGD, base=0.5, k=1, lr=0.05)"

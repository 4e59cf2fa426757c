"""The same networks in PyTorch: names, shapes, outputs, gradients, and every weight on the way."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.pytorch
F64 = torch.float64
CLOSE = {"rtol": 1e-6, "atol": 1e-9}


def perceptrons():
    rng = np.random.default_rng(0)
    ours = nn.Sequential(
        nn.Linear(6, 8, rng=rng), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 3, rng=rng)
    )
    theirs = torch.nn.Sequential(
        torch.nn.Linear(6, 8), torch.nn.LayerNorm(8), torch.nn.GELU(), torch.nn.Linear(8, 3)
    )
    return ours, theirs.to(F64), rng.normal(size=(20, 6)), rng.integers(0, 3, 20)


def convolutional():
    rng = np.random.default_rng(1)
    ours = nn.Sequential(
        *(nn.Conv2d(2, 4, 3, padding=1, rng=rng), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 5, (3, 2), stride=2, bias=False, rng=rng), nn.SiLU(), nn.AvgPool2d((1, 2))),
        *(nn.Flatten(), nn.Linear(10, 3, rng=rng)),
    )
    t = torch.nn
    theirs = t.Sequential(
        *(t.Conv2d(2, 4, 3, padding=1), t.BatchNorm2d(4), t.ReLU(), t.MaxPool2d(2)),
        *(t.Conv2d(4, 5, (3, 2), stride=2, bias=False), t.SiLU(), t.AvgPool2d((1, 2))),
        *(t.Flatten(), t.Linear(10, 3)),
    )
    return ours, theirs.to(F64), rng.normal(size=(20, 2, 11, 10)), rng.integers(0, 3, 20)


NETWORKS = pytest.mark.parametrize(
    "network", [perceptrons, convolutional], ids=lambda f: f.__name__
)


def to_pytorch(ours, theirs):
    theirs.load_state_dict({name: torch.tensor(x) for name, x in ours.state_dict().items()})


def to_ours(theirs, ours):
    ours.load_state_dict({name: x.numpy() for name, x in theirs.state_dict().items()})


def assert_same_state(ours, theirs):
    found = {name: x.detach().numpy() for name, x in theirs.state_dict().items()}
    assert {k: v.shape for k, v in ours.state_dict().items()} == {
        k: v.shape for k, v in found.items()
    }
    for name, array in ours.state_dict().items():
        np.testing.assert_allclose(array, found[name], **CLOSE, err_msg=name)


def assert_same_pass(ours, theirs, x, labels):
    """Outputs, loss, and the gradients of the input and of all weights."""
    a, b = tg.Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    y, z = ours(a), theirs(b)
    np.testing.assert_allclose(y.data, z.detach().numpy(), **CLOSE)
    ours.zero_grad()
    theirs.zero_grad()
    nn.CrossEntropy()(y, labels).backward()
    torch.nn.functional.cross_entropy(z, torch.tensor(labels)).backward()
    np.testing.assert_allclose(a.grad, b.grad.numpy(), **CLOSE)
    gradients = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad, gradients[name], **CLOSE, err_msg=name)


class TestNetworks:
    @NETWORKS
    def test_names_order_shapes_and_dtypes_of_the_state_are_pytorchs(self, network):
        ours, theirs, _, _ = network()
        state = {name: (x.shape, str(x.dtype)) for name, x in ours.state_dict().items()}
        expected = {
            name: (tuple(x.shape), str(x.numpy().dtype)) for name, x in theirs.state_dict().items()
        }
        assert state == expected
        assert [name for name, _ in ours.named_parameters()] == [
            name for name, _ in theirs.named_parameters()
        ]

    @NETWORKS
    def test_weights_from_here_give_the_same_outputs_and_gradients_there(self, network):
        ours, theirs, x, labels = network()
        to_pytorch(ours, theirs)
        assert_same_pass(ours, theirs, x, labels)
        assert_same_state(ours, theirs)  # running means, too
        assert_same_pass(ours.eval(), theirs.eval(), x, labels)

    @NETWORKS
    def test_weights_from_there_give_the_same_outputs_and_gradients_here(self, network):
        ours, theirs, x, labels = network()
        theirs(torch.tensor(x))  # so that the running means are not those of the start
        to_ours(theirs, ours)
        assert_same_pass(ours.eval(), theirs.eval(), x, labels)
        assert_same_pass(ours.train(), theirs.train(), x, labels)

    @NETWORKS
    @pytest.mark.parametrize("way", ["out", "in"])
    def test_they_travel_in_a_safetensors_file(self, network, way, tmp_path):
        torch_files = pytest.importorskip("safetensors.torch")
        ours, theirs, x, labels = network()
        path = tmp_path / "network.safetensors"
        if way == "out":
            tg.save(path, **ours.state_dict())
            theirs.load_state_dict(torch_files.load_file(path))
        else:
            torch_files.save_file(theirs.state_dict(), path)
            ours.load_state_dict(tg.load(path))
        assert_same_pass(ours, theirs, x, labels)

    @NETWORKS
    @pytest.mark.parametrize(
        ("kind", "settings"),
        [
            ("SGD", {"lr": 0.05, "momentum": 0.9}),
            ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
            ("Adam", {"lr": 0.01}),
            ("Adam", {"lr": 0.01, "weight_decay": 0.01}),
            ("AdamW", {"lr": 0.01, "weight_decay": 0.1}),
            ("RMSprop", {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.01, "eps": 1e-3}),
            ("RMSprop", {"lr": 0.002, "momentum": 0.5, "centered": True, "eps": 1e-3}),
            ("Adagrad", {"lr": 0.05, "lr_decay": 0.01, "weight_decay": 0.01}),
        ],
    )
    def test_after_100_steps_every_weight_is_the_same(self, network, kind, settings):
        ours, theirs, x, labels = network()
        to_pytorch(ours, theirs)
        a = getattr(optim, kind)(ours.parameters(), **settings)
        b = getattr(torch.optim, kind)(theirs.parameters(), **settings)
        loss, rng = nn.CrossEntropy(), np.random.default_rng(2)
        start = loss(ours(x), labels).item()
        to_pytorch(ours, theirs)
        for _ in range(100):
            batch = rng.permutation(len(x))[:10]
            value = loss(ours(tg.Tensor(x[batch])), labels[batch])
            a.zero_grad()
            value.backward()
            a.step()
            other = torch.nn.functional.cross_entropy(
                theirs(torch.tensor(x[batch])), torch.tensor(labels[batch])
            )
            b.zero_grad()
            other.backward()
            b.step()
        assert loss(ours(x), labels).item() < start / 2
        to_pytorch_last = {k: v.numpy() for k, v in theirs.state_dict().items()}
        for name, p in ours.named_parameters():
            np.testing.assert_allclose(
                p.data, to_pytorch_last[name], rtol=1e-6, atol=1e-7, err_msg=name
            )


def agree(ours, theirs, *inputs):
    """Output and gradients of two functions, for the same inputs and a random ∂L/∂output."""
    a = [tg.Tensor(x, requires_grad=True) for x in inputs]
    b = [torch.tensor(x, requires_grad=True) for x in inputs]
    y, z = ours(*a), theirs(*b)
    assert y.shape == tuple(z.shape)
    np.testing.assert_allclose(y.data, z.detach().numpy(), **CLOSE)
    g = np.random.default_rng(9).normal(size=y.shape)
    y.backward(g)
    z.backward(torch.tensor(g))
    for p, q in zip(a, b, strict=True):
        np.testing.assert_allclose(p.grad, q.grad.numpy(), **CLOSE)


def layer_agrees(ours, theirs, *shape, seed=0):
    theirs = theirs.to(F64)
    if ours.state_dict():
        to_pytorch(ours, theirs)
    agree(ours, theirs, np.random.default_rng(seed).normal(size=shape))
    gradients = {name: p.grad.numpy() for name, p in theirs.named_parameters()}
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad, gradients[name], **CLOSE, err_msg=name)
    if ours.state_dict():
        assert_same_state(ours, theirs)


small, seeds = st.integers(1, 4), st.integers(0, 1000)


class TestLayers:
    @given(small, small, small, small, st.booleans(), seeds)
    def test_linear(self, n, inner, inside, out, bias, seed):
        layer_agrees(
            nn.Linear(inside, out, bias), torch.nn.Linear(inside, out, bias), n, inner, inside,
            seed=seed,
        )  # fmt: skip

    @given(small, small, small, *[small] * 4, st.integers(0, 2), st.booleans(), seeds)
    def test_conv2d(self, n, inside, out, kh, kw, stride, more, padding, bias, seed):
        settings = {"stride": (stride, more), "padding": (padding, 1), "bias": bias}
        layer_agrees(
            nn.Conv2d(inside, out, (kh, kw), **settings),
            torch.nn.Conv2d(inside, out, (kh, kw), **settings),
            *(n, inside, kh + 3, kw + 2),
            seed=seed,
        )

    @pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # PyTorch's own
    @given(
        st.sampled_from([1, 2, 4]),
        small,
        small,
        st.integers(1, 2),
        st.sampled_from(["same", "valid", 0, 1, 2]),
        st.integers(1, 3),
        seeds,
    )
    def test_dilation_groups_and_words_for_the_padding(
        self, groups, kh, kw, dilation, padding, stride, seed
    ):
        order = (1 if padding == "same" else stride, padding, (dilation, 1), groups, bool(seed % 2))
        layer_agrees(
            nn.Conv2d(4, 8, (kh, kw), *order), torch.nn.Conv2d(4, 8, (kh, kw), *order),
            *(2, 4, 9, 8), seed=seed,
        )  # fmt: skip
        order = (order[0], padding, dilation, *order[3:])
        layer_agrees(
            nn.Conv1d(4, 8, kw, *order), torch.nn.Conv1d(4, 8, kw, *order), 2, 4, 9, seed=seed
        )

    @given(small, st.integers(1, 9), st.integers(1, 9), seeds)
    def test_adaptive_pooling(self, n, rows, columns, seed):
        for size in (rows, (rows, columns), (None, columns)):
            layer_agrees(
                nn.AdaptiveAvgPool2d(size), torch.nn.AdaptiveAvgPool2d(size), n, 2, 6, 5, seed=seed
            )

    @pytest.mark.parametrize("kind", ["MaxPool2d", "AvgPool2d"])
    @given(small, small, st.integers(1, 3), st.none() | small, st.booleans(), seeds)
    def test_pooling(self, kind, n, channels, size, stride, padded, seed):
        settings = {"stride": stride, "padding": int(padded and size > 1)}
        layer_agrees(
            getattr(nn, kind)(size, **settings),
            getattr(torch.nn, kind)(size, **settings),
            *(n, channels, 6, 5),
            seed=seed,
        )

    @given(
        st.sampled_from([(4, 3), (2, 3, 5), (3, 2, 4, 2)]),
        st.sampled_from([0.1, 0.5, None]),
        st.booleans(),
        seeds,
    )
    def test_batch_norm_in_training_and_in_eval(self, shape, momentum, affine, seed):
        name = "BatchNorm2d" if len(shape) == 4 else "BatchNorm1d"
        settings = {"momentum": momentum, "affine": affine, "eps": 1e-3}
        ours = getattr(nn, name)(shape[1], **settings)
        theirs = getattr(torch.nn, name)(shape[1], **settings).to(F64)
        for i in range(3):
            layer_agrees(ours, theirs, *shape, seed=seed + i)
            ours.zero_grad()
            theirs.zero_grad()
        layer_agrees(ours.eval(), theirs.eval(), *shape, seed=seed)

    @given(small, st.sampled_from([(3,), (2, 3), (4, 1, 2)]), st.booleans(), st.booleans(), seeds)
    def test_layer_norm(self, n, shape, affine, bias, seed):
        settings = {"elementwise_affine": affine, "bias": bias}
        layer_agrees(
            nn.LayerNorm(shape, **settings), torch.nn.LayerNorm(shape, **settings), n, *shape,
            seed=seed,
        )  # fmt: skip

    @given(
        small,
        st.sampled_from([3, (3,), (2, 3), (4, 1, 2)]),
        st.sampled_from([None, 1e-3]),
        st.booleans(),
        seeds,
    )
    def test_rms_norm(self, n, shape, eps, affine, seed):
        sizes = shape if isinstance(shape, tuple) else (shape,)
        layer_agrees(
            nn.RMSNorm(shape, eps, affine), torch.nn.RMSNorm(shape, eps, affine), n, *sizes,
            seed=seed,
        )  # fmt: skip

    @given(small, small, st.sampled_from([(), (5,), (2, 3)]), st.sampled_from([None, 0, -1]), seeds)
    def test_embedding(self, num, dim, shape, padding_idx, seed):
        ours = nn.Embedding(num, dim, padding_idx)
        theirs = torch.nn.Embedding(num, dim, padding_idx).to(F64)
        to_pytorch(ours, theirs)
        index = np.random.default_rng(seed).integers(0, num, shape)
        y, z = ours(index), theirs(torch.tensor(index))
        np.testing.assert_array_equal(y.data, z.detach().numpy())
        y.sum().backward()
        z.sum().backward()
        np.testing.assert_array_equal(ours.weight.grad, theirs.weight.grad.numpy())

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            (nn.Sigmoid(), torch.nn.Sigmoid()),
            (nn.Tanh(), torch.nn.Tanh()),
            (nn.ReLU(), torch.nn.ReLU()),
            (nn.LeakyReLU(0.2), torch.nn.LeakyReLU(0.2)),
            (nn.ELU(0.7), torch.nn.ELU(0.7)),
            (nn.GELU(), torch.nn.GELU()),
            (nn.GELU("tanh"), torch.nn.GELU("tanh")),
            (nn.SiLU(), torch.nn.SiLU()),
            (nn.Softplus(), torch.nn.Softplus()),
            (nn.Softmax(1), torch.nn.Softmax(1)),
            (nn.Flatten(1, 2), torch.nn.Flatten(1, 2)),
        ],
        ids=lambda layer: repr(layer),
    )
    def test_activations(self, ours, theirs):
        layer_agrees(ours, theirs, 3, 4, 5)

    @pytest.mark.parametrize("nonlinearity", ["linear", "sigmoid", "tanh", "relu", "leaky_relu"])
    def test_gains(self, nonlinearity):
        expected = torch.nn.init.calculate_gain(nonlinearity, 0.3)
        assert nn.init.calculate_gain(nonlinearity, 0.3) == pytest.approx(expected, 1e-12)


classes = np.random.default_rng(5).uniform(0.2, 3, 4)
REDUCTIONS = pytest.mark.parametrize("reduction", ["mean", "sum", "none"])


class TestLosses:
    @REDUCTIONS
    @pytest.mark.parametrize(
        ("ours", "theirs", "settings"),
        [
            (nn.MSE, torch.nn.MSELoss, {}),
            (nn.L1, torch.nn.L1Loss, {}),
            (nn.Huber, torch.nn.HuberLoss, {}),
            (nn.Huber, torch.nn.HuberLoss, {"delta": 0.3}),
            (nn.BCE, torch.nn.BCELoss, {}),
            (nn.BCEWithLogits, torch.nn.BCEWithLogitsLoss, {}),
        ],
    )
    def test_of_two_arrays(self, ours, theirs, settings, reduction):
        rng = np.random.default_rng(0)
        x, y = rng.uniform(0.01, 0.99, (2, 6, 4))
        if ours is not nn.BCE:
            x = 3 * x - 1.5
        a, b = ours(reduction=reduction, **settings), theirs(reduction=reduction, **settings)
        agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)

    def test_bce_of_certainties(self):
        x, y = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1.0, 0.0])
        expected = torch.nn.BCELoss(reduction="none")(torch.tensor(x), torch.tensor(y))
        np.testing.assert_allclose(nn.BCE(reduction="none")(x, y).data, expected.numpy())
        agree(
            lambda x: nn.BCE()(x, y[2:]),
            lambda x: torch.nn.BCELoss()(x, torch.tensor(y[2:])),
            x[2:],
        )

    @REDUCTIONS
    @pytest.mark.parametrize("smoothing", [0.0, 0.2, 1.0])
    @pytest.mark.parametrize("weight", [None, classes], ids=["even", "weighted"])
    @pytest.mark.parametrize("target", ["labels", "probabilities", "one label"])
    def test_cross_entropy(self, target, weight, smoothing, reduction):
        rng = np.random.default_rng(3)
        x = 3 * rng.normal(size=(6, 4))
        y = rng.dirichlet(np.ones(4), 6) if target == "probabilities" else rng.integers(0, 4, 6)
        if target == "one label":
            x, y = x[0], y[0]
        there = None if weight is None else torch.tensor(weight)
        a = nn.CrossEntropy(weight, reduction=reduction, label_smoothing=smoothing)
        b = torch.nn.CrossEntropyLoss(there, reduction=reduction, label_smoothing=smoothing)
        agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)

    @REDUCTIONS
    @pytest.mark.parametrize("smoothing", [0.0, 0.2])
    @pytest.mark.parametrize("weight", [None, classes], ids=["even", "weighted"])
    @pytest.mark.parametrize("shape", [(6, 4), (2, 4, 5), (2, 4, 3, 2)], ids=str)
    @pytest.mark.parametrize("ignored", [-100, 1, None])
    def test_cross_entropy_of_places_and_ignored_rows(
        self, ignored, shape, weight, smoothing, reduction
    ):
        rng = np.random.default_rng(4)
        x, y = 3 * rng.normal(size=shape), rng.integers(0, 4, (shape[0], *shape[2:]))
        settings = {"reduction": reduction, "label_smoothing": smoothing}
        if ignored is None:  # soft labels
            y = np.moveaxis(rng.dirichlet(np.ones(4), y.shape), -1, 1)
        else:
            y[0] = ignored
            settings["ignore_index"] = ignored
        there = None if weight is None else torch.tensor(weight)
        a, b = nn.CrossEntropy(weight, **settings), torch.nn.CrossEntropyLoss(there, **settings)
        agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)
        if ignored is not None and not smoothing:
            del settings["label_smoothing"]
            a, b = nn.NLL(weight, **settings), torch.nn.NLLLoss(there, **settings)
            agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)

    @REDUCTIONS
    @pytest.mark.parametrize("weight", [3.0, classes], ids=["one", "classes"])
    def test_pos_weight(self, weight, reduction):
        rng = np.random.default_rng(0)
        x, y = rng.normal(size=(6, 4)), rng.uniform(size=(6, 4))
        a = nn.BCEWithLogits(pos_weight=weight, reduction=reduction)
        b = torch.nn.BCEWithLogitsLoss(pos_weight=torch.tensor(weight), reduction=reduction)
        agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)

    @REDUCTIONS
    @pytest.mark.parametrize("weight", [None, classes], ids=["even", "weighted"])
    def test_nll(self, weight, reduction):
        rng = np.random.default_rng(3)
        x, y = np.log(rng.dirichlet(np.ones(4), 6)), rng.integers(0, 4, 6)
        there = None if weight is None else torch.tensor(weight)
        a = nn.NLL(weight, reduction=reduction)
        b = torch.nn.NLLLoss(there, reduction=reduction)
        agree(lambda x: a(x, y), lambda x: b(x, torch.tensor(y)), x)


class TestClipping:
    @pytest.mark.parametrize("limit", [0.5, 100.0])
    @pytest.mark.parametrize("way", ["norm", "value"])
    def test_gradients_are_clipped_alike(self, way, limit):
        rng = np.random.default_rng(0)
        ours = [tg.Tensor(np.zeros(shape), requires_grad=True) for shape in [(3, 2), (4,), ()]]
        theirs = [torch.zeros(p.shape, dtype=F64, requires_grad=True) for p in ours]
        for p, q in zip(ours[:2], theirs[:2], strict=True):  # the last one has no gradient
            p.grad = rng.normal(size=p.shape)
            q.grad = torch.tensor(p.grad)
        found = getattr(optim, f"clip_grad_{way}")(ours, limit)
        expected = getattr(torch.nn.utils, f"clip_grad_{way}_")(theirs, limit)
        if way == "norm":
            assert found == pytest.approx(expected.item(), 1e-12)
        for p, q in zip(ours[:2], theirs[:2], strict=True):
            np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-12)


class TestPage:
    """docs/from-here-to-pytorch.md, whose blocks for PyTorch no other test runs."""

    def test_what_it_shows_of_pytorch_runs(self, tmp_path, monkeypatch, capsys):
        pytest.importorskip("safetensors.torch")
        monkeypatch.chdir(tmp_path)
        page = Path(__file__).parents[2] / "docs" / "from-here-to-pytorch.md"
        blocks = re.findall(r"^```(python|py)\n(.*?)^```", page.read_text("utf-8"), re.S | re.M)
        here, there = ({}, {})
        for kind, code in blocks[:2]:
            exec(compile(code, page.name, "exec"), here if kind == "python" else there)
        assert capsys.readouterr().out == "(256,)\ntorch.Size([256])\n"
        names = {"tg": tg, "torch": torch}
        names |= {"model_here": here["model"], "model_there": there["model"]}
        for _, code in blocks[2:]:
            exec(compile(code, page.name, "exec"), names)
            state = {k: v.numpy() for k, v in there["model"].state_dict().items()}
            for name, array in here["model"].state_dict().items():
                np.testing.assert_allclose(array, state[name], rtol=1e-6, err_msg=name)

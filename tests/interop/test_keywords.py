"""A keyword of PyTorch's or NumPy's is answered with ours, wherever it is written."""

import copy
import inspect
import pickle

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn, optim
from tinygrad_edu._pytorch.keywords import HERE, SAYING, WORDS, advice

X = tg.Tensor(np.arange(6.0).reshape(2, 3), requires_grad=True)
M = nn.Linear(3, 2)
SGD = optim.SGD(M.parameters(), lr=0.1)

CASES = [
    (lambda: X.mean(0, keepdim=True), "mean: .*keepdims"),
    (lambda: X.std(dim=0), "std: .*axis"),
    (lambda: X.std(0, keepdim=True), "std: .*keepdims"),
    (lambda: X.var(0, unbiased=False), "var: .*ddof=0"),
    (lambda: X.sum(dim=0), "NumPy's name for it is axis"),
    (lambda: tg.sum(X.data, dim=0), "NumPy's name for it is axis"),
    (lambda: tg.sum(X, 0, keepdim=True), "keepdims"),
    (lambda: X.argmax(dim=1), "axis"),
    (lambda: X.logsumexp(dim=1), "axis"),
    (lambda: X.cumsum(dim=1), "axis"),
    (lambda: tg.softmax(X, dim=1), "axis"),
    (lambda: tg.stack([X, X], dim=1), "axis"),
    (lambda: tg.concatenate([X, X], dim=1), "axis"),
    (lambda: tg.flip(X, dims=(0,)), "axis"),
    (lambda: tg.tril(X, diagonal=1), "name here is k"),
    (lambda: tg.exp(input=X), "by position"),
    (lambda: tg.relu(X, inplace=True), "leave it out"),
    (lambda: tg.norm(X, p=2), "ord"),
    (lambda: tg.pad(X, pad=(1, 1)), "pad_width"),
    (lambda: X.sum(order="C"), "row by row"),
    (lambda: X.sum().backward(gradient=1.0), "name here is grad"),
    (lambda: X.sum().backward(create_graph=True), r"tg\.grad"),
    (lambda: X.sum().backward(inputs=[X]), r"tg\.grad"),
    (lambda: tg.grad(outputs=X.sum(), inputs=X), "output"),
    (lambda: tg.grad(X * X, X, grad_outputs=X), "grad_output"),
    (lambda: tg.grad(X.sum(), X, allow_unused=True), "leave it out"),
    (lambda: tg.Tensor([1.0], device="cpu"), "CPU"),
    (lambda: nn.ReLU(inplace=True), "ReLU: .*leave it out"),
    (lambda: nn.Dropout(0.5, inplace=True), "Dropout: .*leave it out"),
    (lambda: nn.Softmax(axis=1), "Softmax: .*dim"),
    (lambda: nn.Linear(3, 2, device="cpu"), "CPU"),
    (lambda: nn.MSE(size_average=True), "reduction"),
    (lambda: nn.MSE(reduce=False), "reduction"),
    (lambda: nn.MSE()(input=X, target=X), "MSE: .*prediction"),
    (lambda: nn.init.kaiming_uniform(M.weight, a=1), "negative_slope"),
    (lambda: nn.init.kaiming_uniform(M.weight, generator=1), "rng=np.random"),
    (lambda: M.load_state_dict(M.state_dict(), strict=False), "always strict"),
    (lambda: optim.SGD([X], 0.1, dampening=0.1), "SGD: .*not here"),
    (lambda: optim.Adam([X], amsgrad=True), "Adam: .*not here"),
    (lambda: optim.step_decay(SGD, step_size=10, gamma=0.1), "every"),
    (lambda: optim.cosine(SGD, T_max=10), "steps"),
    (lambda: optim.Schedule(SGD, lr_lambda=float), "factor"),
    (lambda: tg.datasets.batches(X, X, batch_size=2), "name here is size"),
    (lambda: tg.datasets.batches(X, X, 2, drop_last=True), "skip it"),
]


@pytest.mark.parametrize(("call", "words"), CASES)
def test_a_keyword_that_is_not_taken_is_answered(call, words):
    with pytest.raises(TypeError, match=words) as caught:
        call()
    assert "unexpected keyword argument" in str(caught.value)


def test_a_keyword_that_nobody_knows_gets_pythons_words():
    for call in (lambda: X.sum(foo=1), lambda: nn.Linear(3, 2, foo=1), lambda: tg.exp(X, foo=1)):
        with pytest.raises(TypeError, match=r"unexpected keyword argument 'foo'") as caught:
            call()
        assert "here" not in str(caught.value)


def test_an_error_inside_a_function_is_not_taken_for_a_keyword_of_the_call():
    class Net(nn.Module):
        def __init__(self, dim):
            self.layer = nn.Linear(dim, foo=1)

    with pytest.raises(TypeError, match=r"Linear.* unexpected keyword argument 'foo'"):
        Net(dim=3)


def test_a_layer_of_the_users_is_answered_under_its_own_name():
    class Net(nn.Module):
        def __init__(self, size):
            self.size = size

        def forward(self, x):
            return x

    with pytest.raises(TypeError, match=r"^Net: .*its name here is size"):
        Net(kernel_size=3)
    with pytest.raises(TypeError, match=r"^Net: .*its name here is x"):
        Net(3)(input=X)
    assert list(inspect.signature(Net).parameters) == ["size"]


def test_a_function_that_takes_any_keyword_is_left_alone():
    assert advice(lambda **settings: settings, ["dim"]) == ""


def test_layers_and_optimisers_are_copied_and_pickled_as_before():
    assert copy.deepcopy(M).in_features == 3
    assert pickle.loads(pickle.dumps(M)).in_features == 3
    assert pickle.loads(pickle.dumps(tg.concatenate)) is tg.concatenate


def everything():
    """Each public function, class and method."""
    spaces = (tg, nn, nn.init, optim, tg.datasets)
    classes = [x for s in spaces for x in vars(s).values() if inspect.isclass(x)]
    for space in (*spaces, *classes):
        yield from (x for x in vars(space).values() if inspect.isfunction(x))


def test_the_name_that_an_answer_gives_is_a_parameter_somewhere():
    known = {name for f in everything() for name in inspect.signature(f).parameters}
    for word, names in HERE.items():
        assert names[0] in known, f"{word}: {names}"
    assert set(SAYING) <= set(HERE) | set(WORDS)


PLAIN = {  # no user of PyTorch gives these keywords, and some are called very often
    *("matmul", "linear", "power", "reshape", "get_default_dtype", "set_default_dtype", "save"),
    *("check_new_ops", "differentiable", "elementwise", "linear_map", "health", "load_idx"),
    *("draw", "explain", "nudge", "play", "quiz"),
}


@pytest.mark.parametrize("name", sorted(set(tg.__all__) - PLAIN))
def test_every_public_function_answers_for_keywords(name):
    function = getattr(tg, name)
    if inspect.isfunction(function):
        assert hasattr(function, "__wrapped__"), f"{name}: write @explain_keywords above it"


@pytest.mark.parametrize("owner", [M, SGD])
def test_gradients_always_become_none(owner):
    owner.zero_grad(set_to_none=True)
    with pytest.raises(TypeError, match="always becomes None"):
        owner.zero_grad(set_to_none=False)


COUNTS = [
    (lambda: tg.Tensor(2, 3), r"^Tensor: .*Tensor\(np\.zeros\(\(2, 3\)\)\)"),
    (lambda: nn.ReLU(X), r"^ReLU: .*ReLU\(\)\(x\)"),
    (lambda: nn.Tanh(X, dim=1), r"^Tanh: .*Tanh\(\)\(x\)"),
    (lambda: tg.datasets.batches(X.data, 2), r"^batches: .*batches\(x, x, 64\)"),
    (lambda: optim.cosine(SGD, 10).step(0.5), r"^Schedule\.step: .*set optimizer\.lr"),
    (lambda: SGD.step(lambda: 0.0), r"^SGD: .*call loss\.backward\(\)"),
    (lambda: nn.Softmax(X), r"(?s)^Softmax: dim=.* is not an integer"),
    (lambda: nn.Flatten(X), r"(?s)^Flatten: start_dim=.* is not an integer"),
    (lambda: tg.no_grad(lambda x: x), r"^no_grad: .*brackets, .*no_grad\(\)$"),
    (lambda: tg.debug(lambda x: x), r"^debug: .*brackets, .*debug\(\)$"),
]


@pytest.mark.parametrize(("call", "words"), COUNTS)
def test_too_many_or_too_few_arguments_are_answered(call, words):
    with pytest.raises(TypeError, match=words):
        call()


def test_padding_in_a_row_as_pytorch_has_it_is_answered():
    with pytest.raises(
        ValueError, match=r"^pad: .*a row of 4 numbers; give one pair for each axis"
    ):
        tg.pad(X, (1, 1, 0, 0))
    assert tg.pad(X, (1, 2)).shape == (5, 6)

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.learn.probing import Probe

ROWS = np.array([[3.0, -1.5, 0.5], [0.7, 4.0, -2.5]])
WEIGHT = np.array([[0.4, 3.0, -1.0], [2.5, 0.6, 1.5], [-0.8, 0.3, 5.0], [1.2, -4.0, 0.9]])
BIAS = np.array([10.0, 20.0, -30.0, 40.0])


def accept(answer):
    def made(n_in, n_out, seed=0):
        return answer.Linear(n_in, n_out, np.random.default_rng(seed))

    def with_our_numbers():
        layer = made(3, 4)
        layer.weight = tg.Tensor(WEIGHT, requires_grad=True)
        layer.bias = tg.Tensor(BIAS, requires_grad=True)
        return layer

    def gradients():
        layer = with_our_numbers()
        layer(tg.Tensor(ROWS)).sum().backward()
        return layer.weight.grad, layer.bias.grad

    arrays = {"x": ROWS, "weight": WEIGHT, "bias": BIAS}
    yield Probe("The list of parameters of Linear(5, 3, rng)", lambda: listed(made(5, 3)))
    yield Probe("Linear(3, 4, rng)(x)", lambda: with_our_numbers()(tg.Tensor(ROWS)), arrays)
    yield Probe("Linear(3, 4, rng)(x).sum().backward(), for weight and bias,", gradients, arrays)
    yield Probe("A comparison of the rows of weight, at first,", lambda: rows_of(made(5, 3)))
    yield Probe(
        "The bias of Linear(800, 10, rng), at first,",
        lambda: "near 0" if np.abs(numbers(made(800, 10).bias)).max() < 0.2 else "far from 0",
    )
    for n_in in (50, 800):
        label = f"The size of the outputs of Linear({n_in}, 10, rng)"
        yield Probe(label, lambda: size_of_outputs(made(n_in, 10)))
    yield Probe(
        "The weights of Linear(800, 10, rng), at first,",
        lambda: "of both signs" if 0.3 < (data(made(800, 10)) < 0).mean() < 0.7 else "of one sign",
    )
    yield Probe(
        "A comparison of two layers, made with the same seed,",
        lambda: "the same" if np.array_equal(*map(data, (made(5, 3), made(5, 3)))) else "not equal",
    )


def look(answer):
    def made(n_in, n_out=10):
        return answer.Linear(n_in, n_out, np.random.default_rng(0))

    yield Probe("The weight", lambda: kind(made(50).weight))
    yield Probe("The bias", lambda: kind(getattr(made(50), "bias", None)))
    yield Probe("The change from 50 to 800 inputs", lambda: shrinking(made(50), made(800)))
    yield Probe("The change from 10 to 160 outputs", lambda: shrinking(made(50), made(50, 160)))
    yield Probe("The weights", lambda: "not all 0" if data(made(50)).any() else "all 0")


def listed(layer):
    """The parameters by name, with their shapes."""
    found = sorted((name, p.shape) for name, p in layer.named_parameters())
    return ", ".join(f"{name} {shape}" for name, shape in found) or "no parameter"


def data(layer):
    """The numbers of the weight, whatever it is."""
    return numbers(layer.weight)


def numbers(value):
    """The numbers of a Tensor, or of an array."""
    return np.array(value.data if isinstance(value, tg.Tensor) else value)


def rows_of(layer):
    weight = data(layer)
    return "all equal" if (weight == weight[0]).all() else "they differ"


def size_of_outputs(layer):
    x = np.random.default_rng(1).normal(size=(20, data(layer).shape[1]))
    size = np.sqrt(np.mean(np.array(layer(tg.Tensor(x)).data) ** 2))
    return "far below 1" if size < 0.3 else "about 1" if size <= 2 else "far above 1"


def kind(value):
    """What an attribute is."""
    if not isinstance(value, tg.Tensor):
        return "no Tensor"
    if value.inputs:
        return "a result"
    return "a parameter" if value.requires_grad else "a Tensor without a gradient"


def shrinking(narrow, wide):
    """How the size of the weights falls if there are 16 times as many inputs, or outputs."""
    factor = data(narrow).std() / data(wide).std()
    if factor < 0.5:
        return "they grow"
    return "as large as before" if factor < 2 else "as 1/√n" if factor < 8 else "as 1/n"

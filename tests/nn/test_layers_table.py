"""Each layer and loss of `nn` computes its formula, has right gradients, a state, and a name."""

import inspect

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.nn.layers_table import ROWS
from tinygrad_edu import nn

OTHERS = {"Module", "Sequential", "init"}  # whatever is put into them
every_row = pytest.mark.parametrize("name", ROWS)


def made(name, seed=0):
    """A layer in the mode of its row."""
    layer = ROWS[name].make(np.random.default_rng(seed))
    return layer.train(ROWS[name].training)


def moved(layer, seed=1):
    """The layer with other numbers in its state, so that a weight of 1 hides nothing."""
    rng = np.random.default_rng(seed)
    for p in layer.parameters():
        p.data = p.data + rng.uniform(0.1, 0.5, p.shape)
    return layer


def test_every_layer_and_loss_has_a_row():
    kinds = {x for x in nn.__all__ if inspect.isclass(getattr(nn, x))}
    assert kinds - OTHERS == ROWS.keys()


def given(name):
    """The inputs: floats as tensors, integers as arrays."""
    return [tg.Tensor(x) if x.dtype.kind == "f" else x for x in ROWS[name].inputs]


@every_row
def test_a_layer_computes_its_formula(name):
    layer = moved(made(name))
    found = layer(*given(name))
    expected = ROWS[name].formula(layer.state_dict(), *ROWS[name].inputs)
    assert isinstance(found, tg.Tensor)
    np.testing.assert_allclose(found.data, expected, rtol=1e-10, atol=1e-12)


@every_row
def test_the_gradients_of_inputs_and_parameters_are_right(name):
    layer = moved(made(name))
    assert tg.gradcheck(layer, *given(name))


@every_row
def test_a_saved_state_makes_another_instance_the_same(name):
    layer, other = moved(made(name)), made(name, seed=7)
    other.load_state_dict(layer.state_dict())
    ours, theirs = layer(*given(name)), other(*given(name))
    np.testing.assert_array_equal(ours.data, theirs.data)


@pytest.mark.parametrize("name", [name for name in ROWS if ROWS[name].wrong])
def test_an_error_about_an_input_names_the_layer(name):
    with pytest.raises((ValueError, TypeError, IndexError), match=name):
        made(name)(*ROWS[name].wrong)

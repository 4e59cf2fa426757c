"""A wrong argument of draw, explain or play gets an answer that helps."""

import numpy as np
import pytest

import tinygrad_edu as tg

x = tg.Tensor([1.0, 2.0], requires_grad=True)
model = tg.nn.Linear(2, 3)

WRONG = {
    "theme": (lambda: tg.draw(x, theme="blue"), "theme='blue', but it must be 'light' or 'dark'"),
    "theme, a list": (lambda: tg.draw(x, theme=["dark"]), "theme=['dark'], but it must be"),
    "modules": (
        lambda: tg.draw(x, modules="x"),
        "modules='x', but it must be 'auto', 'open', 'collapsed' or 'off'",
    ),
    "depth": (lambda: tg.draw(x, depth=-1), "depth=-1, but the parts of a model have depth 1"),
    "depth, a word": (lambda: tg.draw(x, depth="2"), "depth='2', but"),
    "direction": (lambda: tg.draw(x, direction="down"), "but it must be 'TB', 'LR', 'BT' or 'RL'"),
    "array": (lambda: tg.draw(np.ones(3)), "an array (ndarray), which does not remember how"),
    "array in a list": (lambda: tg.draw([x, np.ones(3)]), "an array (ndarray), which does not"),
    "empty list": (lambda: tg.draw([]), "this list is empty; give draw a Tensor"),
    "dict": (lambda: tg.draw({"x": x}), "draw(list(tensors.values()))"),
    "list, a seed": (lambda: tg.draw([x, x * 2], seed=1.0), "seed is ∂L/∂tensor of one tensor"),
    "list, explained": (
        lambda: tg.explain([x]),
        "this is a list; explain takes one Tensor after the other",
    ),
    "list, played": (lambda: tg.play([x]), "this is a list; play takes one Tensor after the other"),
    "file": (lambda: tg.draw(x, "graph.svg"), "draw(loss).save('graph.svg')"),
    "file of a model": (lambda: tg.draw(model, "g.svg"), "draw(Linear(...), x).save('g.svg')"),
    "two inputs": (lambda: tg.draw(model, [x, x]), "several inputs are a tuple: draw(Linear(...)"),
    "two arrays": (lambda: tg.draw(model, [x.data, x.data]), "several inputs are a tuple"),
    "number": (lambda: tg.draw(3.0), "this is a float; give draw a Tensor, draw(loss)"),
    "no input": (lambda: tg.draw(model), "a module has a graph only for an input: draw(Linear"),
    "no model": (lambda: tg.draw(x, x), "an input goes with a module, draw(model, x), but"),
    "names": (lambda: tg.draw(x, names=["x"]), "draw: names=['x'] is no dict"),
    "names, explained": (lambda: tg.explain(x, names=["x"]), "explain: names=['x'] is no dict"),
    "names, played": (lambda: tg.play(x, names="x"), "play: names='x' is no dict"),
    "depth, played": (lambda: tg.play(x, depth="2"), "play: depth='2', but"),
    "seed": (lambda: tg.draw(x * 2, seed=np.ones(3)), "grad has shape (3,), but the tensor has"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_argument_is_answered_with_what_to_give(case):
    call, words = WRONG[case]
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert words in str(caught.value)


class Two(tg.nn.Module):
    def forward(self, x):
        return self.of(x)


def test_a_module_that_returns_no_tensor_is_named():
    model = Two()
    model.of = lambda x: x.data
    with pytest.raises(TypeError, match=r"an array \(ndarray\), which does not remember"):
        tg.draw(model, x)


# --- several outputs --------------------------------------------------------------------------


def test_several_outputs_are_one_picture_without_gradients():
    w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
    mean, spread = (w * 3).mean(), (w * w).sum()
    for outputs in ([mean, spread], (spread, mean), [mean, spread, mean]):
        text = tg.draw(outputs, names={"mean": mean, "spread": spread}).text()
        assert "A graph of 6 tensors" in text
        assert "∂L" not in text
        assert text.count("output ") == 2
    assert tg.draw([spread]).text() == tg.draw(spread).text()


def test_an_output_may_be_a_leaf_or_come_from_another_output():
    w = tg.Tensor([1.0, 2.0], requires_grad=True, name="w")
    y = w * 2
    assert "A graph of 4 tensors" in tg.draw([w, y, y.sum()]).text()


def test_a_model_of_two_outputs_is_drawn():
    model = Two()
    model.of = lambda x: (x * 2, x.sum())
    assert tg.draw(model, x).text().count("output ") == 2

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
    "depth": (lambda: tg.draw(x, depth=-1), "depth=-1, but the outermost modules have depth 1"),
    "depth, a word": (lambda: tg.draw(x, depth="2"), "depth='2', but"),
    "direction": (lambda: tg.draw(x, direction="down"), "but it must be 'TB', 'LR', 'BT' or 'RL'"),
    "array": (lambda: tg.draw(np.ones(3)), "an array (ndarray), which does not remember how"),
    "list": (lambda: tg.draw([x]), "this is a list; draw one Tensor after the other"),
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


def test_a_module_that_returns_no_tensor_is_named():
    class Two(tg.nn.Module):
        def forward(self, x):
            return x, x

    with pytest.raises(TypeError, match=r"Two\(...\)\(x\) is a tuple; draw one Tensor of it"):
        tg.draw(Two(), x)

"""The paths from a tensor to the loss: all are counted, and what they carry adds up."""

import math

import numpy as np
import pytest
from hypothesis import given

import tinygrad_edu as tg
from tests.show.graphs import graphs
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.explain import explain
from tinygrad_edu.show.words.paths import carried, find_paths


@given(graphs(most=7))
def test_what_all_paths_carry_adds_up_to_the_gradient(make):
    loss, leaves = make()
    loss.backward()
    story = tell(loss)
    for leaf in leaves:
        if leaf.grad is None or leaf is loss:
            continue
        paths, count = find_paths(story, leaf, most=3000)
        assert story.of[leaf].gradient.tobytes() == leaf.grad.tobytes()
        if count > 3000:
            continue
        assert len(paths) == count
        total = sum(path.contribution.astype(float) for path in paths)
        size = sum(np.abs(path.contribution).max() for path in paths)
        np.testing.assert_allclose(total, leaf.grad, rtol=1e-4, atol=1e-6 * (1 + size))
        assert len({path.uses for path in paths}) == count
        for path in paths:
            assert path.uses[0].source.node is leaf
            assert path.uses[-1].node is loss
            for use, following in zip(path.uses, path.uses[1:], strict=False):
                assert use.result is following.source


def test_in_float64_they_add_up_to_rounding():
    x = tg.Tensor(np.random.default_rng(0).normal(size=(3, 3)), requires_grad=True)
    y = x @ x + tg.tanh(x) * x
    loss = (y * y).mean()
    story = tell(loss)
    paths, count = find_paths(story, x, most=100)
    assert count == 8
    total = sum(path.contribution for path in paths)
    np.testing.assert_allclose(total, story.of[x].gradient, rtol=1e-13)


def test_what_a_path_of_numbers_carries_is_the_product_of_its_factors():
    x = tg.Tensor(0.7, requires_grad=True)
    y = tg.sin(x) * x
    story = tell(tg.exp(y) + y)
    for path in find_paths(story, x)[0]:
        factors = [carried(use.source.node, (use,), np.ones(())) for use in path.uses]
        assert math.prod(map(float, factors)) == pytest.approx(path.contribution.item())


def test_more_paths_than_could_be_walked_are_counted():
    x = y = tg.Tensor(1.0, requires_grad=True, name="x")
    for _ in range(60):
        y = y + y
    story = tell(y)
    paths, count = find_paths(story, x, most=5)
    assert count == 2**60
    assert len(paths) == 5
    assert story.of[x].gradient == 2.0**60


def test_looking_for_paths_changes_nothing():
    x = tg.Tensor([1.0, 2], requires_grad=True)
    loss = (x * x).sum()
    age = x.age
    find_paths(tell(loss), x)
    assert (x.age, x.grad) == (age, None)
    loss.backward()
    find_paths(tell(loss), x)
    assert x.grad.tolist() == [2, 4]


def test_of_an_inner_tensor_and_of_the_root_itself():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    h = x * 2
    assert "is the sum of what they carry: 12" in explain(h * h, of=h)
    assert str(explain(h, of=h)).splitlines()[-1] == "1.  h  1"


def test_the_words_give_each_path_and_the_sum():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    assert str(explain(x * x - x, of=x)).splitlines() == [
        "3 paths lead from x to L, and ∂L/∂x is the sum of what they carry: 5",
        "",
        "1.  x → L        −1",
        "2.  x →₁ v₁ → L  1 × 3 = 3",
        "3.  x →₂ v₁ → L  1 × 3 = 3",
        "",
        "−1 + 3 + 3 = 5",
    ]


def test_paths_of_arrays_say_what_each_tensor_gets():
    x = tg.Tensor([[1.0, 2.0]])
    w = tg.Tensor([[1.0], [0.0]], requires_grad=True)
    y = x @ w
    text = explain((y * y).sum(), of=w, names={"x": x, "w": w, "y": y})
    assert text.splitlines() == [
        "2 paths lead from w to L, and ∂L/∂w is the sum of what they carry:",
        "",
        "1.  w → y →₁ v₁ → L",
        "      v₁ gets g; y gets g · y; w gets x.T @ g",
        "        1",
        "        2",
        "2.  w → y →₂ v₁ → L",
        "      v₁ gets g; y gets g · y; w gets x.T @ g",
        "        1",
        "        2",
        "",
        "∂L/∂w, the sum:",
        "        2",
        "        4",
    ]


def test_many_and_long_paths_are_shortened():
    x = y = tg.Tensor(1.0, requires_grad=True, name="x")
    for _ in range(60):
        y = y + y
    text = explain(y, of=x, most=2)
    assert text.startswith("1,152,921,504,606,846,976 paths lead from x to y")
    assert "… (1,152,921,504,606,846,974 more) = 1.2e18" in text
    assert max(map(len, text.splitlines())) < 110


def test_a_tensor_outside_the_graph_is_an_error_that_names_it():
    x, other = (tg.Tensor([1.0, 2], requires_grad=True, name=n) for n in ("x", "other"))
    loss = (x * x).sum()
    with pytest.raises(ValueError, match=r"other of shape \(2,\) is not in this graph"):
        explain(loss, of=other)
    with pytest.raises(TypeError, match="this is a list; explain takes one Tensor after the other"):
        explain(loss, of=[x])
    with pytest.raises(TypeError, match=r"this is an array \(ndarray\).*of=w"):
        explain(loss, of=x.data)
    with pytest.raises(TypeError, match="paths in a graph"):
        explain(tg.exp, of=x)

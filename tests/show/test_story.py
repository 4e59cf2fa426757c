"""The story is the walk that `backward` makes: the same bits, and nothing is touched."""

import numpy as np
import pytest
from hypothesis import given

import tinygrad_edu as tg
from tests.show.graphs import graphs
from tinygrad_edu.show.record.story import tell
from tinygrad_edu.show.words.explain import explain


def bits(array):
    """What makes two arrays the same."""
    return None if array is None else (array.dtype, array.shape, array.tobytes())


def added(uses):
    """The contributions, added in the order of the walk."""
    total = uses[0].contribution
    for use in uses[1:]:
        total = total + use.contribution
    return total


@given(graphs())
def test_contributions_add_up_to_the_gradients_of_backward_bit_for_bit(make):
    loss, leaves = make()
    story = tell(loss)
    loss.backward()
    for leaf in leaves:
        if leaf.grad is None:
            assert leaf not in story.of or leaf is loss
        else:
            entry = story.of[leaf]
            assert bits(added(entry.contributions)) == bits(leaf.grad)
            assert bits(entry.gradient) == bits(leaf.grad)


@given(graphs())
def test_telling_changes_nothing(make):
    loss, leaves = make()
    nodes = list(tell(loss, gradients=False).of)
    leaf = next(x for x in nodes if x.requires_grad and not x.inputs)
    before = [(x.age, x.gradient, bits(x.value), x.derivatives, x.name) for x in nodes]
    tell(loss)
    explain(loss)
    explain(loss, of=leaf)
    assert [(x.age, x.gradient, bits(x.value), x.derivatives, x.name) for x in nodes] == before
    loss.backward()
    untold, others = make()
    untold.backward()
    assert [bits(x.grad) for x in leaves] == [bits(x.grad) for x in others]


@given(graphs())
def test_the_story_is_the_same_after_backward_has_freed_the_graph(make):
    loss, _ = make()
    before = tell(loss)
    loss.backward()
    grads = {x: bits(x.gradient) for x in before.of}
    after = tell(loss)
    assert [bits(e.gradient) for e in before.entries] == [bits(e.gradient) for e in after.entries]
    assert [bits(u.contribution) for u in before.uses] == [bits(u.contribution) for u in after.uses]
    assert {x: bits(x.gradient) for x in before.of} == grads


@given(graphs())
def test_every_use_is_one_arrow_and_every_result_one_step(make):
    story = tell(make()[0])
    assert len({use.id for use in story.uses}) == len(story.uses)
    for entry in story.entries:
        assert [use.source.node for use in entry.inputs] == list(entry.node.inputs)
        assert [use.position for use in entry.inputs] == list(range(len(entry.inputs)))
        assert all(use in use.source.uses for use in entry.inputs)
    results = [entry for entry in story.entries if entry.op]
    assert sorted(map(id, story.steps)) == sorted(map(id, results))
    seen = set()
    for entry in story.entries:  # inputs before results
        assert all(use.source in seen for use in entry.inputs)
        seen.add(entry)


def test_a_seed_takes_the_place_of_a_loss():
    x = tg.Tensor([1.0, 2], requires_grad=True, name="x")
    story = tell(x * x, seed=[1.0, 10])
    assert story.of[x].gradient.tolist() == [2, 40]
    assert story.wording.letter == "v₁"


def test_a_story_without_gradients_says_why():
    x = tg.Tensor([1.0, 2], requires_grad=True, name="x")
    assert "is not that of one number" in tell(x * x).note
    assert tell(tg.Tensor(1.0)).note == "nothing here needs a gradient"
    loss = (x * x).sum()
    x.data -= 1
    note = tell(loss).note
    assert note.startswith("no gradients: ")
    assert "x of shape (2,)" in note
    assert "changed" in note
    assert tell(loss).of[x].gradient is None


def test_an_error_inside_a_rule_comes_through():
    @tg.differentiable
    def broken(x, /):
        def derivative(g):
            raise ZeroDivisionError("oh")

        return x * 1, derivative

    with pytest.raises(ZeroDivisionError, match="oh"):
        tell(broken(tg.Tensor(1.0, requires_grad=True)))


def test_what_is_no_tensor_is_named():
    with pytest.raises(TypeError, match=r"this is an array \(ndarray\)"):
        tell(np.ones(3))


def test_a_graph_of_a_hundred_thousand_tensors_is_told_without_recursion():
    x = y = tg.Tensor(0.5, requires_grad=True, name="x")
    for _ in range(50_000):
        y = tg.sin(y) + x
    text = explain(y, most=20)
    assert len(text.splitlines()) < 200
    assert "and 99,981 more steps" in text
    assert explain(y, of=x, most=2).startswith("50,001 paths lead from x to y")

"""What the tasks of chapters 4 to 6 say with numbers is what their programs give."""

import warnings

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.learn.catalogue import EXERCISES
from tinygrad_edu.learn.judge import Answer, listening, load_answer


def velocities(answer):
    """The velocity of each step, from how far p moves."""
    p = tg.Tensor([0.0], requires_grad=True)
    optimizer = answer.Momentum([p], 0.1, 0.5)
    places = [0.0]
    for _ in range(3):
        p.grad = np.array([4.0])
        optimizer.step()
        places.append(p.data[0])
    return -np.diff(places) / 0.1


def sizes(answer):
    return [len(x) for x, _ in answer.batches(np.eye(11), np.eye(11), 4, np.random.default_rng(0))]


def length(answer):
    w = tg.Tensor([[3.0, -4.0, 12.0]], requires_grad=True)
    model = tg.nn.Linear(3, 1, bias=False)
    model.weight = w
    return answer.lengths(model, (w * w / 2).sum())


def percent(answer):
    labels = np.arange(100_000) % 10
    new = answer.randomised(labels, 0.4, np.random.default_rng(0))
    return [100 * np.mean(new != labels).round(2)]


ONES = np.ones((4, 3))
TASKS = {  # what the task says, and where the solution gives these numbers
    "unbroadcast": (
        "the shape (3,) gives [4, 4, 4], and (4, 1) gives [[3], [3], [3], [3]].",
        lambda a: [*a.unbroadcast(ONES, (3,)), *a.unbroadcast(ONES, (4, 1))],
        [4, 4, 4, [3], [3], [3], [3]],
    ),
    "matmul": (
        "For X = [[2]], W = [[5]], g = [[10]] the gradients are [[50]] and [[20]].",
        lambda a: a.gradients(*np.array([[[2]], [[5]], [[10]]])),
        [[[50]], [[20]]],
    ),
    "layer": (
        "For X = [[2]], W = [[0]], b = [0], T = [[0]] the gradients are [[0.5]], [0.25] and [[0]].",
        lambda a: a.gradients(np.array([[2]]), np.zeros((1, 1)), np.zeros(1), np.zeros((1, 1))),
        [[[0.5]], [0.25], [[0]]],
    ),
    "relu": (
        "For x = [3, −3] and g = [0.5, 0.7] the gradient is [0.5, 0].",
        lambda a: a.gradient(np.array([3, -3]), np.array([0.5, 0.7])),
        [0.5, 0],
    ),
    "cross_entropy": (
        "For logits = [[0, 0]] and labels = [1] it is [[0.5, −0.5]].",
        lambda a: a.gradient(np.zeros((1, 2)), np.array([1])),
        [[0.5, -0.5]],
    ),
    "mean": (
        "For x = [5, 7, 9, 11] and g = 2 each entry gets 0.5: [0.5, 0.5, 0.5, 0.5].",
        lambda a: a.gradient(np.array([5, 7, 9, 11]), 2),
        [0.5, 0.5, 0.5, 0.5],
    ),
    "batches": ("three pairs, of 4, 4 and 3 rows.", sizes, [4, 4, 3]),
    "momentum": ("a gradient of 4 in each step, v is 4, then 6, then 7.", velocities, [4, 6, 7]),
    "accuracy": (
        "[[0.1, 0.4, 0.3], [0.9, 0.2, 0.8]] and labels = [1, 2] the share is 0.5.",
        lambda a: [a.accuracy(np.array([[0.1, 0.4, 0.3], [0.9, 0.2, 0.8]]), np.array([1, 2]))],
        [0.5],
    ),
    "vanishing": ("A gradient with the entries 3, −4, 12 has the length 13.", length, [13]),
    "random_labels": ("With share = 0.4, about 36 of 100 labels are others", percent, [36]),
}


@pytest.mark.parametrize("name", TASKS)
def test_the_numbers_of_a_task_are_those_of_its_solution(name):
    said, compute, numbers = TASKS[name]
    assert said in " ".join(EXERCISES[name].given.split())
    found = compute(Answer(load_answer(name, EXERCISES[name].solution)))
    for one, number in zip(found, numbers, strict=True):
        np.testing.assert_allclose(one, number)


def run(name, *changes):
    """What train() of a broken program gives, after changes to it."""
    with listening():
        return load_answer(name, EXERCISES[name].given, *changes)["train"]()


def test_broadcasting_finds_no_slope_and_the_mean():
    model = run("bug_broadcast")
    x = np.linspace(-1.5, 2, 40)
    np.testing.assert_allclose(model.weight.data, [[0]], atol=1e-9)
    np.testing.assert_allclose(model.bias.data, [(3 * x + 1).mean()])


def test_broadcasting_raises_no_warning():
    with listening():
        train = load_answer("bug_broadcast", EXERCISES["bug_broadcast"].given)["train"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train()


def test_dropout_gives_two_shares_that_are_both_too_low():
    once, again = run("bug_evaluation")
    right, right_again = run("bug_evaluation", EXERCISES["bug_evaluation"].solution)
    assert once != again
    assert right == right_again > max(once, again)

"""The numbers in the tasks are those that the solutions give."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.learn import judge
from tinygrad_edu.learn.catalogue import EXERCISES
from tinygrad_edu.watch.digits import short


def two_costs(answer):
    return answer.cost(np.array([[0.5] + 9 * [0.0], 10 * [0.1]]), np.zeros((2, 10)))


def added_by_back(answer, name, *numbers):
    values = [answer.Value(number) for number in numbers]
    answer.names[name](*values).back(2.0)
    return [x.grad for x in values]


def order_of_a_cube(answer):
    x = answer.Value(2.0)
    y = answer.Value(4.0, (x, x))
    names = {x: "x", y: "y", (root := answer.Value(8.0, (x, y))): "L"}
    return [names[value] for value in answer.order(root)]


def those_that_agree(answer):
    x = np.array([3.0, 5.0])
    claims = [[6, 10], [6, 11]]
    right = [c for c in claims if answer.agrees(lambda x: (x**2).sum(), lambda x, c=c: c, x)]
    return [*right[0], *next(claim for claim in claims if claim not in right)]


TASKS = {  # the name: what its task says, and what the solution puts into the holes
    "slope": ("At x = 3 it grows by about {}h", lambda a: a.slope(3)),
    "quotient": ("/ 0.2 = {}.", lambda a: a.quotient(lambda x: x**2, 3, 0.1)),
    "step": ("w becomes {}.", lambda a: a.step(2, 4, 0.1)),
    "roll": ("it is [{}, {}, {}].", lambda a: a.roll(lambda w: 2 * w, 1, 0.1, 2)),
    "cost": ("The two together cost {}.", two_costs),
    "importance": ("they are [{}, {}].", lambda a: a.most_important(np.array([0.5, -2, 1]), 2)),
    "steepest": ("it is [{}, {}].", lambda a: a.steepest(np.array([3, -4]), 10)),
    "chain": ("has the slope {},", lambda a: a.slope(1)),
    "sigmoid": ("the slope there is {}.", lambda a: a.slope(0.5)),
    "paths": ("they are {} and {}.", lambda a: a.gradient(0, 2)),
    "neuron": ("they are {} and {}.", lambda a: a.gradient(0, 0, 3, 1)),
    "two_layers": ("they are {} and {}.", lambda a: a.gradient(0, 3, 0.5, 1)),
    "multiply": ("adds {} to x.grad and {} to y", lambda a: added_by_back(a, "multiply", 3.0, 5.0)),
    "order": ("it is [{}, {}, {}].", order_of_a_cube),
    "check": ("the gradient [{}, {}] agrees, and [{}, {}] does not.", those_that_agree),
    "tanh": ("back(2.0) adds {} to x.grad.", lambda a: added_by_back(a, "tanh", 0.0)),
}


@pytest.mark.parametrize("name", TASKS)
def test_the_worked_number_of_a_task_is_right(name):
    said, compute = TASKS[name]
    exercise = EXERCISES[name]
    found = compute(judge.Answer(judge.load_answer(name, exercise.solution)))
    holes = [v if isinstance(v, str) else short(float(v), 5) for v in np.ravel(found).tolist()]
    assert said.format(*holes) in " ".join(exercise.given.split())


# --- chapters 7 and 8 -------------------------------------------------------------------------


def solution(name, what):
    with judge.listening():
        return judge.load_answer(name, EXERCISES[name].solution)[what]


def described(name, words):
    assert words in " ".join(EXERCISES[name].given.split())


def test_swish():
    described("swish", "At x = 2 the value is about 1.762, and the slope about 1.091")
    x = tg.Tensor(2.0, requires_grad=True)
    y = solution("swish", "swish")(x)
    y.backward()
    assert (f"{y.item():.3f}", f"{x.grad:.3f}") == ("1.762", "1.091")


def test_unit():
    described("unit", "For x = (3, 4): y = (0.6, 0.8), and g = (1, 0) gives (0.128, −0.096)")
    x = tg.Tensor([3.0, 4.0], requires_grad=True)
    y = solution("unit", "unit")(x)
    y.backward(np.array([1.0, 0.0]))
    np.testing.assert_allclose(y.data, [0.6, 0.8])
    np.testing.assert_allclose(x.grad, [0.128, -0.096])


def test_convolution():
    words = (
        "For x = (1, 2, 3), w = (10, 20) and g = (1, −1): ∂L/∂w = (−1, −1), ∂L/∂x = (10, 10, −20)"
    )
    described("convolution", words)
    dw, dx = solution("convolution", "gradients")([1, 2, 3], [10, 20], [1, -1])
    assert (dw.tolist(), dx.tolist()) == ([-1, -1], [10, 10, -20])


def test_newton():
    described("newton", "one step is enough: f(w) = (w − 3)² and w = 10 give 3")
    assert solution("newton", "newton")(lambda w: (w - 3) ** 2, 10.0) == 3.0


def test_hvp():
    described("hvp", "For f(x) = x₁² · x₂, x = (3, 5) and v = (1, 2): H · v = (22, 6)")
    found = solution("hvp", "hvp")(lambda x: x[0] ** 2 * x[1], [3.0, 5.0], np.array([1.0, 2.0]))
    assert found.tolist() == [22.0, 6.0]


def test_what_the_hints_say_to_try_works():
    swish, unit = solution("swish", "swish"), EXERCISES["unit"].solution
    assert tg.gradcheck(swish, tg.Tensor([0.5, -2.0], requires_grad=True))
    local = unit.replace("tg.differentiable", "tg.elementwise").replace(
        "lambda g: (g - y * (g * y).sum()) / length", "lambda: 1 / length"
    )
    tg.check_new_ops(True)
    names = {}
    exec(local, names)
    with pytest.raises(tg.GradientError, match="difference quotient"):
        names["unit"](tg.Tensor([3.0, 4.0], requires_grad=True))

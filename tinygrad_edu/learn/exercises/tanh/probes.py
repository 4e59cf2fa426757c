from functools import partial

from tinygrad_edu.learn.probing import Probe


def kind(answer):
    found = answer.tanh(answer.Value(0.5))
    return "a Value" if isinstance(found, answer.Value) else found


def passed_back(answer, a, *all_g):
    """What is in x.grad after these calls of back."""
    x = answer.Value(a)
    result = answer.tanh(x)
    for g in all_g:
        result.back(g)
    return x.grad


def with_its_own_grad(answer):
    x = answer.Value(0.5)
    y = answer.tanh(x)
    y.grad = 2.5
    y.back(2.5)
    return x.grad


def accept(answer):
    yield Probe("tanh(x)", partial(kind, answer))
    for a, g in ((0.5, 2.5), (-1.2, -1.5)):
        said = f"The number of tanh(x), where x is {a},"
        yield Probe(said, lambda a=a: answer.tanh(answer.Value(a)).data)
        said = f"x.grad after tanh(x).back({g}), where x is {a},"
        yield Probe(said, partial(passed_back, answer, a, g))
    said = "The inputs of tanh(x), where x is 0.5,"
    yield Probe(said, lambda: [x.data for x in answer.tanh(answer.Value(0.5)).inputs])
    said = "x.grad after back(2.5), and then back(0.7), where x is 0.5,"
    yield Probe(said, partial(passed_back, answer, 0.5, 2.5, 0.7))


def look(answer):
    yield Probe("x.grad before back is called", partial(passed_back, answer, 0.5))
    yield Probe("x.grad if the result has its grad", partial(with_its_own_grad, answer))

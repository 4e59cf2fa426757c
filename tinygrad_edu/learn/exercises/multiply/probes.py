from functools import partial

from tinygrad_edu.learn.probing import Probe


def number(answer, a, b):
    return answer.multiply(answer.Value(a), answer.Value(b)).data


def inputs(answer, a, b):
    return sorted(x.data for x in answer.multiply(answer.Value(a), answer.Value(b)).inputs)


def kind(answer):
    found = answer.multiply(answer.Value(3.0), answer.Value(-0.7))
    return "a Value" if isinstance(found, answer.Value) else found


def passed_back(answer, a, b, g, which):
    pair = answer.Value(a), answer.Value(b)
    answer.multiply(*pair).back(g)
    return pair[which].grad


def passed_back_twice(answer, a, g):
    x = answer.Value(a)
    answer.multiply(x, x).back(g)
    return x.grad


def two_backs(answer):
    x = answer.Value(3.0)
    z = answer.multiply(x, answer.Value(-0.7))
    z.back(2.5)
    z.back(0.7)
    return x.grad


def before_back(answer):
    x = answer.Value(3.0)
    answer.multiply(x, answer.Value(-0.7))
    return x.grad


def data_after_back(answer):
    x = answer.Value(3.0)
    answer.multiply(x, answer.Value(-0.7)).back(2.5)
    return x.data


def with_its_own_grad(answer):
    x = answer.Value(3.0)
    z = answer.multiply(x, answer.Value(-0.7))
    z.grad = 2.5
    z.back(2.5)
    return x.grad


def accept(answer):
    yield Probe("multiply(x, y)", partial(kind, answer))
    for a, b, g in ((3.0, -0.7, 2.5), (0.6, 4.0, -1.5)):
        where = f"where x is {a} and y is {b},"
        yield Probe(f"The number of multiply(x, y), {where}", partial(number, answer, a, b))
        yield Probe(f"The inputs of multiply(x, y), {where}", partial(inputs, answer, a, b))
        for which, name in enumerate("xy"):
            said = f"{name}.grad after multiply(x, y).back({g}), {where}"
            yield Probe(said, partial(passed_back, answer, a, b, g, which))
    said = "x.grad after multiply(x, y).back(1.5), where x is 0.0 and y is 4.0,"
    yield Probe(said, partial(passed_back, answer, 0.0, 4.0, 1.5, 0))
    said = "x.grad after multiply(x, x).back(1.5), where x is 3.0,"
    yield Probe(said, partial(passed_back_twice, answer, 3.0, 1.5))
    said = "x.grad after back(2.5), and then back(0.7), where x is 3.0 and y is -0.7,"
    yield Probe(said, partial(two_backs, answer))


def look(answer):
    yield Probe("x.grad before back is called", partial(before_back, answer))
    yield Probe("x.data after back is called", partial(data_after_back, answer))
    yield Probe("x.grad if the result has its grad", partial(with_its_own_grad, answer))

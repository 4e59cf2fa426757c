from functools import partial

import numpy as np

from tinygrad_edu.learn.probing import Probe

X = np.array([1.5, -2.2, 3.1])
LARGE = np.array([3000.0, -2000.0, 1000.0])
MIXED = np.array([3000.0, 2.0, -1.0])
FLAT = np.array([0.3, 0.0, -0.4])  # measured, the middle entry is not 0 but 1e-10


def cubes(x):
    return (x**3).sum()


def minus_cubes(x):
    return -cubes(x)


def product(x):
    return x[0] * x[1] * x[2]


def of_cubes(x, factor=3, wrong=0.0):
    return factor * x**2 + wrong


def of_product(x):
    return np.array([x[1] * x[2], x[0] * x[2], x[0] * x[1]])


def measured(x, h=1e-5):
    found = []
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        found.append((cubes(up) - cubes(down)) / (2 * h))
    return np.array(found)


def verdict(answer, f, gradient, x):
    found = answer.agrees(f, gradient, x.copy())
    if isinstance(found, str):
        return f"a text: {found}"
    if found is None or np.ndim(found) or isinstance(found, float):
        return found
    return str(bool(found))


def asked(answer, which):
    """Where f or gradient is asked: to which sides entries are moved, once for each kind."""
    heard = []

    def listening(place):
        moved = np.sign((np.asarray(place) - X).round(9)).astype(int)
        heard.append("".join("- +"[step + 1] for step in moved).replace(" ", "") or "at x")
        return (product, of_product)[which](place)

    pair = [product, of_product]
    pair[which] = listening
    answer.agrees(*pair, X.copy())
    return ", ".join(sorted(set(heard)))  # a loop may end early, and arrays are worked out whole


def left_behind(answer, gradient):
    x = X.copy()
    answer.agrees(cubes, gradient, x)
    return "as it was" if np.allclose(x, X, 0, 1e-9) else "changed"


def accept(answer):
    for said, f, gradient, x in (
        ("the right gradient of the sum of cubes", cubes, of_cubes, X),
        ("the right gradient of a product", product, of_product, X),
        ("a gradient with the wrong sign", cubes, partial(of_cubes, factor=-3), X),
        ("a gradient of two thirds", cubes, partial(of_cubes, factor=2), X),
        ("a gradient whose first entry is wrong", cubes, partial(of_cubes, wrong=[0.5, 0, 0]), X),
        ("a gradient whose last entry is wrong", cubes, partial(of_cubes, wrong=[0, 0, 0.5]), X),
        ("a gradient with +1 and −1 too much", cubes, partial(of_cubes, wrong=[1, -1, 0]), X),
        ("a gradient that is too small", cubes, partial(of_cubes, wrong=-0.5), X),
        ("a gradient that is too large", cubes, partial(of_cubes, wrong=0.5), X),
        ("a gradient that is a thousandth off", cubes, partial(of_cubes, factor=3.003), X),
        ("a right gradient of millions", cubes, of_cubes, LARGE),
        ("a right gradient of minus millions", minus_cubes, partial(of_cubes, factor=-3), LARGE),
        ("a wrong entry beside one of millions", cubes, partial(of_cubes, wrong=[0, 5, 0]), MIXED),
        ("a right gradient with an entry of 0", cubes, of_cubes, FLAT),
    ):
        yield Probe(f"The verdict on {said}", partial(verdict, answer, f, gradient, x))
    said = "x, after your referee was called,"
    yield Probe(said, partial(left_behind, answer, of_cubes))
    said = "x, after your referee saw a wrong gradient,"
    yield Probe(said, partial(left_behind, answer, partial(of_cubes, wrong=0.5)))


def look(answer):
    yield Probe("The places where f is asked", partial(asked, answer, 0))
    yield Probe("The places where gradient is asked", partial(asked, answer, 1))
    for said, gradient in (
        ("twice the right gradient", partial(of_cubes, factor=6)),
        ("half the right gradient", partial(of_cubes, factor=1.5)),
        ("what can be measured, to the last digit", measured),
    ):
        yield Probe(f"The verdict on {said}", partial(verdict, answer, cubes, gradient, X))

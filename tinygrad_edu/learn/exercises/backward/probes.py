from functools import partial

from tinygrad_edu.learn.probing import Probe


def values(answer, number):
    """The graph of the course: y is used by z, and again by L."""
    x = answer.Value(number)
    y = answer.multiply(x, x)
    z = answer.add(y, x)
    return {"x": x, "y": y, "z": z, "L": answer.multiply(y, z)}


def grad(answer, number, name):
    found = values(answer, number)
    answer.backward(found["L"])
    return found[name].grad


def two_leaves(answer, name):
    w, b = answer.Value(-1.5), answer.Value(-0.4)
    found = {"w": w, "b": b}
    answer.backward(answer.multiply(answer.add(answer.multiply(w, w), b), w))
    return found[name].grad


def calls(answer):
    """Which back is called with which g, if even the leaf has one."""
    found, heard = values(answer, 1.5), []

    def heard_by(name, value):
        inner = value.back

        def back(g=None):
            heard.append(f"{name}({'' if g is None else round(g, 4)})")
            if inner and g is not None:
                inner(g)

        return back

    for name, value in found.items():
        value.back = heard_by(name, value)
    answer.backward(found["L"])
    return " ".join(heard)


def accept(answer):
    for name in "Lzyx":
        said = f"{name}.grad after backward(L), with L = y · z, z = y + x, y = x · x, x = 1.5,"
        yield Probe(said, partial(grad, answer, 1.5, name))
    for name in "wb":
        said = f"{name}.grad after backward((w · w + b) · w), with w = -1.5, b = -0.4,"
        yield Probe(said, partial(two_leaves, answer, name))


def look(answer):
    yield Probe("The calls of back", partial(calls, answer))

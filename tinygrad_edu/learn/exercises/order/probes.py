from functools import partial

from tinygrad_edu.learn.probing import Probe


def ordered(answer, graph, data=None, again=False):
    """The names of the values in the order of the answer; the last one of graph is the root."""
    values = {}
    for k, name in enumerate(graph):
        inputs = tuple(values[x] for x in graph[name])
        values[name] = answer.Value(k * 2 % 5 + 0.5 if data is None else data, inputs)
    if again:
        answer.order(values[name])
    found = answer.order(values[name])
    if found is None:
        return None
    names = {id(value): name for name, value in values.items()}
    said = " ".join(names.get(id(value), "?") for value in found)
    return {"L v u x": "L u v x"}.get(said, said)  # both are right


def in_words(graph):
    parts = [f"{name} from {' and '.join(graph[name])}" for name in graph if graph[name]]
    return ", ".join(parts)


def probe(answer, data=None, **graph):
    label = f"order({list(graph)[-1]}), with {in_words(graph)},"
    return Probe(label, partial(ordered, answer, graph, data))


def accept(answer):
    yield probe(answer, x="", y="xx", z="yx", L="yz")
    yield probe(answer, x="", a="x", b="xa", c="ab", L="cx")
    yield probe(answer, x="", u="x", v="x", L="uv")
    yield probe(answer, x="", y="x", L="y", data=0.5)  # all have the same number
    graph = {"x": "", "y": "xx", "z": "y"}
    label = f"order(z), with {in_words(graph)}, at the second call,"
    yield Probe(label, partial(ordered, answer, graph, again=True))
    yield Probe("order(x), where x is a leaf,", partial(ordered, answer, {"x": ""}))


def look(answer):
    yield probe(answer, x="", y="xx", z="xy", L="zy")
    yield probe(answer, x="", a="x", b="ax", c="ba", L="xc")
    yield probe(answer, w="", x="", y="wx", L="yw")

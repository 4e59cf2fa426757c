"""Graphs to be drawn, and what tests read off a drawing."""

import html
import re
import shutil
import subprocess
from xml.etree import ElementTree

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu.show.picture.picture import by_pygraphviz

SVG = "{http://www.w3.org/2000/svg}"


def layer():
    """One layer and its loss, as x, W, b, p, z, a, y, d, s, L in a dict."""
    x = tg.Tensor([[1.0, 0.5], [-1.0, 2.0]])
    W = tg.Tensor([[0.4, -0.2, 0.1], [0.3, 0.5, -0.6]], requires_grad=True)
    b = tg.Tensor([0.1, -0.1, 0.0], requires_grad=True)
    y = tg.Tensor([[1, 0, 0], [0, 1, 0]])
    p = x @ W
    z = p + b
    a = tg.sigmoid(z)
    d = a - y
    s = d**2
    L = s.mean()
    return {"x": x, "W": W, "b": b, "y": y, "p": p, "z": z, "a": a, "d": d, "s": s, "L": L}


class Net(tg.nn.Module):
    """The same as a module of two modules."""

    def __init__(self):
        super().__init__()
        self.layer = tg.nn.Linear(2, 3)
        self.act = tg.nn.Sigmoid()
        self.layer.weight.data = np.array([[0.4, 0.3], [-0.2, 0.5], [0.1, -0.6]])
        self.layer.bias.data = np.array([0.1, -0.1, 0.0])

    def forward(self, x):
        return self.act(self.layer(x))


def module():
    """The module's loss on the layer's data."""
    given = layer()
    x, y = tg.Tensor(given["x"].data, name="x"), tg.Tensor(given["y"].data, name="y")
    return tg.nn.MSE()(Net()(x), y)


def chain(n, name="x"):
    """x + 1 + 1 + …, n sums."""
    y = tg.Tensor(0.0, requires_grad=True, name=name)
    one = tg.Tensor(1.0)
    for _ in range(n):
        y = y + one
    return y


def words(source):
    """The texts of the cards and arrows of a DOT source, in order."""
    found = []
    for label in re.findall(r"label=<(.*?)>(?: \w+=|\]|$)", source, re.MULTILINE):
        found += re.findall(r">([^<>]+)<", f">{label}<")
    return [html.unescape(text).replace("\xa0", " ").strip() for text in found if text.strip()]


def nodes(source):
    """The lines of the nodes by their ids."""
    return dict(re.findall(r"^\t([nmr]\d+) (\[id=.*)$", source, re.MULTILINE))


def arrows(source):
    """The lines of the arrows by their ids."""
    found = re.findall(r'^\t(\w+ -> \w+) \[id="(e\d+)" (.*)\]$', source, re.MULTILINE)
    return {name: (ends, rest) for ends, name, rest in found}


def drawn(source):
    """The SVG that `dot`, or else pygraphviz, makes of a DOT source without a word of complaint."""
    if shutil.which("dot") is None:
        return by_pygraphviz(source, "svg")
    run = subprocess.run(["dot", "-Tsvg"], input=source.encode(), capture_output=True)
    assert (run.returncode, run.stderr) == (0, b"")
    return run.stdout


def parsed(picture):
    """The SVG as a tree; its texts, and its groups by id."""
    tree = ElementTree.fromstring(picture.svg())
    texts = [text.text or "" for text in tree.iter(SVG + "text")]
    return tree, texts, {g.get("id"): g for g in tree.iter(SVG + "g")}

"""No line is longer than the terminal is wide, and a file or a notebook has 96 columns."""

import io
import os
import shutil
import sys

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import _terminal as terminal
from tinygrad_edu import nn


def perceptron(sizes=(8, 5, 4, 2), n=2):
    """Matrices of up to 20 entries and 8 columns."""
    rng = np.random.default_rng(0)
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(n_in, n_out, rng=rng), nn.Tanh()]
    model = nn.Sequential(*layers)
    x = tg.Tensor(rng.normal(size=(n, sizes[0])), name="x")
    return model, x, nn.MSE()(model(x), rng.normal(size=(n, sizes[-1])))


def convolution():
    rng = np.random.default_rng(0)
    layers = nn.Conv2d(1, 4, 3, padding=1, rng=rng), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()
    model = nn.Sequential(*layers, nn.BatchNorm1d(64), nn.Linear(64, 10, rng=rng))
    images = tg.Tensor(rng.normal(size=(3, 1, 8, 8)), name="images")
    return model, images, nn.CrossEntropy()(model(images), np.array([1, 2, 3]))


class Cell(nn.Module):
    """A recurrent network, whose weights have long names."""

    def __init__(self):
        super().__init__()
        rng = np.random.default_rng(0)
        self.the_part_that_looks_at_the_input = {"of this step": nn.Linear(2, 3, rng=rng)}
        self.the_part_that_recalls = nn.Linear(3, 3, bias=False, rng=rng)

    def forward(self, x):
        see = self.the_part_that_looks_at_the_input["of this step"]
        h = see(x[:, 0]) * 0
        for k in range(x.shape[1]):
            h = tg.tanh(see(x[:, k]) + self.the_part_that_recalls(h))
        return h


def recurrent():
    model = Cell()
    x = tg.Tensor(np.random.default_rng(1).normal(size=(2, 4, 2)), name="a_sequence_of_inputs")
    return model, x, (model(x) ** 2).mean()


GRAPHS = {"perceptron": perceptron, "convolution": convolution, "recurrent": recurrent}


def everything(model, x, loss):
    """All that is printed about a graph, by what it is."""
    weight = next(iter(model.parameters()))
    with tg.profile() as profile:
        model(x)
    return {
        "explain": tg.explain(loss),
        "explain with names": tg.explain(loss, names={"the_model_of_this_page": model}),
        "paths": tg.explain(loss, of=weight, most=3),
        "nudge": tg.nudge(loss, weight),
        "nudge by name": tg.nudge(loss, weight, name="the_model_of_this_page.0.weight"),
        "draw": tg.draw(loss).text(),
        "collapsed": tg.draw(loss, modules="collapsed").text(),
        "health": tg.health(model, x.data, loss=lambda y: (y * y).mean()),
        "profile": profile,
        "model": model,
    }


@pytest.mark.parametrize("columns", [40, 60, 80, 96, 200])
@pytest.mark.parametrize("graph", GRAPHS)
def test_no_line_is_longer_than_the_page(graph, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    for what, thing in everything(*GRAPHS[graph]()).items():
        for line in str(thing).splitlines():
            assert len(line) <= min(columns, 96), (what, line)
            assert line == line.rstrip(), (what, line)


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_narrow_page_has_the_same_words_and_numbers(graph, monkeypatch):
    def letters(thing):
        return "".join(str(thing).split()).replace("[", "").replace("]", "")

    made = GRAPHS[graph]()
    wide = everything(*made)
    monkeypatch.setenv("COLUMNS", "60")
    narrow = everything(*made)
    for what in ("explain", "explain with names", "paths"):
        assert letters(narrow[what]) == letters(wide[what])


def test_a_table_of_more_columns_than_fit_becomes_paragraphs(monkeypatch):
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    assert (
        "x     parameter  ()              3      ∂L/∂x = 7 = 3 + 3 + 1" in tg.draw(x * x + x).text()
    )
    monkeypatch.setenv("COLUMNS", "40")
    assert tg.draw(x * x + x).text().split("\n\n")[1].splitlines()[:4] == [
        "x   parameter ()",
        "    value  3",
        "    ∂L/∂x  7",
        "    added up from 3 + 3 + 1",
    ]


# --- how wide a page is -----------------------------------------------------------------------


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("columns", "page"), [(80, 80), (200, 96), (10, 40)])
def test_a_page_is_as_wide_as_the_terminal(columns, page, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Screen())
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    assert terminal.page_width() == page


def test_a_file_has_96_columns_whatever_the_terminal(monkeypatch):
    monkeypatch.setattr(shutil, "get_terminal_size", lambda _: os.terminal_size((50, 24)))
    for stream in (io.StringIO(), None):
        monkeypatch.setattr(sys, "stdout", stream)
        assert terminal.page_width() == 96
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stdout", stream)
    assert terminal.page_width() == 96


@pytest.mark.parametrize(("given", "page"), [("70", 70), ("500", 96), ("", 96), ("wide", 96)])
def test_columns_counts_for_a_file_too(given, page, monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "__stdout__", None)
    monkeypatch.setenv("COLUMNS", given)
    assert terminal.page_width() == page

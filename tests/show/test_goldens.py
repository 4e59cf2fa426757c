"""Four pictures, byte for byte; GOLDENS=write pytest tests/show/test_goldens.py rewrites them."""

import os
from pathlib import Path

import pytest

import tinygrad_edu as tg
from tests.show.pictures import drawn, layer, module

pytestmark = pytest.mark.drawn

FOLDER = Path(__file__).parent / "goldens"


def accumulate():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    return tg.draw(x * x + x)


def cards(theme="light"):
    given = layer()
    return tg.draw(given["L"], names=given, theme=theme)


PICTURES = {
    "accumulate": accumulate,
    "cards": cards,
    "modules": lambda: tg.draw(module()),
    "dark": lambda: cards("dark"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_the_golden_one(name):
    path, source = FOLDER / f"{name}.dot", PICTURES[name]().source
    if os.environ.get("GOLDENS") == "write":
        path.write_bytes(source.encode())
    assert path.read_bytes() == source.encode(), "if this is meant, run GOLDENS=write pytest"


@pytest.mark.parametrize("name", PICTURES)
def test_graphviz_draws_the_golden_picture_without_a_word(name):
    svg = drawn((FOLDER / f"{name}.dot").read_text("utf-8"))
    assert svg.count(b'class="node"') == {"accumulate": 3}.get(name, 10 - 3 * (name == "modules"))

"""Nothing in a picture is drawn over anything else, as a browser draws it."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tests.show.networks import NETWORKS
from tinygrad_edu import nn

pytestmark = [pytest.mark.browser, pytest.mark.drawn]
GENERATOR = Path(__file__).parents[2] / "docs/generators/make_gallery.py"

FIND = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom, name: element.textContent.trim().slice(0, 40) };
  };
  const smaller = (b, by) =>
    ({ ...b, left: b.left + by, top: b.top + by, right: b.right - by, bottom: b.bottom - by });
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  // a line of text, without the spaces at its ends and the room above and below its letters
  const letters = (text) => {
    const node = text.firstChild;
    const range = document.createRange();
    range.setStart(node, node.data.length - node.data.trimStart().length);
    range.setEnd(node, node.data.trimEnd().length);
    const { left, top, right, bottom } = range.getBoundingClientRect();
    const room = (bottom - top) * 0.2;
    return { ...box(text), left, right, top: top + room, bottom: bottom - room };
  };
  const shown = (text) => text.textContent.trim();
  const texts = all("text").filter(shown).map(letters);
  const inCards = all("g.node text").filter(shown).map(letters);
  const labels = all("g.edge text").filter(shown).map(letters);
  const titles = all("g.cluster text").filter(shown).map(letters);
  const cards = all("g.node").map((node) => smaller(box(node), 1));
  const heads = all("g.edge polygon").map((head) => smaller(box(head), 1));
  const lines = all("g.edge path").map((path) => {
    const matrix = path.getScreenCTM();
    const half = (parseFloat(getComputedStyle(path).strokeWidth) * matrix.a) / 2;
    const points = [];
    for (let at = 0; at <= path.getTotalLength(); at += 2) {
      const { x, y } = path.getPointAtLength(at).matrixTransform(matrix);
      points.push({ left: x - half, right: x + half, top: y - half, bottom: y + half });
    }
    points.dashed = path.hasAttribute("stroke-dasharray"); // thin, and grey: it carries data
    return points;
  });
  const found = [];
  const look = (what, ones, others) => {
    for (const a of ones) for (const b of others) {
      if (a !== b && meet(a, b)) found.push(`${what}: ${a.name} / ${b.name}`);
    }
  };
  texts.forEach((a, k) => look("text on text", [a], texts.slice(k + 1)));
  look("label on card", labels, cards);
  look("arrowhead on text", heads, texts);
  for (const line of lines) for (const label of labels) {
    if (line.some((point) => meet(label, point))) found.push(`arrow through label: ${label.name}`);
  }
  for (const line of lines) for (const title of titles) {
    const struck = !line.dashed && line.some((point) => meet(title, point));
    if (struck) found.push(`arrow through title: ${title.name}`);
  }
  return found;
}"""


def gallery():
    """The pictures of the gallery, in the light, by name."""
    spec = importlib.util.spec_from_file_location("make_gallery", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {path.stem: picture for path, picture in module.pictures() if "-dark" not in path.stem}


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    yield page
    page.close()


def overlaps(page, picture):
    """What is drawn over what."""
    page.set_content(f"<body style='margin: 0'>{picture.svg()}")
    return page.evaluate(FIND)


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_is_drawn_over_anything_else(page, name, direction):
    assert overlaps(page, tg.draw(NETWORKS[name](), direction=direction)) == []


@pytest.mark.parametrize("layer", [nn.Sigmoid, nn.ReLU, nn.Softplus])
def test_the_title_of_a_narrow_frame_is_beside_the_arrow(page, layer):
    model = nn.Sequential(nn.Linear(2, 1, rng=np.random.default_rng(0)), layer())
    assert overlaps(page, tg.draw(nn.MSE()(model(tg.Tensor([[1.0, 2.0]])), [[1.0]]))) == []


def test_nothing_in_the_gallery_is_drawn_over_anything_else(page):
    assert {name: found for name, x in gallery().items() if (found := overlaps(page, x))} == {}

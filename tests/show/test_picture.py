"""A picture is shown, saved and read; and says what is missing where nothing can draw it."""

import base64
import errno
import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import graphviz
import numpy as np
import pytest

import tinygrad_edu as tg
from tests.show.pictures import SVG, layer, module, parsed
from tinygrad_edu.show.picture import picture as drawing

pytestmark = pytest.mark.drawn


@pytest.fixture
def picture():
    x = tg.Tensor(3.0, requires_grad=True, name="x")
    return tg.draw(x * x + x)


@pytest.fixture
def no_dot(monkeypatch, tmp_path):
    """A machine without Graphviz."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "pygraphviz", None)


# --- files ------------------------------------------------------------------------------------

STARTS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph"}


@pytest.mark.filterwarnings("ignore:there are no fonts")
@pytest.mark.parametrize("kind", STARTS)
def test_save_writes_that_file_and_no_other(picture, tmp_path, kind):
    path = tmp_path / f"graph.{kind}"
    assert picture.save(path) == path
    assert path.read_bytes().startswith(STARTS[kind])
    assert list(tmp_path.iterdir()) == [path]
    picture.save(str(path))  # a path may be a string, and a file is replaced
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file_whole(picture, tmp_path, no_dot):
    path = tmp_path / "graph.svg"
    path.write_text("old", "utf-8")
    with pytest.raises(RuntimeError):
        picture.save(path)
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["graph.gif", "graph"])
def test_an_ending_that_says_no_format_is_an_error_that_lists_them(picture, tmp_path, name):
    with pytest.raises(ValueError, match=rf"'{name}' .* \.svg, \.png, \.pdf or \.dot"):
        picture.save(tmp_path / name)


def test_a_folder_that_does_not_exist_is_named(picture, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no folder .*missing; create it"):
        picture.save(tmp_path / "missing" / "graph.svg")


def test_a_folder_is_no_file(picture, tmp_path):
    with pytest.raises(IsADirectoryError, match=r"is a folder; name the file in it"):
        picture.save(tmp_path)


def test_the_digraph_has_the_same_graph(picture):
    assert isinstance(picture.digraph, graphviz.Digraph)
    assert picture.digraph.source == picture.source


# --- SVG --------------------------------------------------------------------------------------


def test_the_svg_says_what_it_is(picture):
    tree, _, groups = parsed(picture)
    assert tree.get("role") == "img"
    assert [child.tag for child in list(tree)[:2]] == [SVG + "title", SVG + "desc"]
    assert tree.find(SVG + "desc").text == "A graph of 3 tensors, 1 of them a parameter. L = 12."
    assert {"n0", "n1", "n2", "e0", "e1", "e2", "e3"} <= set(groups)


def points(element):
    """The corners of a polygon or of a rounded box, as an array."""
    numbers = re.findall(r"-?\d+(?:\.\d+)?", element.get("points") or element.get("d", ""))
    return np.array(numbers, float).reshape(-1, 2)


def brightness(colour):
    """The relative luminance of WCAG 2."""
    c = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    """From 1 to 21."""
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def grounds(tree):
    """Each text with its colour and the colour of the last area that was painted under it."""
    areas = []
    for element in tree.iter():
        if element.tag in (SVG + "polygon", SVG + "path"):
            if element.get("fill", "none").startswith("#") and len(points(element)) > 3:
                areas.append((element.get("fill"), points(element)))
        elif element.tag == SVG + "text":
            spot = np.array([float(element.get("x")), float(element.get("y")) - 3])
            under = [c for c, p in areas if (p.min(0) <= spot).all() and (spot <= p.max(0)).all()]
            yield element.text, element.get("fill"), under[-1]


def not_finite(theme):
    x = tg.Tensor([1.0, -1.0, 0.0], requires_grad=True, name="x")
    many = tg.Tensor(np.where(np.eye(9) > 0, np.nan, 1.0), requires_grad=True)
    with np.errstate(all="ignore"):
        return tg.draw(tg.log(x).sum() + many.sum(), theme=theme)


GRAPHS = {
    "not finite": not_finite,
    "cards": lambda theme: tg.draw(layer()["L"], theme=theme),
    "modules": lambda theme: tg.draw(module(), theme=theme),
    "collapsed": lambda theme: tg.draw(module(), theme=theme, modules="collapsed"),
    "forward": lambda theme: tg.draw(layer()["p"], theme=theme, legend=True),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("graph", GRAPHS)
def test_every_text_has_enough_contrast_to_the_ground_it_stands_on(graph, theme):
    found = list(grounds(ElementTree.fromstring(GRAPHS[graph](theme).svg())))
    assert len(found) > 20
    for text, ink, ground in found:
        assert contrast(ink, ground) >= 4.5, (text, ink, ground)
    assert len({ground for _, _, ground in found}) >= 4


def test_black_on_white_has_the_contrast_that_the_standard_gives():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


# --- words ------------------------------------------------------------------------------------


def test_the_text_has_every_fact_of_the_picture():
    text = tg.draw((given := layer())["L"], names=given).text()
    assert "A graph of 10 tensors, 2 of them parameters. L = 0.166." in text
    assert "b   parameter (3,)" in text
    assert "    ∂L/∂b  0.0210  0.0250  0.0492" in text
    assert "b → z  g summed over axis 0" in text


def test_the_prompt_shows_one_line(picture):
    assert repr(picture) == "<Picture: A graph of 3 tensors, 1 of them a parameter. L = 12.>"


def test_a_notebook_shows_the_picture_and_has_the_text(picture):
    picture.svg()
    bundle = picture._repr_mimebundle_()
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == picture.text()


def test_a_notebook_that_is_not_trusted_shows_a_png_which_is_drawn_once(picture, monkeypatch):
    monkeypatch.setattr(drawing, "has_fonts", lambda: True)
    png = picture._repr_mimebundle_()["image/png"]
    assert base64.b64decode(png, validate=True).startswith(b"\x89PNG")
    kinds = []
    render = drawing.render
    monkeypatch.setattr(drawing, "render", lambda _, kind: kinds.append(kind) or render(_, kind))
    assert picture._repr_mimebundle_()["image/png"] == png
    assert kinds == []


def test_a_png_whose_letters_would_be_boxes_is_left_out(picture, monkeypatch):
    monkeypatch.setattr(drawing, "has_fonts", lambda: False)
    assert set(picture._repr_mimebundle_()) == {"image/svg+xml", "text/plain"}


# --- without dot ------------------------------------------------------------------------------


def test_without_dot_the_error_says_how_to_install_it_on_each_system(picture, no_dot, tmp_path):
    with pytest.raises(RuntimeError) as caught:
        picture.save(tmp_path / "graph.svg")
    for words in (
        "`dot`",
        "apt-get install graphviz",
        "brew",
        "winget",
        "conda",
        "pygraphviz>=2.0",
        "tg.show.render_with",
    ):
        assert words in str(caught.value)
    assert ".text()" in str(caught.value)
    assert ".source" in str(caught.value)


def test_without_dot_there_are_still_the_source_the_words_and_the_dot_file(
    picture, no_dot, tmp_path
):
    assert picture.source.startswith("digraph {\n")
    assert "∂L/∂x = 7 = 3 + 3 + 1" in picture.text()
    assert picture.save(tmp_path / "graph.dot").read_text("utf-8") == picture.source


def test_without_dot_a_notebook_shows_the_text_and_no_traceback(picture, no_dot):
    assert picture._repr_mimebundle_() == {"text/plain": picture.text()}
    assert picture._repr_svg_() is None


def test_pygraphviz_draws_where_dot_is_missing(picture, monkeypatch, tmp_path):
    pytest.importorskip("pygraphviz")
    monkeypatch.setenv("PATH", str(tmp_path))
    _, texts, groups = parsed(picture)
    assert "∂L/∂x 7 added up from 3 + 3 + 1" in " ".join(texts)
    assert {"n0", "n1", "n2", "e0", "e1", "e2", "e3"} <= set(groups)


def test_pygraphviz_says_nothing_on_stderr(picture, capfd):
    pytest.importorskip("pygraphviz")
    drawing.by_pygraphviz(picture.source, "svg")
    assert capfd.readouterr() == ("", "")


def test_pygraphviz_draws_from_several_threads(picture):
    pytest.importorskip("pygraphviz")
    with ThreadPoolExecutor(3) as pool:
        drawn = set(pool.map(lambda _: drawing.by_pygraphviz(picture.source, "svg"), range(3)))
    assert len(drawn) == 1


def test_where_no_program_can_be_started_the_error_is_the_same(picture, no_dot, monkeypatch):
    def pipe(*args, **options):
        raise OSError(errno.ENOTSUP, "emscripten does not support processes")

    monkeypatch.setattr(graphviz, "pipe", pipe)
    with pytest.raises(RuntimeError, match="Graphviz is not installed"):
        picture.svg()
    assert picture._repr_svg_() is None


def test_another_fault_of_the_machine_is_not_called_a_missing_dot(picture, no_dot, monkeypatch):
    def pipe(*args, **options):
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(graphviz, "pipe", pipe)
    with pytest.raises(OSError, match="Cannot allocate memory"):
        picture.svg()


# --- render_with ------------------------------------------------------------------------------


@pytest.fixture
def render_with():
    """`tg.show.render_with`, whose function is forgotten after the test."""
    yield tg.show.render_with
    tg.show.render_with(None)


def test_a_function_draws_in_place_of_dot(picture, no_dot, tmp_path, render_with):
    asked = []
    render_with(lambda *given: asked.append(given) or b"<svg x='1'><g/></svg>")
    assert picture.svg().startswith("<svg role=\"img\" x='1'>")
    for kind in ("png", "pdf"):
        assert picture.save(tmp_path / f"graph.{kind}").read_bytes().startswith(b"<svg x")
    assert [kind for _, kind in asked] == ["svg", "png", "pdf"]
    assert all(source.startswith("digraph {\n") for source, _ in asked)


def test_images_are_files_while_a_function_draws_and_then_inside_the_svg(no_dot, render_with):
    found = []

    def draw(source, kind):
        names = re.findall('SRC="(.*?)"', source)
        found.extend(Path(name).read_bytes()[:4] for name in names)
        images = "".join(f'<image xlink:href="{name}"/>' for name in names)
        return f"<svg>{images}</svg>".encode()

    render_with(draw)
    svg = tg.draw(tg.Tensor(np.arange(784.0).reshape(28, 28), requires_grad=True).sum()).svg()
    assert found[0] == b"\x89PNG"
    assert svg.count("data:image/png;base64,") == len(found)


@pytest.mark.usefixtures("graphviz")
def test_a_function_that_gives_none_leaves_it_to_graphviz(picture, render_with):
    before = picture.laid_out
    render_with(lambda source, kind: None)
    assert drawing.render(drawing.in_braces(picture.lines), "svg").decode() == before


def test_a_function_that_gives_text_is_asked_for_bytes(picture, render_with):
    render_with(lambda source, kind: "<svg/>")
    with pytest.raises(TypeError, match="render_with: its function gave a str, not bytes"):
        picture.svg()


def test_what_is_no_function_is_refused_at_once(render_with):
    with pytest.raises(TypeError, match="render_with: needs a function, not a str"):
        render_with("dot")


@pytest.mark.usefixtures("graphviz")
def test_what_graphviz_complains_of_is_handed_on():
    with pytest.raises(RuntimeError, match=r"draw: .* failed: (.|\n)*syntax error"):
        drawing.render("digraph { ", "svg")


def test_what_pygraphviz_complains_of_is_handed_on():
    pytest.importorskip("pygraphviz")
    with pytest.raises(RuntimeError, match=r"pygraphviz failed: (.|\n)*DotError"):
        drawing.by_pygraphviz("digraph { ", "svg")


@pytest.mark.parametrize(("kind", "said"), [("png", 1), ("pdf", 1), ("svg", 0)])
def test_without_fonts_a_word_says_that_letters_become_boxes(picture, monkeypatch, kind, said):
    pytest.importorskip("pygraphviz")
    monkeypatch.setattr(drawing, "has_fonts", lambda: False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        drawing.by_pygraphviz(picture.source, kind)
    assert len([w for w in caught if "save an .svg" in str(w.message)]) == said


def test_fonts_are_found_by_their_files(monkeypatch, tmp_path):
    monkeypatch.setattr(drawing.sys, "platform", "linux")
    monkeypatch.setattr(drawing, "FONTS", (str(tmp_path / "nowhere"), str(tmp_path)))
    assert not drawing.has_fonts()
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Some.ttf").touch()
    assert drawing.has_fonts()


def test_nothing_is_opened_or_written_by_drawing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr(subprocess, "run", None)
    tg.draw(layer()["L"]).text()
    assert list(tmp_path.iterdir()) == []


def test_an_arrowhead_ends_where_the_card_begins():
    """Its outline, as wide as the arrow, would reach into the card and cover a digit."""
    x = tg.Tensor(3.0, requires_grad=True)
    heads = re.findall(r'<g id="e\d+" class="edge">.*?(<polygon[^>]*>)', tg.draw(x * x).svg(), re.S)
    assert heads
    assert all('stroke-width="0.5"' in head for head in heads)

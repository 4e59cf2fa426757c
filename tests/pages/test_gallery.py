"""The pages show what their code draws, and the player what its maker plays."""

import importlib.util
import json
import re
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.drawn

DOCS = Path(__file__).resolve().parents[2] / "docs"
FOLDERS = "gallery", "lessons", "readme", "seeing"


def maker(name):
    """A script of docs/generators as a module."""
    path = DOCS / "generators" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gallery():
    """docs/generators/make_gallery.py as a module."""
    return maker("make_gallery")


def said(svg):
    """All words and numbers of a picture, and its colours: what no version of dot changes."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return sorted(texts), set(re.findall(r'fill="(#\w+)"', svg))


def test_each_picture_of_a_page_is_what_the_code_beside_it_draws(gallery):
    drawn = dict(gallery.pictures())
    assert len(drawn) >= 32
    for path, picture in drawn.items():
        kept = path.read_text("utf-8")
        assert said(kept) == said(picture.svg()), (
            f"{path.name}: run python docs/generators/make_gallery.py"
        )
        assert ('fill="#0d1117"' in kept) is ("dark" in path.stem)


def test_no_picture_lies_there_that_no_page_shows(gallery):
    shown = {path for page in gallery.PAGES for _, paths in gallery.parts(page) for path in paths}
    kept = {path for name in FOLDERS for path in (DOCS / "pictures" / name).iterdir()}
    assert shown == kept
    assert {path.parent.name for path in shown} == set(FOLDERS)


def test_the_pictures_are_small(gallery):
    for page in gallery.PAGES:
        for _, paths in gallery.parts(page):
            for path in paths:
                assert path.stat().st_size < (100_000 if page.name == "gallery.md" else 60_000), (
                    path
                )
    for still in maker("make_player").STILLS.values():
        assert still.stat().st_size < 150_000, still.name


def steps(html):
    """What a page says at each step, and its numbers."""
    data = json.loads(re.search(r'<script id="data"[^>]*>(.*?)</script>', html, re.DOTALL)[1])
    return data["steps"], data["arrays"]


def test_the_page_of_the_player_is_what_its_maker_makes():
    player = maker("make_player")
    kept = steps(player.PAGE.read_text("utf-8"))
    assert kept == steps(player.page().html), "run python docs/generators/make_player.py"


@pytest.mark.parametrize("page", ["README.md", "docs/seeing.md"])
def test_a_page_shows_the_player_in_light_and_dark_and_leads_to_it(page):
    path = DOCS.parent / page
    shown = re.search(
        r'<a href="(.*?)"><picture>(.*?)</picture></a>', path.read_text("utf-8"), re.S
    )
    player = maker("make_player")
    assert (path.parent / shown[1]).resolve() == player.PAGE
    stills = {(path.parent / still).resolve() for still in re.findall(r'"(\S+\.png)"', shown[2])}
    assert stills == set(player.STILLS.values())


def test_each_picture_of_the_readme_has_a_dark_variant_of_itself():
    image = pytest.importorskip("PIL.Image")
    dark = maker("make_dark")
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    assert not re.findall(r"!\[[^]]*\]\(docs/", readme)  # without a variant
    pairs = re.findall(r'srcset="(.*?)">\s*<img src="(.*?)"', readme)
    assert {Path(light).stem for _, light in pairs} >= {*dark.NAMES, "player", "first"}
    for variant, light in pairs:
        assert variant == light.replace(".", "-dark.")
        if Path(light).stem in dark.NAMES:
            made = np.asarray(dark.dark(image.open(DOCS.parent / light)), float)
            kept = np.asarray(image.open(DOCS.parent / variant).convert("RGB"), float)
            assert np.abs(made - kept).mean() < 2, "run python docs/generators/make_dark.py"


INDEX = (DOCS / "index.md").read_text("utf-8")


def test_the_index_of_the_pages_has_each_page_once():
    named = re.findall(r"\]\(([\w-]+\.md)\)", INDEX)
    assert sorted(named) == sorted(
        path.name for path in DOCS.glob("*.md") if path.name != "index.md"
    )


def test_the_index_lists_the_chapters_in_order_with_their_questions():
    rows = re.findall(r"^\| \[(.*)\]\(course/(.*)\) \| (.*?) \|", INDEX, re.MULTILINE)
    chapters = sorted((DOCS / "course").glob("*.md"))
    assert [name for _, name, _ in rows] == [path.name for path in chapters]
    for (title, _, question), path in zip(rows, chapters, strict=True):
        head = path.read_text("utf-8").splitlines()
        assert (head[0], head[2]) == (f"# {title}", question)

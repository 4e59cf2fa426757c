"""The gallery shows what its code draws."""

import importlib.util
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.drawn

DOCS = Path(__file__).parents[2] / "docs"
MAKER = DOCS / "generators" / "make_gallery.py"


@pytest.fixture(scope="module")
def gallery():
    """docs/generators/make_gallery.py as a module."""
    spec = importlib.util.spec_from_file_location("make_gallery", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def said(svg):
    """All words and numbers of a picture, and its colours: what no version of dot changes."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return sorted(texts), set(re.findall(r'fill="(#\w+)"', svg))


def test_each_picture_of_the_gallery_is_what_the_code_beside_it_draws(gallery):
    drawn = dict(gallery.pictures())
    assert len(drawn) >= 24
    for path, picture in drawn.items():
        kept = path.read_text("utf-8")
        assert said(kept) == said(picture.svg()), (
            f"{path.name}: run python docs/generators/make_gallery.py"
        )
        assert ('fill="#0d1117"' in kept) is ("dark" in path.stem)


def test_no_picture_lies_there_that_the_page_does_not_show(gallery):
    shown = {path for _, paths in gallery.parts() for path in paths}
    assert shown == set((DOCS / "pictures" / "gallery").iterdir())


def test_the_pictures_are_small(gallery):
    for _, paths in gallery.parts():
        for path in paths:
            assert path.stat().st_size < 80_000, path.name

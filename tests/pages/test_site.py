"""The site: it builds without a warning, every link leads somewhere, and it opens from disk."""

import importlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NEEDED = ("sphinx", "myst_parser", "furo", "sphinx_copybutton", "jupytext", "PIL", "matplotlib")
for need in NEEDED:
    pytest.importorskip(need, reason='pip install -e ".[examples,docs]"')


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The folder of the built site, and what the build printed: once, whoever asks first."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder, log = shared / "site", shared / "site.log"
    try:
        folder.mkdir()
    except FileExistsError:
        while not log.exists():
            time.sleep(0.2)
    else:
        build = [sys.executable, DOCS / "website" / "build.py"]
        command = [*build, "--output", folder / "html", "--work", folder]
        run = subprocess.run(command, capture_output=True, encoding="utf-8")
        (shared / "site.part").write_text(f"{run.returncode}\n{run.stdout}{run.stderr}", "utf-8")
        (shared / "site.part").rename(log)
    return folder / "html", log.read_text("utf-8")


@pytest.fixture
def tool(monkeypatch):
    """A function that gives a file of docs/website as a module."""
    monkeypatch.setattr(sys, "path", [str(DOCS / "website"), str(DOCS / "generators"), *sys.path])
    return importlib.import_module


# --- the build --------------------------------------------------------------------------------


def test_it_builds_without_a_warning_and_every_link_leads_somewhere(built):
    status, _, printed = built[1].partition("\n")
    said = [line for line in printed.splitlines() if not line.startswith("not built: ")]
    assert [status, *said] == ["0", f"{built[0] / 'index.html'}: every link leads somewhere"]


def test_there_is_a_page_for_everything(built):
    site = built[0]
    pages = {path.relative_to(DOCS).with_suffix("") for path in DOCS.glob("*.md")}
    pages |= {Path("course", path.stem) for path in DOCS.glob("course/*.md")}
    examples = re.findall(
        r"^\| \[(\w+)\]", (ROOT / "examples" / "README.md").read_text("utf-8"), re.M
    )
    pages |= {Path("examples", name) for name in examples}
    exercises = (ROOT / "tinygrad_edu" / "learn" / "exercises").glob("*/given.py")
    pages |= {Path("exercises", path.parent.name) for path in exercises}
    assert [page for page in pages if not (site / f"{page}.html").is_file()] == []
    mistakes = (DOCS / "errors.md").read_text("utf-8").count("\n### ")
    assert len(list((site / "errors").glob("*.html"))) == mistakes
    for name in ("tinygrad_edu", "tinygrad_edu.nn", "tinygrad_edu.ops.elementwise"):
        assert (site / "api" / f"{name}.html").is_file()


def text_of(path):
    """What a reader sees of a page's article."""
    article = re.search("<article.*?</article>", path.read_text("utf-8"), re.S)[0]
    return re.sub(r"<[^>]*>", "", article)


def test_an_example_has_its_question_its_text_its_numbers_its_claim_and_its_code(built):
    path = built[0] / "examples" / "01_valleys.html"
    page = text_of(path)
    for words in (
        "Where does a ball roll?",
        "The slope says which way is downhill",
        "highest cost of a valley   3.377",
        "steps against the slope shrink as it flattens",
        "def roll(start, rate=0.1, steps=40):",
    ):
        assert words in page
    assert path.read_text("utf-8").count("/valleys") == 2  # in light and dark


def test_an_op_has_its_formula_and_its_derivatives_and_leads_to_its_line(built):
    page = (built[0] / "api" / "tinygrad_edu.ops.elementwise.html").read_text("utf-8")
    part = page[page.index('id="tg.divide"') :][:2500]
    assert "∂/∂y = -z / y" in re.sub(r"<[^>]*>", "", part)
    line = int(re.search(r'elementwise\.py\.html#line-(\d+)"', part)[1])
    source = (ROOT / "tinygrad_edu" / "ops" / "elementwise.py").read_text("utf-8").splitlines()
    assert "def divide" in "".join(source[line - 1 : line + 1])


def test_a_mistake_is_found_by_its_message(built):
    index = (built[0] / "searchindex.js").read_text("utf-8")
    assert "errors/a-second-backward-through-the-same-graph" in index
    assert "tests/engine/test_graph" not in re.search(r'titleterms":.*', index)[0]
    page = text_of(built[0] / "errors" / "a-second-backward-through-the-same-graph.html")
    assert (
        "this is the second pass through the same graph, and the first one freed what its" in page
    )


def test_a_part_that_cannot_be_made_is_named_and_a_failure_only_if_asked(
    tool, monkeypatch, capsys, tmp_path
):
    class Live:
        def build(self, output):
            return ["the playground: npm is not here"]

    build = tool("build")
    monkeypatch.setattr(build, "write_sources", lambda *_: ["a player: there is no Graphviz"])
    monkeypatch.setattr(build, "build_main", lambda options: 0)
    monkeypatch.setattr(build, "live_part", Live)
    assert not build.build(tmp_path, tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        "not built: the playground: npm is not here",
        "not built: a player: there is no Graphviz",
    ]
    assert build.build(tmp_path, tmp_path, strict=True)


def test_the_first_page_leads_to_the_playground_if_there_is_one(tool, tmp_path):
    for there in (True, False):
        tool("pages").collect(tool("pages").Sources(tmp_path), there)
        text = (tmp_path / "index.md").read_text("utf-8")
        assert ('href="playground.html"' in text.partition("{.doors}")[0]) == there


def test_an_exercise_leads_to_itself_in_the_playground_if_it_can_be_done_there(tool, tmp_path):
    for there in (True, False):
        tool("made").exercises(tool("pages").Sources(tmp_path), there)
        for name, here in (("bias", there), ("ninety_eight", False)):
            text = (tmp_path / "exercises" / f"{name}.md").read_text("utf-8")
            assert (f'href="../playground.html#exercise/{name}"' in text) == here


def test_an_example_whose_player_was_not_made_shows_its_picture(tool):
    page = tool("made").example("36_player", "pictures/player.png")
    assert "(../docs/pictures/player.png)" in page


@pytest.mark.parametrize(
    "link",
    [
        '<a href="gone.html">',
        '<a href="#gone">',
        '<a href="other.html#gone">',
        '<img src="gone.svg">',
        '<script src="https://example.org/x.js">',
        '<link rel="stylesheet" href="//example.org/x.css">',
    ],
)
def test_a_dead_link_and_what_comes_from_elsewhere_are_found(tool, tmp_path, link):
    (tmp_path / "other.html").write_text('<p id="here"><a href="https://example.org">', "utf-8")
    (tmp_path / "page.html").write_text('<a href="other.html#here"><img src="data:,x">', "utf-8")
    assert list(tool("check").complaints(tmp_path)) == []
    (tmp_path / "page.html").write_text(link, "utf-8")
    assert len(list(tool("check").complaints(tmp_path))) == 1


# --- notebooks --------------------------------------------------------------------------------


@pytest.mark.parametrize("chapter", sorted(DOCS.glob("course/*.md")), ids=lambda path: path.stem)
def test_a_chapters_notebook_has_its_code_in_cells_and_no_link_that_leads_nowhere(tool, chapter):
    nbformat = pytest.importorskip("nbformat")
    text = chapter.read_text("utf-8")
    made = tool("notebooks").of_chapter(text, chapter.parent)
    assert made == tool("notebooks").of_chapter(text, chapter.parent)
    notebook = nbformat.reads(made, 4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    assert [cell.split() for cell in code] == [block.split() for block in blocks]
    words = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(r"\]\((?!https?:|attachment:)", words) == []
    assert "<picture>" not in words


def run_notebook(text, folder):
    """Run all cells with Jupyter; return what they show."""
    nbclient = pytest.importorskip("nbclient", reason="pip install nbclient ipykernel")
    pytest.importorskip("ipykernel", reason="pip install nbclient ipykernel")
    import nbformat

    notebook = nbformat.reads(text, 4)
    nbclient.NotebookClient(
        notebook, timeout=300, resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [out for cell in notebook.cells for out in cell.get("outputs", ())]


@pytest.mark.parametrize("chapter", sorted(DOCS.glob("course/*.md")), ids=lambda path: path.stem)
def test_a_chapter_runs_as_a_notebook_from_top_to_bottom(tool, tmp_path, graphviz, chapter):
    made = tool("notebooks").of_chapter(chapter.read_text("utf-8"), chapter.parent)
    shown = run_notebook(made, tmp_path)
    assert any("image/svg+xml" in out.get("data", {}) for out in shown) == ("tg.draw(" in made)


def test_an_example_as_a_notebook_shows_its_picture_and_keeps_what_it_made(tool, tmp_path):
    code = (ROOT / "examples" / "01_valleys.py").read_text("utf-8")
    code = f"import os, sys; sys.path.insert(0, {str(ROOT / 'examples')!r})\n# %%\n{code}"
    code += "\n# %%\nprint('it has', len(paths), 'paths')"
    shown = run_notebook(tool("notebooks").of_example(code), tmp_path)
    assert any("image/png" in out.get("data", {}) for out in shown)
    assert "it has 5 paths" in "".join(out.get("text", "") for out in shown)


# --- in a browser -----------------------------------------------------------------------------

TEN = [
    "index",
    "course/1-slope",
    "exercises",
    "exercises/bias",
    "examples/index",
    "examples/01_valleys",
    "seeing",
    "errors",
    "api/tinygrad_edu.ops.elementwise",
    "reproductions",
    "replay",
    "glossary",
]


ALONE = {"preload": False, "iframes": False}  # a file may not fetch; players have their own test


@pytest.fixture
def opened(built, contexts):
    """A function that opens a page of the site; requests to other places and complaints fail."""
    pages, noted = [], []

    def opened(name, size=(1280, 900), asked=None, **settings):
        page = contexts(**{"reduced_motion": "reduce", **settings}).new_page()
        pages.append(page)
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        page.on("console", lambda m: m.type in ("error", "warning") and noted.append(m.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        home = built[0].as_uri()
        own = (home, "blob:", "data:")
        page.on("request", lambda r: None if r.url.startswith(own) else noted.append(r.url))
        if asked is not None:
            page.on("request", lambda r: asked.add(r.url.partition("?")[0]))
        page.goto(f"{home}/{name}")
        return page

    yield opened
    for page in pages:
        page.close()
    assert noted == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", TEN)
def test_a_page_fits_a_phone_and_axe_finds_nothing(opened, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install it")
    page = opened(f"{name}.html", color_scheme=scheme)
    found = axe.Axe().run(page, options=ALONE).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in found] == []
    for width in (1440, 768, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_the_first_page_is_small_until_something_is_clicked(opened, built):
    asked = set()
    opened("index.html", asked=asked).wait_for_load_state("networkidle")
    files = [built[0] / address.removeprefix(f"{built[0].as_uri()}/") for address in asked]
    assert len(files) > 5
    assert sum(path.stat().st_size for path in files) < 300_000


@pytest.mark.browser
def test_pictures_and_players_follow_the_switch_of_the_page(opened):
    page = opened("seeing.html", color_scheme="light")
    counts = []
    for _ in range(3):  # the machine's, then the other two
        theme = page.evaluate("document.body.dataset.theme")
        for kind in ("img", "iframe"):
            light, dark = (
                page.locator(f"article {kind}.only-{x}:visible") for x in ("light", "dark")
            )
            counts.append((theme, kind, light.count() > 0, dark.count() > 0))
        page.locator(".theme-toggle:visible").click()
    for theme, _, light, dark in counts:
        assert (light, dark) == (theme != "dark", theme == "dark")
    assert {theme for theme, *_ in counts} == {"auto", "light", "dark"}
    page.evaluate("document.body.dataset.theme = 'dark'")
    frame = page.locator("iframe.only-dark")
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame.locator("body")
    ground = inside.evaluate("body => getComputedStyle(body).backgroundColor")
    assert ground == "rgb(13, 17, 23)"


@pytest.mark.browser
def test_a_picture_can_be_read_on_a_phone_and_keeps_its_place_while_it_loads(opened):
    page = opened("gallery.html", size=(360, 740))
    pictures = page.locator("article img.only-light:visible")
    assert pictures.count() > 8
    for picture in pictures.all():
        box, wide = picture.bounding_box(), int(picture.get_attribute("width"))
        assert box["width"] >= min(wide, 0.6 * wide, 330) > 0
        assert box["height"] == pytest.approx(
            box["width"] * int(picture.get_attribute("height")) / wide, rel=0.02
        )


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_claims_can_be_read_without_pushing_them_sideways(opened, width):
    page = opened("reproductions.html", size=(width, 740))
    for table in page.locator(".table-wrapper:has(table.claims)").all():
        assert table.evaluate("x => x.scrollWidth <= x.clientWidth")
    for cell in page.locator("table.claims tr td:last-child").all()[:12]:
        assert cell.bounding_box()["width"] > 130


def wait_for(page, expression, seconds=180):
    """Wait until an expression in JavaScript is true."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, (expression, page.inner_text("article")[-500:])
        time.sleep(0.2)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("chapter", "width", "scheme", "said"),
    [("1-slope", 360, "dark", "-16.0 0.0 8.0"), ("3-engine", 1280, "light", "81.0")],
)
def test_a_chapter_of_the_site_runs_its_code_from_disk(built, opened, chapter, width, scheme, said):
    if not (built[0] / "live" / "cells.js").exists():
        pytest.skip(next(line for line in built[1].splitlines() if "no live cells" in line))
    page = opened(f"course/{chapter}.html", size=(width, 800), color_scheme=scheme)
    page.locator(".live-try").nth(3 if chapter == "1-slope" else 2).click()
    wait_for(page, "document.querySelector('.live-run')?.disabled === false")
    assert said in page.inner_text(".live-output")
    assert "above ran first" in page.inner_text(".live-bar")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_search_works_from_a_file(opened):
    page = opened("search.html?q=broadcast")
    page.locator("#search-results li a").nth(5).wait_for()  # they appear one after the other


@pytest.mark.browser
def test_a_search_for_nothing_says_what_to_do(opened):
    page = opened("search.html?q=")
    assert page.locator("h1").inner_text() == "Search"
    assert "Type a word" in page.inner_text("#search-results")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["when-training-fails", "exercises"])
def test_a_message_is_not_cut_off_on_a_small_screen(opened, name):
    page = opened(f"{name}.html", size=(768, 800))
    messages = page.locator("article .wrapped pre")
    assert messages.count() > 0
    assert messages.evaluate_all("all => all.every((x) => x.scrollWidth <= x.clientWidth)")


@pytest.mark.browser
def test_on_paper_there_are_no_buttons_and_code_is_not_cut_off(opened):
    page = opened("course/3-engine.html", size=(600, 800))
    page.emulate_media(media="print")
    assert page.locator(".live-try:visible").count() == 0
    code = page.locator("article pre")
    assert code.evaluate_all("all => all.every((x) => x.scrollWidth <= x.clientWidth)")


@pytest.mark.browser
def test_the_first_page_has_three_doors(opened):
    page = opened("index.html", size=(360, 740))
    doors = page.locator(".doors a")
    assert doors.all_inner_texts() == ["Learn", "Look up", "Maintain"]
    for name in ("learn", "look-up", "maintain"):
        page.click(f".doors a[href='#{name}']")
        assert page.url.endswith(f"#{name}")

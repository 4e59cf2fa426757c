"""How hard Hypothesis tries: HYPOTHESIS_PROFILE is quick (the default), ci, brief or thorough."""

import importlib.util
import os
import shutil

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # tests run on all cores already

import pytest
from hypothesis import HealthCheck, settings

import tinygrad_edu as tg
from tinygrad_edu.watch import notices as traps

os.environ["PYTHONIOENCODING"] = "utf-8"  # what programs print is read as UTF-8 on any machine
os.environ.pop("COLUMNS", None)  # and is as wide on any terminal

slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=slow)
settings.register_profile(
    "ci", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow
)
settings.register_profile(
    "thorough",
    max_examples=2000,
    derandomize=False,  # at random in CI, too, where Hypothesis would not be
    deadline=None,
    print_blob=True,
    suppress_health_check=slow,
)
settings.register_profile(
    "brief", max_examples=8, deadline=None, derandomize=True, suppress_health_check=slow
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Each run has an order of its own, by a seed that repeats it; -q would leave that out."""
    seed = session.config.getoption("randomly_seed", None)
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal and seed is not None:
        terminal.write_line(f"this order again: pytest --randomly-seed={seed}")


NOTHING_DRAWS = "nothing draws here: there is neither `dot` on the PATH nor pygraphviz"


def graphviz_is_here():
    return bool(shutil.which("dot") or importlib.util.find_spec("pygraphviz"))


@pytest.fixture
def graphviz():
    """For a test that draws in another process, or whose error is another one without it."""
    if not graphviz_is_here():
        pytest.skip(NOTHING_DRAWS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A test that draws is skipped on a machine on which neither `dot` nor pygraphviz is."""
    try:
        return (yield)
    except RuntimeError as error:
        if graphviz_is_here() or not str(error).startswith("draw: Graphviz is not installed"):
            raise
        pytest.skip(NOTHING_DRAWS)


@pytest.fixture(autouse=True)
def wrong_rules_are_allowed(request):
    """Most tests plant mistakes for others to find; those of the first use find them themselves."""
    tg.check_new_ops(request.path.name in ("test_first_use.py", "test_docs.py", "test_lessons.py"))
    yield
    tg.check_new_ops(True)


@pytest.fixture(autouse=True)
def what_was_said_before_is_forgotten():
    """A warning that is given once is given once in each test."""
    traps.said_at.clear()


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)


@pytest.fixture(scope="module")
def browser():
    """A browser without a window, for tests marked `browser`."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("there is no chromium on the PATH")
    with playwright.sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def contexts(browser):
    """A function that gives a browser of certain settings, each once."""
    made = {}

    def of(**settings):
        key = tuple(sorted(settings.items()))
        if key not in made:
            made[key] = browser.new_context(**settings)
        return made[key]

    return of


@pytest.fixture(scope="module")
def files():
    """Files that a module's tests open by a name."""
    return {}


@pytest.fixture
def visit(contexts, files, tmp_path):
    """A function that opens a page; whatever it fetches or complains of fails the test.

    The page is a file, the name of one of the module's `files`, or what has a method `save`.
    """
    pages, noted = [], []

    def visit(file, at="", size=(1400, 900), **settings):
        if hasattr(file, "save"):
            file = file.save(tmp_path / f"{len(pages)}.html")
        pages.append(contexts(**{"reduced_motion": "reduce", **settings}).new_page())
        page = pages[-1]
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        address = files.get(file, file).as_uri()
        own = address, "blob:"  # a worker's script is part of its page
        page.on("request", lambda r: None if r.url.startswith(own) else noted.append(r.url))
        page.on("console", lambda message: noted.append(message.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.goto(address + at)
        return page

    yield visit
    for page in pages:
        page.close()
    assert noted == []

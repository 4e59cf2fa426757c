"""What the README and the docs show is what happens."""

import code
import contextlib
import doctest
import importlib
import io
import pkgutil
import re
from pathlib import Path

import pytest

import tinygrad_edu

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
MODULES = ["tinygrad_edu"] + [
    module.name for module in pkgutil.walk_packages(tinygrad_edu.__path__, "tinygrad_edu.")
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_in_a_page_runs_and_prints_what_its_comments_say(page):
    names = {}  # a page is read from top to bottom
    for text in re.findall(
        r"^```python\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    ):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(text, page.name, "exec"), names)
        said = re.findall(r"^print\(.*\)\s+# (.*)$", text, re.MULTILINE)
        assert printed.getvalue().splitlines()[: len(said)] == said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_in_a_page_can_be_pasted_at_the_prompt(page):
    console = code.InteractiveConsole()
    wrong = []
    console.showsyntaxerror = lambda *_, **__: wrong.append(line)
    console.runcode = lambda _: None  # others run it
    for block in re.findall(r"^```py(?:thon)?\n(.*?)^```", page.read_text("utf-8"), re.S | re.M):
        for line in [*block.splitlines(), ""]:
            console.push(line)
        assert not wrong, "no blank line inside of a class or loop, and one after it"


def test_the_prompt_stumbles_where_a_learner_would():
    for block in ("for i in []:\n    i\nprint()", "class A:\n    x = 1\n\n    y = 2"):
        wrong = []
        console = code.InteractiveConsole()
        console.showsyntaxerror = lambda *_, wrong=wrong, **__: wrong.append(1)
        for line in [*block.splitlines(), ""]:
            console.push(line)
        assert wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_a_page_lead_to_files_that_exist(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_print_what_they_say(name):
    module = importlib.import_module(name)
    failures, _ = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failures == 0


def test_the_readme_shows_the_two_commands():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make mnist" in readme
    assert "make test" in readme

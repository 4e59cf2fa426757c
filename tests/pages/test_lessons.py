"""The chapters of the course print what they show, quote what the source says, and lead on."""

import ast
import contextlib
import io
import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = """1-slope 2-chain-rule 3-engine 4-shapes 5-training 6-digits 7-your-own
8-second-derivatives 9-onwards""".split()
CHAPTERS = sorted((ROOT / "docs" / "course").glob("[0-9]*.md"))
GLOSSARY = ROOT / "docs" / "glossary.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```", re.DOTALL | re.MULTILINE)
QUOTE = re.compile(r"^```py from=(\S+)#(\S+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
SAID = re.compile(r"^print\(.*\)\s+# .*$", re.MULTILINE)  # tests/pages/test_docs.py compares these

each_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)


def text_of(page):
    """All that stands on a page."""
    return page.read_text("utf-8")


def definition(path, name):
    """The lines of a function, class or method of a source file, such as Node.__init__."""
    source = text_of(ROOT / path)
    found = ast.parse(source)
    for part in name.split("."):
        found = next(node for node in found.body if getattr(node, "name", None) == part)
    first = min([found.lineno, *(decorator.lineno for decorator in found.decorator_list)])
    return source.splitlines()[first - 1 : found.end_lineno]


def is_excerpt(block, lines):
    """Whether the block is a run of these lines, moved to the left as a whole."""
    wanted = block.rstrip("\n")
    size = len(wanted.splitlines())
    runs = (lines[i : i + size] for i in range(len(lines) - size + 1))
    return any(textwrap.dedent("\n".join(run)) == wanted for run in runs)


def anchors(page):
    """What a link can point to on a page: its headings, as GitHub spells them."""
    headings = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


def exercises_of(page):
    """The exercises that a chapter names in its last section."""
    section = text_of(page).partition("\n## Exercises\n")[2]
    return re.findall(r"^- \[`(\w+)`\]", section, re.MULTILINE)


@each_chapter
def test_each_text_block_is_what_the_code_before_it_prints(page):
    blocks = BLOCK.findall(text_of(page))
    while blocks and blocks[-1][0] != "text":
        del blocks[-1]
    names, rest = {}, ""
    for kind, block in blocks:
        if kind == "text":
            assert block.splitlines() == rest
            continue
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            exec(compile(block, page.name, "exec"), names)
        printed = [line.rstrip() for line in stream.getvalue().rstrip("\n").splitlines()]
        rest = printed[len(SAID.findall(block)) :]


@each_chapter
def test_each_quoted_block_is_what_the_source_says(page):
    for path, name, block in QUOTE.findall(text_of(page)):
        assert is_excerpt(block, definition(path, name)), f"{path}#{name} reads otherwise now"


def test_the_engines_chapter_quotes_the_engine():
    page = ROOT / "docs" / "course" / "3-engine.md"
    quoted = [(path, name) for path, name, _ in QUOTE.findall(text_of(page))]
    assert ("tinygrad_edu/engine/graph.py", "walk") in quoted
    engine = text_of(ROOT / "tinygrad_edu" / "engine" / "graph.py")
    rows = re.findall(r"^\| .* \| (.*) \| .* \|$", text_of(page), re.MULTILINE)
    spans = [span for row in rows for span in re.findall(r"`(.*?)`", row)]
    assert len(spans) >= 8
    for span in spans:
        assert span.replace("…)", "") in engine, f"{span} no longer stands in graph.py"


def test_the_mistakes_in_the_engines_chapter_give_the_numbers_it_names():
    page = ROOT / "docs" / "course" / "3-engine.md"
    names = {}
    for kind, block in BLOCK.findall(text_of(page))[:2]:  # the engine and its example
        assert kind == "python"
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(block, page.name, "exec"), names)

    def when_first_met(root):
        found = []

        def visit(node):
            if node not in found:
                found.append(node)
                for x in node.inputs:
                    visit(x)

        visit(root)
        return found

    def along_each_path(root):
        return [root] + [node for x in root.inputs for node in along_each_path(x)]

    def slope(*orders):
        x, root = names["example"]()
        for order in orders:
            names["backward"](root, order)
        return x.grad

    mistakes = text_of(page).partition("## What people usually get wrong")[2]
    assert (
        f"when it is first met. Then y comes before z, and x gets {slope(when_first_met):g}."
        in mistakes
    )
    assert f"passed on already, and x gets {slope(along_each_path):g}." in mistakes
    assert f"{slope(names['order'], names['order']):g} instead of 135." in mistakes
    assert slope(lambda root: names["order"](root)[::-1]) == 0


def test_the_digits_in_fifteen_lines_are_fifteen():
    page = text_of(ROOT / "docs" / "course" / "5-training.md")
    _, code = BLOCK.findall(page.partition("\n## The digits in fifteen lines\n")[2])[0]
    assert len([line for line in code.splitlines() if line]) == 15


def test_a_quote_that_differs_is_noticed():
    assert definition("tinygrad_edu/ops/elementwise.py", "multiply")[0] == "@elementwise"
    lines = definition("tinygrad_edu/engine/graph.py", "Node.__init__")
    assert lines[0].startswith("    def __init__(self")
    assert is_excerpt(textwrap.dedent("\n".join(lines[1:3])) + "\n", lines)
    assert not is_excerpt(textwrap.dedent("\n".join(lines[1:3])).replace("self", "node"), lines)
    assert not is_excerpt("\n".join([lines[1].strip(), lines[3].strip()]), lines)


@each_chapter
def test_a_chapter_begins_with_a_question_and_has_its_three_last_sections(page):
    title, first, *_ = [line for line in text_of(page).splitlines() if line]
    assert title.startswith("# ")
    assert "?" in first
    sections = re.findall(r"^## (.*)$", text_of(page), re.MULTILINE)
    assert sections[-3:] == ["What people usually get wrong", "Now change …", "Exercises"]


@each_chapter
def test_the_last_line_of_a_chapter_leads_to_the_previous_and_the_next(page):
    last = text_of(page).rstrip().splitlines()[-1]
    place = NAMES.index(page.stem)
    wanted = NAMES[:place][-1:] + NAMES[place + 1 :][:1]
    assert re.findall(r"\]\((\d[\w-]*)\.md\)", last) == wanted


@each_chapter
def test_an_exercise_is_linked_by_its_own_name_and_says_what_it_asks(page):
    lines = text_of(page).partition("\n## Exercises\n")[2].splitlines()
    items = [line for line in lines if line.startswith("- ")]
    assert items
    for item in items:
        match = re.match(r"- \[`(\w+)`\]\((.*?)\): .", item)
        assert match, item
        assert match[2] == f"../../tinygrad_edu/learn/exercises/{match[1]}/given.py"


@each_chapter
def test_a_chapter_lists_its_exercises_in_the_order_of_the_catalogue(page):
    catalogue = pytest.importorskip("tinygrad_edu.learn.catalogue")
    assert " ".join(exercises_of(page)) == catalogue.CHAPTERS[page.stem.replace("-", "_")]


@each_chapter
def test_an_exercise_uses_only_names_that_the_chapters_so_far_have_shown(page):
    catalogue = pytest.importorskip("tinygrad_edu.learn.catalogue")
    so_far = "".join(text_of(earlier) for earlier in CHAPTERS[: CHAPTERS.index(page) + 1])
    for name in exercises_of(page):
        exercise = catalogue.find(name)
        used = re.findall(r"\b(?:tg|nn|optim)\.([\w.]+)", exercise.given + exercise.solution)
        for word in {word for dotted in used for word in dotted.split(".")}:
            assert re.search(rf"\b{word}\b", so_far), f"{page.name} does not show {word}"
        for word in re.findall(r"\bnp\.(\w+)", exercise.solution):
            known = so_far + exercise.given  # a task may name what it needs
            assert re.search(rf"\b{word}\b", known), f"{name}: nothing before it shows np.{word}"


@each_chapter
def test_each_linked_term_stands_in_the_glossary(page):
    for anchor in re.findall(r"\]\(\.\./glossary\.md#([^)]+)\)", text_of(page)):
        assert anchor in anchors(GLOSSARY), f"{page.name} links to glossary.md#{anchor}"


def test_the_glossary_is_in_order_and_links_to_what_exists():
    terms = anchors(GLOSSARY)[1:]
    assert terms == sorted(terms)
    assert len(set(terms)) == len(terms)
    for path, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text_of(GLOSSARY)):
        assert anchor in anchors(GLOSSARY.parent / path if path else GLOSSARY), (path, anchor)

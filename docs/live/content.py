"""What the playground shows besides Python: chapters, exercises, programs, the quiz, licences."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt

import tinygrad_edu as tg
from tinygrad_edu.learn.catalogue import CHAPTERS, EXERCISES
from tinygrad_edu.learn.screen import title_of
from tinygrad_edu.show.player.play import digest

HERE = Path(__file__).parent
DOCS = HERE.parent
CHAPTER_FILES = sorted((DOCS / "course").glob("*.md"))
PROGRAMS = ("xor", "picture", "player", "words", "digits", "quiz")
LIMIT = 300_000  # bytes of a picture
FEWER = {
    "6-digits": "The playground has 1,000 of the 60,000 training digits, and 500 of the 10,000 "
    "test digits. So everything is quick, and your numbers differ from those in the text."
}


def content(licences: list[dict[str, str]]) -> dict[str, Any]:
    """All of it, as plain data."""
    return {
        "chapters": [chapter(path) for path in CHAPTER_FILES],
        "glossary": article(DOCS / "glossary.md"),
        "groups": [{"title": title_of(c), "names": names.split()} for c, names in CHAPTERS.items()],
        "exercises": {name: exercise(name) for name in EXERCISES},
        "programs": [program(name) for name in PROGRAMS],
        "licences": licences,
    }


def program(name: str) -> dict[str, str]:
    """A program to start with: its title is its docstring."""
    text = (HERE / "programs" / f"{name}.py").read_text("utf-8")
    _, title, code = text.split('"""', 2)
    return {"name": name, "title": title, "code": code.lstrip()}


def exercise(name: str) -> dict[str, Any]:
    """An exercise, without its solution."""
    found = EXERCISES[name]
    hints = [linked(hint) for hint in found.hints]
    given = {"question": found.question, "given": found.given, "hints": hints}
    return given | (HELLO if name == "hello" else {})


HELLO = {  # the first exercise is about files and saving, and here are none
    "question": "Can you change one number, and check it?",
    "given": '''"""Can you change one number, and check it?

Each exercise is a text like this one. You change it, and press "Check my answer".
Here target is 2, and it should be 3. Change the 2 in the line below into a 3, and check it.
"""

from tinygrad_edu.learn import check

target = 2  # TODO: make it 3

check(__file__)  # on your own computer, this line checks the file
''',
    "hints": [
        "<p>Click on the 2 in the line <code>target = 2</code>. Delete it, and type a 3.</p>",
        "<p>The check reads what is in the editor when you press the button.</p>",
        "<pre><code>target = ...</code></pre>",
    ],
}


def linked(hint: str) -> str:
    """A hint as HTML: code in it, and the name of a chapter as a link to it."""
    html = MarkdownIt("commonmark").render(hint)
    return re.sub(r"docs/course/(\d-[\w-]+)\.md", r'<a href="#course/\1">chapter \1</a>', html)


# --- chapters ---------------------------------------------------------------------------------


def chapter(path: Path) -> dict[str, Any]:
    """A chapter: its title, and its text as HTML, in which code cells are marked."""
    title = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
    note = FEWER.get(path.stem, "")
    html = article(path)
    if note:
        html = html.replace("</h1>", f'</h1>\n<p class="aside">{note}</p>', 1)
    return {"name": path.stem, "title": title, "html": html}


def article(path: Path) -> str:
    """A page in Markdown as HTML that needs no other file."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = markdown.parse(path.read_text("utf-8"))
    for token in tokens:
        if token.type == "heading_open":
            text = tokens[tokens.index(token) + 1].content
            token.attrSet("id", f"{path.stem}/{slug(text)}")
    html = markdown.renderer.render(tokens, markdown.options, {})
    html = re.sub(r'<pre><code class="language-python">', '<pre class="cell"><code>', html)
    html = re.sub(r'<pre><code class="language-py">', '<pre class="quoted"><code>', html)
    html = re.sub(
        r"<table>.*?</table>",
        rf"{WIDE}\g<0></div>",
        html,
        flags=re.S,
    )
    html = re.sub(r"<pre( class=\"\w+\")?>", r'<pre\1 tabindex="0">', html)
    shown = r"<picture>.*?</picture>|<img [^>]*>"
    html = re.sub(shown, lambda found: pictures(found[0], path), html, flags=re.S)
    return re.sub(
        r'<a href="([^"]*)">(.*?)</a>', lambda f: link(f[1], f[2], path), html, flags=re.S
    )


WIDE = '<div class="wide" tabindex="0" role="region" aria-label="A table; it scrolls">'


def slug(text: str) -> str:
    """The anchor of a heading."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.lower()))


def link(target: str, words: str, path: Path) -> str:
    """A link to what is in the playground; else the words alone."""
    if target.startswith("https:"):
        return f'<a href="{target}" rel="noopener noreferrer" target="_blank">{words}</a>'
    file, _, anchor = target.partition("#")
    stem = Path(file or path.name).stem
    if found := re.search(r"learn/exercises/(\w+)/given\.py", file):
        return f'<a href="#exercise/{found[1]}">{words}</a>'
    if stem == "glossary" or re.fullmatch(r"\d-[\w-]+", stem):
        place = "glossary" if stem == "glossary" else f"course/{stem}"
        return f'<a href="#{place}{"/" + anchor if anchor else ""}">{words}</a>'
    return words


def pictures(html: str, path: Path) -> str:
    """The light and the dark picture, inside the page; nothing if they are too large."""
    kinds = (("light", r'\ssrc="(.*?)"'), ("dark", r'\ssrcset="(.*?)"'))
    names = {kind: found[1] for kind, what in kinds if (found := re.search(what, html))}
    alt = re.search(r'\salt="(.*?)"', html)
    images = ""
    for kind, name in names.items():
        file = (path.parent / name).resolve()
        if file.stat().st_size > LIMIT:
            return ""
        which = f' class="live-{kind}"' if len(names) > 1 else ""
        if file.suffix == ".svg":  # as text, it is packed more tightly
            source = f"data:image/svg+xml;charset=utf-8,{quote(file.read_text('utf-8'), SAFE)}"
        else:
            source = f"data:image/png;base64,{base64.b64encode(file.read_bytes()).decode()}"
        images += f'<img{which} src="{source}" alt="{alt[1] if alt else ""}">'
    return f'<span class="shown">{images}</span>'


SAFE = " =/:;,.()!*-_@?'"


# --- pages that are made with Graphviz --------------------------------------------------------


def quiz_and_policies(draw: Callable[[str, str], bytes]) -> tuple[str, set[str]]:
    """The page of the quiz; and the names of all scripts of pages that the package makes."""
    tg.show.render_with(draw)
    try:
        x = tg.Tensor([1.0, 2.0], requires_grad=True, name="x")
        many = x
        for _ in range(45):  # too many to compute anew
            many = many * 1.0
        quiz = with_memory(tg.quiz().html)
        pages = [
            quiz,
            tg.quiz().html,
            tg.quiz((x * x).sum()).html,
            tg.play((x * x).sum()).html,
            tg.play(many.sum()).html,
        ]
        if not any('"still"' in page for page in pages):
            raise AssertionError("there is a page whose script is not known")
    finally:
        tg.show.render_with(None)
    return quiz, {
        name for page in pages for name in re.findall(r"script-src '(sha256-[^']+)'", page)
    }


def with_memory(page: str) -> str:
    """The quiz, which sends its answers to the page around it; its policy names that script."""
    script, start = page.rpartition("<script>")[2].partition("</script>")[0], "start();\n})();\n"
    if not script.endswith(start):
        raise AssertionError("the script of the quiz ends in another way")
    longer = script.removesuffix(start) + (HERE / "src/keep.js").read_text("utf-8") + start
    return page.replace(script, longer).replace(digest(script), digest(longer))


# --- licences ---------------------------------------------------------------------------------


def licences(parts: dict[str, Any], modules: Path, graphviz: Path) -> list[dict[str, str]]:
    """Each part that is inside, with its version and the text of its licence."""
    own = {"name": "tinygrad_edu", "version": tg.__version__, "licence": "MIT"}
    found = [{**own, "text": (DOCS.parent / "LICENSE").read_text("utf-8")}]
    files = {"pyodide": "pyodide", "@viz-js/viz": "viz-js"}
    for name, part in parts["npm"].items():
        if part["shipped"]:
            path = (
                HERE / f"licences/{files[name]}.txt"
                if name in files
                else modules / name / "LICENSE"
            )
            found.append(as_licence(name, part, path.read_text("utf-8")))
    for name, part in {**parts["inside"], **parts["here"]}.items():
        text = (HERE / f"licences/{name.lower()}.txt").read_text("utf-8")
        found.append(as_licence(name, part, text))
    with zipfile.ZipFile(graphviz) as inside:
        name = next(name for name in inside.namelist() if name.endswith("LICENSE.txt"))
        text = inside.read(name).decode()
    found.append(as_licence("graphviz for Python", parts["pypi"]["graphviz"], text))
    return found


def as_licence(name: str, part: dict[str, Any], text: str) -> dict[str, str]:
    """The licence of a part."""
    return {"name": name, "version": part["version"], "licence": part["licence"], "text": text}

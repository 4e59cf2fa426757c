"""The pages of docs/ as sources for Sphinx: their links lead to pages, their pictures have themes.

The site has a page for whatever a link leads to: an example, an exercise, a file of code.
"""

import base64
import hashlib
import re
import shutil
from pathlib import Path

import notebooks
from make_dark import dark
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\])\((?!\w+:|#|/)([^)#\s]+)(#[^)\s]*)?\)")
PICTURE = re.compile(
    r'(?:<a href="(?P<page>[^"]*)">)?<picture>\s*<source[^>]*>\s*'
    r'<img src="(?P<path>[^"]*)" alt="(?P<alt>[^"]*)">\s*</picture>(?:</a>)?'
)
IMAGE = re.compile(r'<img src="([^"]*)"(?: width="(\d+)")? alt="([^"]*)">')
EMBEDDED = """\
<div class="player">
<iframe class="only-light" loading="lazy" src="{0}-light.html" title="{1}"></iframe>
<iframe class="only-dark" loading="lazy" src="{0}-dark.html" title="{1}"></iframe>
</div>

<a href="{0}.html">Play alone</a>
"""
PLACES = {"../README.md": "readme", "../examples/README.md": "examples/index"}
PLACES["../tinygrad_edu"] = "api/tinygrad_edu"
PLAYGROUND = """\
{.playground}
**<a href="playground.html">Open the playground</a>**: the course, the exercises and Python in one
file, with nothing to install. It works without a network, so you can download it and take it along.
"""
LANGUAGES = {".py": "python", ".sh": "bash", ".json": "json", ".md": "markdown"}


class Sources:
    """The folder of sources: `page` writes a page there, and each file that it links to."""

    def __init__(self, folder):
        self.folder = folder
        self.written = set()
        self.linked = set()  # files of the repository that need a page with their code

    def page(self, name, text, home):
        """Write the page `name`, whose links are relative to the folder `home`."""
        depth = name.count("/")
        text = PICTURE.sub(lambda found: self.picture(found, home, depth), text)
        text = IMAGE.sub(lambda found: self.image(found, home), text)
        text = LINK.sub(lambda found: self.link(found, home, depth), text)
        text = re.sub(r"^(?=\| claim \|)", "{.claims}\n", text, flags=re.M)
        self.save(f"{name}.md", text)

    def save(self, name, content):
        """Write a file, unless it is there already: Sphinx then need not read it again."""
        path = self.folder / name
        content = content if isinstance(content, bytes) else content.encode()
        if not (path.exists() and path.read_bytes() == content):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        self.written.add(path)

    def link(self, found, home, depth):
        """A link or a picture in Markdown, as it is on the site."""
        text, target, anchor = found[1], (home / found[2]).resolve(), found[3] or ""
        if not target.exists():
            return found[0]
        if text.startswith("!"):
            return self.themes(text[2:-1], target)
        if target.suffix == ".html":
            return f'<a href="{"../" * depth}{target.name}">{text[1:-1]}</a>'
        return f"{text}(/{self.place(target)}.md{anchor})"

    def place(self, path):
        """The page of the site for a file or a folder of the repository."""
        inside = path.relative_to(ROOT)
        match inside.parts:
            case ("docs", *_) if path.suffix == ".md":
                return path.relative_to(DOCS).with_suffix("").as_posix()
            case ("README.md",):
                return "readme"
            case ("examples", "README.md"):
                return "examples/index"
            case ("examples", _) if path.suffix == ".py" and path.stem != "reproduce":
                return f"examples/{path.stem}"
            case ("tinygrad_edu", "learn", "exercises", name, "given.py"):
                return f"exercises/{name}"
            case ("tinygrad_edu", *_) if (path / "__init__.py").exists():
                return f"api/{'.'.join(inside.parts)}"
        self.linked.add(path)
        return f"code/{inside.as_posix()}" + ("/index" if path.is_dir() else "")

    def themes(self, alt, path, more=""):
        """A picture for the light page, and one for the dark page."""
        path = path.relative_to(DOCS)
        other = path.with_stem(f"{path.stem}-dark")
        if not (DOCS / other).exists() and not (self.folder / other).exists():
            (self.folder / other).parent.mkdir(parents=True, exist_ok=True)
            with Image.open(DOCS / path) as picture:
                dark(picture).quantize(256).save(self.folder / other, optimize=True)
        self.written.add(self.folder / other)
        pair = zip((path, other), ("light", "dark"), strict=True)
        return " ".join(f"![{alt}](/{file.as_posix()}){{.only-{x}{more}}}" for file, x in pair)

    def picture(self, found, home, depth):
        """A <picture>; if it is a still of a page, the page itself."""
        if found["page"]:
            name = Path(found["page"]).with_suffix("").name
            return EMBEDDED.format("../" * depth + name, found["alt"])
        return self.themes(found["alt"], (home / found["path"]).resolve())

    def image(self, found, home):
        """An <img>: a small one, as in tables, has themes."""
        path = (home / found[1]).resolve()
        if found[2]:
            return self.themes(found[3], path, f" width={found[2]}px")
        return f"![{found[3]}](/{path.relative_to(DOCS).as_posix()})"

    def code(self):
        """Write a page for each file that a page links to, and for each file of those folders."""
        done = set()
        while left := self.linked - done:
            for path in sorted(left):
                self.of_folder(path) if path.is_dir() else self.of_file(path)
            done |= left

    def of_folder(self, path):
        """The page of a folder: its files."""
        inside = path.relative_to(ROOT).as_posix()
        rows = [
            f"- [`{file.name}`]({file.relative_to(ROOT).as_posix()})"
            for file in sorted(path.iterdir())
            if file.suffix in LANGUAGES or (file.is_dir() and not file.name.startswith("__"))
        ]
        self.page(f"code/{inside}/index", f"{HIDDEN}# {inside}\n\n" + "\n".join(rows), ROOT)

    def of_file(self, path):
        """The page of a file: its text."""
        inside = path.relative_to(ROOT).as_posix()
        text = path.read_text("utf-8")
        if len(text) > 200_000:  # a table of results that nobody reads
            text = text[:20_000] + "\n…\n"
        self.save(f"code/{inside}.md", f"{HIDDEN}# {inside}\n\n{fenced(text, path.suffix, True)}")

    def remove_others(self):
        """Remove what an earlier build wrote, and this one did not."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.written:
                path.unlink()


HIDDEN = "---\norphan: true\nnosearch: true\n---\n\n"  # in no table of contents; found by links


SAID = re.compile(r"```text\n(.*?)\n```", re.S)


def message(found):
    """A message as one line, that is as wide as the screen; a table stays as it is."""
    return found[0] if "  " in found[1] else wrapped(found[1].replace("\n", " "))


def wrapped(text):
    """A block of text whose lines are broken where the screen ends."""
    return f"```{{code-block}} text\n:class: wrapped\n\n{text}\n```"


def fenced(text, suffix=".py", numbers=False):
    """A block of code."""
    mark = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    if numbers:
        return (
            f"{mark}{{code-block}} {LANGUAGES.get(suffix, 'text')}\n:linenos:\n\n{text}\n{mark}\n"
        )
    return f"{mark}{LANGUAGES.get(suffix, 'text')}\n{text.strip()}\n{mark}\n"


def collect(sources, playground=False):
    """All pages of docs/, and its pictures; the first page leads to the playground, if it is."""
    for path in sorted(DOCS.glob("**/*.md")):
        inside = path.relative_to(DOCS)
        if inside.parts[0] in ("_build", "live", "errors.md", "exercises.md"):
            continue  # made.py writes these
        text = path.read_text("utf-8")
        if inside.name == "index.md":
            text = text.replace("\n- **[", "\n{.doors}\n- **[", 1) + contents(text)
            title, what, rest = text.split("\n\n", 2)
            text = "\n\n".join((title, what, PLAYGROUND.strip(), rest)) if playground else text
        if inside.parts[0] == "course":
            notebook = f"{inside.stem}.ipynb"
            sources.save(f"course/{notebook}", notebooks.of_chapter(text, path.parent))
            title, question, rest = text.split("\n\n", 2)
            link = f"{{download}}`This chapter as a notebook <{notebook}>`"
            text = "\n\n".join((title, question, link, rest))
        if inside.name == "when-training-fails.md":
            text = SAID.sub(message, text)
        sources.page(inside.with_suffix("").as_posix(), text, path.parent)
    readme = (ROOT / "README.md").read_text("utf-8").partition("\n")[2]
    sources.page("readme", f"# The README\n{readme}", ROOT)
    for path in (DOCS / "pictures").rglob("*.*"):
        target = sources.folder / path.relative_to(DOCS)
        sources.written.add(target)
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def contents(text):
    """The tables of contents of the first page: for each part, what it links to, in order."""
    parts = []
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        pages = {}
        for found in LINK.finditer(part):
            if found[2] in PLACES or found[2].endswith(".md"):
                title = found[1][1].upper() + found[1][2:-1]
                pages.setdefault(PLACES.get(found[2], found[2].removesuffix(".md")), title)
        pages = [f"{title} </{page}>" for page, title in pages.items()]
        caption = part.partition("\n")[0]
        parts.append(toctree(pages, f":caption: {caption}\n:hidden:\n"))
    return "".join(parts)


def toctree(pages, options=":hidden:\n"):
    """What Sphinx makes the sidebar from."""
    return f"\n```{{toctree}}\n{options}\n" + "\n".join(pages) + "\n```\n"


def in_one_theme(page, theme):
    """A page that follows the machine's theme, as one that is light or dark for good.

    A frame does not follow the page that it is in.  The policy of the page names the hash of its
    style, which is another one then.
    """
    style = re.search("<style>(.*?)</style>", page, re.S)[1]
    media = "screen" if theme == "dark" else "not all"
    changed = style.replace("screen and (prefers-color-scheme:dark)", media)
    assert changed != style, "the page has no dark theme"
    page = page.replace(style, changed).replace(digest(style), digest(changed))
    return page.replace('content="light dark"', f'content="{theme}"')


def digest(text):
    """The hash by which a policy allows a style."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

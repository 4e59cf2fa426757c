"""Pages of the site that are made from other files: examples, exercises, errors."""

import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import notebooks
from pages import DOCS, ROOT, SAID, fenced, in_one_theme, toctree, wrapped

from tinygrad_edu.learn.catalogue import CHAPTERS, EXERCISES

EXAMPLES = ROOT / "examples"


# --- examples ---------------------------------------------------------------------------------


def examples(sources):
    """A page for each example: question, text, numbers, pictures, claims, code."""
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    names = re.findall(r"^\| \[(\w+)\]", readme, re.M)
    for name in names:
        picture = re.search(rf'\({name}\.py\).*?src="\.\./docs/([^"]*)"', readme)
        played = (sources.folder / "extra" / f"{name}.html").exists()
        text = example(name, picture and picture[1], played)
        sources.page(f"examples/{name}", text, EXAMPLES)
        code = (EXAMPLES / f"{name}.py").read_text("utf-8")
        sources.save(f"examples/{name}.py", code)
        sources.save(f"examples/{name}.ipynb", notebooks.of_example(code))
    sources.page(
        "examples/index", readme + toctree(f"/examples/{name}" for name in names), EXAMPLES
    )


def example(name, picture, played=False):
    """The page of an example."""
    code = (EXAMPLES / f"{name}.py").read_text("utf-8")
    question, _, text = code.split('"""')[1].partition("\n")
    first, _, rest = question.partition("?  ")
    parts = [f"# {first.rstrip('?')}?\n", rest, prose(text)]
    parts += player(name, first) if played else pictures(name, picture, first)
    parts += claims(name)
    parts += [
        "## The code\n",
        f"{{download}}`{name}.py`, or {{download}}`as a notebook <{name}.ipynb>`."
        " Both belong in the folder `examples`, beside `shared`.\n",
        fenced(code),
    ]
    return "\n".join(parts)


def prose(text):
    """A docstring as Markdown: what is indented is what one types, or what is printed."""
    parts = []
    for part in textwrap.dedent(text).strip().split("\n\n"):
        indented = part.startswith(" ")
        kind = ".sh" if "python " in part else ""
        parts.append(fenced(textwrap.dedent(part), kind) if indented else f"{part}\n")
    return "\n".join(parts)


def player(name, alt):
    """The page that an example makes, to play in a frame."""
    yield f'<a href="{name}.html"><picture><source><img src="" alt="{alt}?"></picture></a>\n'


def pictures(name, small, alt):
    """The pictures of an example, large."""
    claimed = (DOCS / "reproductions.md").read_text("utf-8")
    paths = [path.relative_to(DOCS) for path in sorted((DOCS / "pictures/course" / name).glob("*"))]
    for path in map(Path.as_posix, paths or ([Path(small)] if small else [])):
        words = re.search(rf"!\[([^\]]*)\]\({re.escape(path)}\)", claimed)
        yield f"![{words[1] if words else alt + '?'}](../docs/{path})\n"


def claims(name):
    """The rows of docs/reproductions.md about this example."""
    page = (DOCS / "reproductions.md").read_text("utf-8")
    rows = re.findall(rf"^\| \[(.*)\]\(\.\./examples/{name}\.py\) (\|.*)$", page, re.M)
    if rows:
        yield "## What was published, and what we get\n"
        yield "| claim | published | ours | verdict |\n| --- | --- | --- | --- |"
        yield from (f"| {claim} {rest}" for claim, rest in rows)
        yield "\n[All claims](../docs/reproductions.md)\n"


# --- exercises --------------------------------------------------------------------------------


def exercises(sources, playground=False):
    """A page for each exercise, and their list at the end of docs/exercises.md."""
    chapters = {path.stem.replace("-", "_"): path for path in sorted(DOCS.glob("course/*.md"))}
    listed = ["\n## All exercises\n"]
    for key, names in CHAPTERS.items():
        chapter = chapters[key]
        title = chapter.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        listed.append(f"\n[{title}](course/{chapter.name})\n")
        for name in names.split():
            question = EXERCISES[name].question
            folder = "../tinygrad_edu/learn/exercises"
            listed.append(f"- [`{name}`]({folder}/{name}/given.py): {question}")
            text = exercise(EXERCISES[name], title, chapter, playground)
            sources.page(f"exercises/{name}", text, DOCS)
    text = (DOCS / "exercises.md").read_text("utf-8")
    text = SAID.sub(lambda found: wrapped(found[1]), text) + "\n".join(listed) + "\n"
    sources.page("exercises", text + toctree(f"/exercises/{name}" for name in EXERCISES), DOCS)


def exercise(this, title, chapter, playground=False):
    """The page of an exercise: the text that is given, and hints that open one by one."""
    place = f"../playground.html#exercise/{this.name}"
    here = (
        f'<a href="{place}">Do it in the browser</a>, with nothing to install, or on your computer.'
    )
    hints = zip(("A question", "The rule", "The line, with a hole"), this.hints, strict=True)
    folded = [
        f"<details><summary>{name}</summary>\n\n{hint}\n\n</details>\n" for name, hint in hints
    ]
    run = f"python -m tinygrad_edu.learn check {this.name}"
    return "\n".join(
        [
            f"# {this.name}\n",
            f"{this.question} This exercise goes with [{title}](course/{chapter.name}).\n",
            fenced(this.given),
            f"{here}\n" if playground and not this.all_digits else "",
            f"The file is `tinygrad_exercises/{this.path}`;"
            " [how exercises work](exercises.md) says how it gets there. Check your answer with\n",
            fenced(run, ".sh"),
            "## Hints\n",
            *folded,
        ]
    )


# --- errors -----------------------------------------------------------------------------------


def errors(sources):
    """A page for each mistake of docs/errors.md, and a list of their messages."""
    head, *parts = (DOCS / "errors.md").read_text("utf-8").split("\n## ")
    listed, places = [head], []
    for part in parts:
        name, *mistakes = part.split("\n### ")
        listed.append(f"\n## {name.strip()}\n\n| mistake | message |\n| --- | --- |")
        for mistake in mistakes:
            title, _, text = mistake.partition("\n")
            place = f"errors/{slug(title)}"
            text = MESSAGE.sub(unwrapped, text)
            says = " ".join(MESSAGE.search(text)[1].split())
            says = textwrap.shorten(says, 110, placeholder=" …").replace("|", "\\|")
            listed.append(f"| [{title}](/{place}.md) | `{says.replace('`', '')}` |")
            places.append(place)
            sources.page(place, f"# {title}\n{text.rstrip()}\n\n[All errors](errors.md)\n", DOCS)
    sources.page(
        "errors", "\n".join(listed) + "\n" + toctree(f"/{place}" for place in places), DOCS
    )


MESSAGE = re.compile(r"```(?:text|\{code-block\} text\n:class: wrapped\n)\n(.*?)\n```", re.S)


def unwrapped(found):
    """A message that is as wide as the screen."""
    return wrapped(found[1].replace("\n    ", " "))


def slug(title):
    """A title as the name of a file."""
    return re.sub(r"[^\w]+", "-", title.lower()).strip("-")


# --- players ----------------------------------------------------------------------------------


def players(folder):
    """Write the player of docs/, as it is and in one theme; return what could not be made."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    save_player(folder, "player", (DOCS / "player.html").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, EXAMPLES / "36_player.py", "--out", out]
        run = subprocess.run(command, capture_output=True, encoding="utf-8")
        if run.returncode:
            reason = " ".join(run.stderr.rpartition("Error: ")[2].split()).partition(". ")[0]
            return [f"the player of example 36: {reason}"]
        save_player(folder, "36_player", Path(out, "backprop.html").read_text("utf-8"))
    return []


def save_player(folder, name, page):
    """A page of the player, and two to embed."""
    (folder / f"{name}.html").write_text(page, "utf-8")
    for theme in ("light", "dark"):
        (folder / f"{name}-{theme}.html").write_text(in_one_theme(page, theme), "utf-8")

"""Build the playground, one HTML file, and the files of the live cells.

    python docs/live/build.py [folder]      # docs/_build/html, if none is named
    python docs/live/build.py --strict      # a part that cannot be had is an error

The parts come from npm and PyPI, in the versions of parts.json, and each must have the hash that
stands there.  They are kept in docs/_build/parts.  NumPy for the browser lies beside this file.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE = HERE.parent / "_build" / "parts"
OUTPUT = HERE.parent / "_build" / "html"
sys.path.insert(0, str(HERE))  # for content.py, whoever imports this
PARTS: dict[str, Any] = json.loads((HERE / "parts.json").read_text("utf-8"))
FEW = {"train": 1000, "t10k": 500}  # digits that the playground has


class MissingError(Exception):
    """A part that cannot be had, or that is another than it should be."""


# --- parts ------------------------------------------------------------------------------------


def build(output: Path = OUTPUT, strict: bool = False) -> list[str]:
    """Write playground.html and the folder `live`; lines that say what could not be got.

    With `strict` a missing part raises a MissingError.
    """
    try:
        packages = Packages()
        write(output, packages)
    except MissingError as error:
        if strict:
            raise
        return [f"no playground and no live cells: {error}"]
    return []


class Packages:
    """The unpacked parts, each with the hash that parts.json has."""

    def __init__(self) -> None:
        if not shutil.which("npm") or not shutil.which("node"):
            raise MissingError("they are built with node and npm, which are not on the PATH")
        CACHE.mkdir(parents=True, exist_ok=True)
        self.folder = CACHE / "node_modules"
        missing = [name for name in PARTS["npm"] if not self.is_right(name)]
        if missing:
            wanted = [f"{name}@{PARTS['npm'][name]['version']}" for name in missing]
            once = ("--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
            run("npm", "pack", *once, *wanted, where=CACHE)
        for name in PARTS["npm"]:
            if not self.is_right(name):
                raise MissingError(f"{archive(name).name} from npm has not the hash of parts.json")
            self.unpack(name)
        self.graphviz = wheel("graphviz")
        self.numpy = HERE / PARTS["here"]["numpy"]["file"]
        self.lock = json.loads((self.folder / "pyodide" / "pyodide-lock.json").read_text("utf-8"))
        locked, found = self.lock["packages"]["numpy"]["sha256"], sha256(self.numpy)
        if not found == locked == PARTS["here"]["numpy"]["sha256"]:
            raise MissingError(f"{self.numpy.name} is not the file that Pyodide's lock names")

    def is_right(self, name: str) -> bool:
        """Whether the archive of a package is there, with the right hash."""
        path = archive(name)
        if not path.is_file():
            return False
        digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
        return PARTS["npm"][name]["integrity"] == f"sha512-{digest}"

    def unpack(self, name: str) -> None:
        """Unpack a package where Node looks for it; none of its scripts is run."""
        place = self.folder / name
        mark = place / ".version"
        version = PARTS["npm"][name]["integrity"]
        if mark.is_file() and mark.read_text("utf-8") == version:
            return
        shutil.rmtree(place, ignore_errors=True)
        with tarfile.open(archive(name)) as tar:
            for member in tar:
                inside = member.name.partition("/")[2]
                if member.isfile() and ".." not in inside and not inside.endswith((".md", ".map")):
                    path = place / inside
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(tar.extractfile(member).read())  # type: ignore[union-attr]
        mark.write_text(version, "utf-8")

    def text(self, path: str) -> str:
        """A file of a package."""
        return (self.folder / path).read_text("utf-8")


def archive(name: str) -> Path:
    """The file that `npm pack` makes of a package."""
    plain = name.removeprefix("@").replace("/", "-")
    return CACHE / f"{plain}-{PARTS['npm'][name]['version']}.tgz"


def wheel(name: str) -> Path:
    """A wheel from PyPI."""
    part = PARTS["pypi"][name]
    path = CACHE / part["file"]
    if not path.is_file():
        wanted = f"{name}=={part['version']}"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries", "1"]
        run(*pip, "--only-binary", ":all:", "--dest", ".", wanted, where=CACHE)
    if not path.is_file() or sha256(path) != part["sha256"]:
        raise MissingError(f"{path.name} from PyPI has not the hash of parts.json")
    return path


def sha256(path: Path) -> str:
    """The hash of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(*command: str, where: Path, stdin: str = "") -> str:
    """Run a program; its output."""
    program = shutil.which(command[0]) or command[0]
    done = subprocess.run(
        [program, *command[1:]], input=stdin, cwd=where, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        words = " ".join((done.stderr or done.stdout).split())[:300]
        raise MissingError(f"{' '.join(command[:2])} failed: {words}")
    return done.stdout


def bundled(packages: Packages, name: str) -> str:
    """A script and all that it imports, as one."""
    esbuild = packages.folder / "esbuild-wasm" / "bin" / "esbuild"
    link = CACHE / "src"
    shutil.rmtree(link, ignore_errors=True)
    shutil.copytree(HERE / "src", link)  # below node_modules, where esbuild finds the packages
    options = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=error")
    return run("node", str(esbuild), f"src/{name}", *options, "--legal-comments=none", where=CACHE)


# --- what they become -------------------------------------------------------------------------


def package() -> bytes:
    """The package without its digits, of which it gets a few; and what it needs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as found:
        for path in sorted((ROOT / "tinygrad_edu").rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and "__pycache__" not in name and "/mnist/" not in name:
                add(found, name, path.read_bytes())
        for name, data in digits():
            add(found, f"tinygrad_edu/datasets/mnist/{name}", data)
        with zipfile.ZipFile(wheel("graphviz")) as inside:
            for name in inside.namelist():
                add(found, name, inside.read(name))
        add(found, "in_browser.py", (HERE / "in_browser.py").read_bytes())
    return file.getvalue()


def add(found: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file without its date, so that the same files give the same archive."""
    found.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_STORED)


def digits() -> Iterator[tuple[str, bytes]]:
    """The first digits of each of the four files; and the hashes of the shorter files."""
    hashes = {}
    for path in sorted((ROOT / "tinygrad_edu/datasets/mnist").glob("*.gz")):
        data = gzip.decompress(path.read_bytes())
        few, size = FEW[path.name.split("-")[0]], 784 if "images" in path.name else 1
        head = 16 if size > 1 else 8
        short = data[:4] + few.to_bytes(4, "big") + data[8 : head + few * size]
        hashes[path.stem] = hashlib.sha256(short).hexdigest()
        yield path.stem, short
    yield "sha256.json", json.dumps(hashes).encode()


def parts_of(packages: Packages) -> dict[str, bytes]:
    """What the interpreter needs, by name."""
    pyodide = packages.folder / "pyodide"
    code = [
        packages.text("pyodide/pyodide.asm.js"),
        packages.text("pyodide/pyodide.js"),
        packages.text("@viz-js/viz/dist/viz-global.js"),
        (HERE / "src/worker.js").read_text("utf-8"),
    ]
    code = [re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text) for text in code]
    own = package()
    stdlib, numpy = compiled(stored(pyodide / "python_stdlib.zip"), stored(packages.numpy), own)
    lock = {**packages.lock, "packages": {"numpy": packages.lock["packages"]["numpy"]}}
    return {
        "worker.js": "\n;\n".join(code).encode(),
        "pyodide.asm.wasm": (pyodide / "pyodide.asm.wasm").read_bytes(),
        "python_stdlib.zip": stdlib,
        packages.numpy.name: numpy,
        "tinygrad_edu.zip": own,
        "pyodide-lock.json": json.dumps(lock).encode(),
    }


def compiled(stdlib: bytes, numpy: bytes, own: bytes) -> list[bytes]:
    """Python's and NumPy's archive, in which the modules that are needed first are compiled."""
    files = {"stdlib.zip": stdlib, "numpy.zip": numpy, "own.zip": own}
    for name, data in files.items():
        (CACHE / name).write_bytes(data)
    shutil.copy(HERE / "src/compile.js", CACHE)  # below node_modules, where Node finds Pyodide
    run("node", "compile.js", str(HERE / "compiled.py"), *files, where=CACHE)
    return [(CACHE / name).read_bytes() for name in ("stdlib.zip", "numpy.zip")]


# what nobody needs here: files for those who compile programs, letters of old Macs and DOS, and
# modules that need a network or processes
NEEDLESS = re.compile(
    r".*\.(pyi|pxd|h|a|c)$|numpy/f2py/|encodings/(mac_|cp(?!437)\d{3}\.)|multiprocessing/|xmlrpc/|"
    r"wsgiref/|http/(server|cookiejar)|(smtp|ftp|imap|pop|telnet|nntp)lib|mailbox|socketserver"
)


def stored(path: Path) -> bytes:
    """An archive without what is needless, and not compressed: as a whole it becomes smaller."""
    file = io.BytesIO()
    with zipfile.ZipFile(path) as inside, zipfile.ZipFile(file, "w") as found:
        for name in inside.namelist():
            if not NEEDLESS.match(name):
                add(found, name, inside.read(name))
    return file.getvalue()


def packed(data: bytes) -> str:
    """Gzip in base64."""
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()


def write(output: Path, packages: Packages) -> None:
    """Write the playground, and the files of the live cells."""
    try:
        import content
    except ModuleNotFoundError as error:
        raise MissingError(f"{error.name} is not installed: pip install --group browser") from None
    parts = {name: packed(data) for name, data in parts_of(packages).items()}
    style, _ = styles()
    licences = content.licences(PARTS, packages.folder, packages.graphviz)
    with Graphviz(packages) as graphviz:
        quiz, policies = content.quiz_and_policies(graphviz.draw)
    shown = json.dumps(content.content(licences), ensure_ascii=False)
    app = bundled(packages, "playground.js")
    more = {"content.json": shown.encode(), "quiz.html": quiz.encode(), "app.js": app.encode()}
    script = bundled(packages, "begin.js")
    allowed = " ".join(f"'{name}'" for name in [hashed(script), *sorted(policies)])
    policy = (
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval' blob:; worker-src blob:; "
        "style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    texts = {**parts, **{name: packed(data) for name, data in more.items()}}
    scripts = [f'<script type="text/plain" id="part:{k}">{v}</script>' for k, v in texts.items()]
    page = Template((HERE / "src/playground.html").read_text("utf-8")).substitute(
        policy=policy, style=style, parts="\n".join(scripts), script=script
    )
    output.mkdir(parents=True, exist_ok=True)
    (output / "playground.html").write_text(page, "utf-8")
    write_cells(output / "live", packages, parts, licences)
    attach(output)


def write_cells(
    folder: Path, packages: Packages, parts: dict[str, str], licences: list[dict[str, str]]
) -> None:
    """Write the script and the style of the live cells, and the parts that they load."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "parts").mkdir(parents=True)
    (folder / "cells.js").write_text(bundled(packages, "cells.js"), "utf-8")
    (folder / "cells.css").write_text(styles()[1], "utf-8")
    (folder / "parts" / "editor.js").write_text(bundled(packages, "site-editor.js"), "utf-8")
    for name, text in parts.items():
        call = f"tinygradLive.part({json.dumps(name)}, {json.dumps(text)});\n"
        (folder / "parts" / f"{name}.js").write_text(call, "utf-8")
    names = f"tinygradLive.parts = {json.dumps([*parts])};\n"
    (folder / "parts" / "list.js").write_text(names, "utf-8")
    texts = [f"{x['name']} {x['version']}, {x['licence']}\n\n{x['text']}" for x in licences]
    (folder / "LICENCES.txt").write_text(f"\n\n{'=' * 80}\n\n".join(texts), "utf-8")


TAGS = """<link rel="stylesheet" href="../live/cells.css">
<script defer src="../live/cells.js"></script>
</head>"""


def attach(output: Path) -> None:
    """Give the chapters of the built site their live cells."""
    for path in (output / "course").glob("*.html"):
        text = path.read_text("utf-8")
        if "live/cells.js" not in text:
            path.write_text(text.replace("</head>", TAGS, 1), "utf-8")


DARK = """--live-page: #0d1117; --live-soft: #161b22; --live-ink: #e6edf3; --live-muted: #9ba7b4;
  --live-line: #30363d; --live-accent: #6cb0ff; --live-on-accent: #0d1117; --live-good: #56d364;
  --live-good-soft: #12261a; --live-bad: #ff8a80; --live-bad-soft: #3a1d1c; --live-warn: #e3b341;
  --live-warn-soft: #2e2508; --live-keyword: #ff9bce; --live-string: #7ee0a8;
  --live-number: #79c0ff; --live-comment: #9ba7b4; --live-name: #d2a8ff;"""


def styles() -> tuple[str, str]:
    """The style of the playground, which follows the machine; and that of the live cells.

    The cells follow the switch of the page: `data-theme` of its body is light, dark or auto.
    """
    live = (HERE / "src/live.css").read_text("utf-8")
    own = (HERE / "src/playground.css").read_text("utf-8")
    screen = "@media (prefers-color-scheme: dark)"
    dark = f"{{ {DARK} }}\n"
    swap = "{0} .live-light {{ display: none; }}\n{0} .live-dark {{ display: block; }}\n"
    light = ".live-picture .live-dark { display: none; }\n"
    always, auto = 'body[data-theme="dark"]', 'body:not([data-theme="light"])'
    of_machine = f"{light}{screen} {{ :root {dark}{swap.format(':root')} }}"
    of_switch = f"{light}{always} {dark}{swap.format(always)}"
    of_switch += f"{screen} {{ {auto} {dark}{swap.format(auto)} }}"
    found = [live.replace("/*DARK*/", rules) for rules in (of_machine, of_switch)]
    return found[0] + own, found[1]


class Graphviz:
    """Graphviz in WebAssembly, run by Node: the one that the playground draws with."""

    def __init__(self, packages: Packages) -> None:
        self.packages = packages

    def __enter__(self) -> Graphviz:
        script = CACHE / "graphviz.js"  # below node_modules, where Node finds the package
        shutil.copy(HERE / "src/graphviz.js", script)
        self.process = subprocess.Popen(
            [shutil.which("node") or "node", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return self

    def draw(self, source: str, kind: str) -> bytes:
        """The picture of a graph, as SVG."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"source": source, "images": []}) + "\n")
        self.process.stdin.flush()
        return str(json.loads(self.process.stdout.readline())).encode()

    def __exit__(self, *error: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def hashed(text: str) -> str:
    """The name by which a content policy allows a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def main() -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description="Build the playground and the live cells.")
    parser.add_argument("output", nargs="?", type=Path, default=OUTPUT)
    parser.add_argument("--strict", action="store_true", help="a missing part is an error")
    options = parser.parse_args()
    try:
        lines = build(options.output, options.strict)
    except MissingError as error:
        sys.exit(f"docs/live: {error}")
    print("\n".join(lines or [f"built {options.output / 'playground.html'}"]))


if __name__ == "__main__":
    main()

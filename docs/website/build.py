"""Build the site: `make docs`, or python docs/website/build.py.

The pages of docs/ are its sources.  Pages for examples, exercises, errors and modules are made from
their files, links are rewritten, and Sphinx does the rest.  A part that this machine cannot make is
named in one line, and left out; with --strict that is a failure, and so it is in CI.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent
sys.path[:0] = [str(HERE), str(DOCS / "generators")]

import check
import made
import modules
import pages
from sphinx.cmd.build import build_main


def write_sources(folder, playground=False):
    """Write the sources; return what could not be made."""
    sources = pages.Sources(folder)
    missing = made.players(folder / "extra")
    sources.written |= set((folder / "extra").iterdir())
    pages.collect(sources, playground)
    made.examples(sources)
    made.exercises(sources, playground)
    made.errors(sources)
    modules.modules(sources)
    sources.code()
    sources.remove_others()
    return missing


def live_part():
    """What builds the playground and the cells that run: docs/live/build.py, if it is there."""
    path = DOCS / "live" / "build.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("live_build", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(output, work, strict=False):
    """Build everything into `output`, from sources in `work`; return the exit status."""
    source, live = work / "source", live_part()
    output.mkdir(parents=True, exist_ok=True)
    missing = live.build(output) if live else []
    running = live and not missing
    missing = missing + write_sources(source, running)
    whole = f"-Dhtml_extra_path={source / 'extra'}"  # pages to copy as they are: the players
    places = ["-c", str(HERE), "-d", str(work / "doctrees"), str(source), str(output)]
    status = build_main(["-q", "-a", "-W", "--keep-going", whole, *places])
    if running:
        live.attach(output)
    dead = list(check.complaints(output))
    for line in missing:
        print(f"not built: {line}")
    print("\n".join(dead) or f"{output / 'index.html'}: every link leads somewhere")
    return status or bool(dead) or (strict and bool(missing))


def main():
    """Read the command line, and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--strict", action="store_true", help="a part that cannot be made is a failure")
    add("--output", type=Path, default=DOCS / "_build" / "html", help="the folder of the site")
    add("--work", type=Path, default=DOCS.parent / "build" / "site", help="the folder of sources")
    args = parser.parse_args()
    return build(args.output.resolve(), args.work.resolve(), args.strict or "CI" in os.environ)


if __name__ == "__main__":
    sys.exit(main())

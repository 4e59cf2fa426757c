"""Is it true?  Runs every example that tests a published claim, and writes docs/reproductions.md.

Each run (an example with a seed) is kept in examples/reproductions.json as soon as it is done, so
an interruption loses at most one.  Finished runs are not repeated.  A quick try has results and a
page of its own, in output/reproductions.

    python examples/reproduce.py                  # everything that is missing: an hour or so
    python examples/reproduce.py --quick          # a first try: small settings, some minutes
    python examples/reproduce.py --only 11_noise  # one example, or several
    python examples/reproduce.py --page           # only write the page
"""

import argparse
import importlib
import shutil
import tempfile
import time
from pathlib import Path

from claims import nielsen, papers, video
from shared import page, results

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
QUICK = Path("output/reproductions")
PICTURES = "pictures/course"  # in the folder of the page
SOURCES = {
    "The video": video.CLAIMS,
    "The papers at its end": papers.CLAIMS,
    "Nielsen's book": nielsen.CLAIMS,
}
CLAIMS = [claim for claims in SOURCES.values() for claim in claims]


def wanted(only, quick):
    """Each example with each of its seeds, once."""
    names = dict.fromkeys(claim.example for claim in CLAIMS)
    if unknown := set(only) - set(names):
        raise SystemExit(
            f"--only: there is no {', '.join(sorted(unknown))}; try {', '.join(names)}"
        )
    for name in only or names:
        seeds = max(claim.seeds for claim in CLAIMS if claim.example == name)
        yield from ((name, seed) for seed in range(1 if quick else seeds))


def keep(name, saved, folder):
    """Copy the pictures that the page shows."""
    for picture in {claim.picture for claim in CLAIMS if claim.example == name}:
        if picture and (saved / picture).exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(saved / picture, folder / picture)


def write_page(path, docs, quick):
    """The page from all results so far."""
    with results.only_one(path):
        text = page.page(SOURCES, results.read(path), docs / PICTURES, quick)
        (docs / "reproductions.md").write_text(text, encoding="utf-8")


def main():
    """Run what is missing, one after the other, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small settings, the first seed")
    parser.add_argument("--only", nargs="+", default=[], metavar="EXAMPLE", help="not all")
    parser.add_argument("--again", action="store_true", help="repeat finished runs, too")
    parser.add_argument("--page", action="store_true", help="only write the page")
    parser.add_argument("--docs", type=Path, help="the folder of results and page")
    args = parser.parse_args()
    folder = args.docs or (QUICK if args.quick else None)
    docs = folder or DOCS
    path = (folder or HERE) / "reproductions.json"
    docs.mkdir(parents=True, exist_ok=True)
    for name, seed in () if args.page else wanted(args.only, args.quick):
        done = {results.which(run) for run in results.read(path)}
        if (name, args.quick, seed) in done and not args.again:
            continue
        print(f"\n=== {name}, seed {seed}", flush=True)
        start = time.perf_counter()
        measure = importlib.import_module(name).measure
        with tempfile.TemporaryDirectory() as out:
            values = measure(seed, args.quick, None if seed else Path(out))
            if not args.quick:
                keep(name, Path(out), docs / PICTURES / name)
        results.record(path, name, seed, args.quick, values, time.perf_counter() - start)
        write_page(path, docs, args.quick)
    write_page(path, docs, args.quick)
    print(f"\nwritten: {docs / 'reproductions.md'}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(
            "\nStopped.  Finished runs are kept; the same command continues."
        ) from None

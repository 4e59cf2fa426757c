"""Is it true?  Runs every example that tests a published claim, and writes docs/reproductions.md.

Each run (an example with a seed) is kept in examples/reproductions.json as soon as it is done, so
an interruption loses at most one.  Finished runs are not repeated.  A quick try has results and a
page of its own, in output/reproductions.

    python examples/reproduce.py                  # everything that is missing: an hour or so
    python examples/reproduce.py --quick          # a first try: small settings, some minutes
    python examples/reproduce.py --only 11_noise  # one example, or several
    python examples/reproduce.py --page           # only write the page
    python examples/reproduce.py --workers 2      # two runs at once, with Dask
    python examples/reproduce.py --scheduler tcp://host:8786  # on many machines
"""

import argparse
from contextlib import closing
from pathlib import Path

from claims import nielsen, papers, video
from shared import cluster, page, results

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


def missing(path, args):
    """The runs that are asked for and not done yet, as arguments of `cluster.measured`."""
    done = set() if args.again else {results.which(run) for run in results.read(path)}
    for name, seed in wanted(args.only, args.quick):
        if (name, args.quick, seed) not in done:
            yield name, seed, args.quick, seed == 0  # the first seed saves its pictures


def keep(name, saved, folder):
    """Write those of the saved files that the page shows."""
    for picture in {claim.picture for claim in CLAIMS if claim.example == name}:
        if picture in saved:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / picture).write_bytes(saved[picture])


def write_page(path, docs, quick):
    """The page from all results so far."""
    with results.only_one(path):
        text = page.page(SOURCES, results.read(path), docs / PICTURES, quick)
        (docs / "reproductions.md").write_text(text, encoding="utf-8")


def main():
    """Run what is missing, keep each run as soon as it is done, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small settings, the first seed")
    parser.add_argument("--only", nargs="+", default=[], metavar="EXAMPLE", help="not all")
    parser.add_argument("--again", action="store_true", help="repeat finished runs, too")
    parser.add_argument("--page", action="store_true", help="only write the page")
    parser.add_argument("--docs", type=Path, help="the folder of results and page")
    cluster.options(parser)
    args = parser.parse_args()
    cluster.check(args.workers, args.scheduler)
    folder = args.docs or (QUICK if args.quick else None)
    docs = folder or DOCS
    path = (folder or HERE) / "reproductions.json"
    docs.mkdir(parents=True, exist_ok=True)
    jobs = [] if args.page else missing(path, args)
    runs = cluster.each(cluster.measured, jobs, args.workers, args.scheduler)
    with closing(runs):
        for (name, seed, *_), (values, seconds, saved) in runs:
            if not args.quick:
                keep(name, saved, docs / PICTURES / name)
            results.record(path, name, seed, args.quick, values, seconds)
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

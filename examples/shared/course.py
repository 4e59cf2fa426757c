"""Runs an example of the course: its command line, its numbers, its picture."""

import argparse
import builtins
import re
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path

from . import cluster, results


def run(measure, doc, own_cluster=False, **settings):
    """Measure with the options of the command line, print the numbers, and save the picture.

    `settings` are more options with their defaults, which are passed on to `measure` by name; with
    `own_cluster`, so are the workers and the scheduler, which otherwise repeat it for many seeds.
    """
    doc = text_of(doc)
    name = re.search(r"python examples/(\w+)\.py", doc)[1]  # a notebook has no __file__
    parser = options(doc, Path("output") / name)
    cluster.options(parser)
    if not own_cluster:
        parser.add_argument("--seeds", type=int, default=1, help="repeat it for so many seeds")
    for setting, value in settings.items():
        parser.add_argument(f"--{setting}", type=type(value), default=value, help=" ")
    args = vars(parse(parser))
    cluster.check(args["workers"], args["scheduler"])
    out = args.pop("out")
    start = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    if own_cluster:
        numbers = kept(measure, args.pop("seed"), args.pop("quick"), out, **args)
    else:
        numbers = one_or_many(measure, name, out, **args)
    print()
    tell(numbers)
    pictures = ", ".join(sorted(path.name for path in out.iterdir()))
    print(f"\n{time.perf_counter() - start:.0f} seconds; saved in {out}: {pictures}")
    show(out)


def one_or_many(measure, name, out, seed, seeds, quick, workers, scheduler, **settings):
    """The numbers of one seed, or of each of several: {name: number} or {name: numbers}."""
    if seeds < 1:
        raise SystemExit(f"--seeds {seeds}: at least 1 is needed; the first is --seed {seed}.")
    if seeds == 1 and workers is None and scheduler is None:
        return kept(measure, seed, quick, out, **settings)
    jobs = [(name, k, quick, k == seed, settings) for k in range(seed, seed + seeds)]
    file = out / "seeds.json"
    runs = cluster.each(cluster.measured, jobs, workers, scheduler)
    done = {}
    try:
        with closing(runs):
            for (_, k, *_), (values, seconds, saved) in runs:
                if not done:
                    file.unlink(missing_ok=True)  # of an earlier command, maybe of other settings
                results.record(file, name, k, quick, values, seconds)
                done[k] = values
                for path, content in saved.items():
                    (out / path).write_bytes(content)
    except KeyboardInterrupt:
        print(f"\nStopped.  {len(done)} of {seeds} seeds are done, and kept.")
    found = [values for _, values in sorted(done.items())]
    return {key: [values[key] for values in found] for key in (found[0] if found else ())}


def options(doc, out, epochs=None, batch=None):
    """The options of all examples and, if defaults are given, those of a training."""
    parser = argparse.ArgumentParser(
        description=doc.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--seed", type=int, default=0, help="the same seed gives the same numbers")
    add("--quick", action="store_true", help="a small setting: some seconds")
    add("--out", type=Path, default=out, help="the folder for saved files")
    if epochs:
        parser.set_defaults(stop=False)  # by Ctrl-C, with the last whole epoch: only as a script
        add("--epochs", type=int, default=epochs, help="how often every image is seen")
        add("--batch", type=int, default=batch, help="images per step")
    return parser


def parse(parser, arguments=None, quick_epochs=None):
    """The options of the command line; a notebook has none."""
    args = parser.parse_args([] if arguments is None and "ipykernel" in sys.modules else arguments)
    if quick_epochs:
        for name in ("epochs", "batch"):
            if getattr(args, name) < 1:
                parser.error(f"--{name} must be at least 1")
        args.epochs = min(args.epochs, quick_epochs) if args.quick else args.epochs
    return args


def tell(numbers):
    """Print a line for each number: its name, the number, its unit; of several, the median."""
    width = max((len(split(key)[0]) for key in numbers), default=0)
    for key, value in numbers.items():
        text = spread(key, value) if isinstance(value, list) else written(key, value)
        print(f"{split(key)[0]:{width}}  {text}")


def spread(key, numbers):
    """The median, the range and the unit: 96.12 (96.08 … 96.32) %."""
    low, middle, high = (
        written(key, x, with_unit=False)
        for x in (min(numbers), statistics.median(numbers), max(numbers))
    )
    text = middle if low == high else f"{middle} ({low} … {high})"
    return f"{text} {split(key)[1]}".strip()


def split(key):
    """The name and the unit in "test accuracy, %"."""
    name, _, unit = key.partition(", ")
    return name, unit


def written(key, value, with_unit=True):
    """The number in the form of its unit: 96.12 %, 13,002 weights, 0.0424."""
    unit = split(key)[1]
    if unit == "%":
        text = f"{value:.2f}"
    elif value == int(value) and abs(value) < 1e15:
        text = f"{int(value):,}"
    else:
        text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{text} {unit}".strip().replace("-", "−") if with_unit else text.replace("-", "−")


# --- notebooks --------------------------------------------------------------------------------


def in_notebook():
    """Whether cells are run, not a script."""
    return hasattr(builtins, "get_ipython")


def text_of(doc):
    """The docstring of an example; a notebook has it in a cell, and another one of its own."""
    if "python examples/" not in (doc or ""):
        cells = vars(sys.modules["__main__"]).get("In", [])
        doc = next(cell for cell in reversed(cells) if '"""' in cell).split('"""')[1]
    return doc


def show(out):
    """Show the pictures and pages of a folder, in a notebook."""
    if in_notebook():
        from IPython.display import IFrame, Image, display

        for path in sorted(out.iterdir()):
            if path.suffix == ".png":
                display(Image(filename=path))
            elif path.suffix == ".html":
                display(IFrame(path, "100%", 700))


def kept(measure, *args, **settings):
    """Call `measure`; a notebook then has its variables, such as the network, to play with."""
    made = vars(sys.modules["__main__"])

    def called(frame, event, _):
        if frame.f_code is measure.__code__:
            frame.f_trace_lines = False
            return returned
        return None

    def returned(frame, event, _):
        if event == "return":
            made.update(frame.f_locals)
        return returned

    before = sys.gettrace()
    if in_notebook():
        sys.settrace(called)
    try:
        return measure(*args, **settings)
    finally:
        if in_notebook():
            sys.settrace(before)

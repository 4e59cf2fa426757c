"""How much memory a step takes at its peak."""

from contenders import joining
from harness import significant
from measures import children, peak_of
from page import OURS, markdown, written

from . import video_step, wide_step

TITLE = "Memory"
NOTE = (
    "The peak of twenty steps, above the level before the parameters were made; each contender "
    "runs in a separate process. *Arrays* counts all memory that Python and NumPy allocate "
    "(tracemalloc), but not that of PyTorch and JAX; *process* is the growth of the whole process "
    "(its high-water mark), in whole pages."
)
TASKS = {
    "video's network, batch 1000": ("video", lambda: video_step.task(1000)),
    "784-512-512-10, batch 128": ("wide", wide_step.task),
}
UNSEEN = {"PyTorch", "JAX jit"}  # whose arrays tracemalloc does not see


def measure(effort):
    """By the task."""
    cases, missing = {}, {}
    for case, (workload, _) in TASKS.items():
        found, missing = joining(workload)
        names = [name for name in found if name != "tinygrad"]
        peaks = children("memory", "peaks", names, case)
        ours = peaks[OURS]
        cases[case] = {
            name: {
                "process": significant(grown / 1e6),
                "process ratio": significant(ours[0] / max(grown, 1)),
                **({} if name in UNSEEN else arrays(traced, ours[1])),
            }
            for name, (grown, traced) in peaks.items()
        }
    return cases, missing


def arrays(traced, ours):
    """The megabytes of all arrays, and how many times as much ours takes."""
    return {"arrays": significant(traced / 1e6), "arrays ratio": significant(ours / traced)}


def peaks(name, case):
    """Bytes at the peak: of the process, and of arrays."""
    workload, task = TASKS[case]
    make, arguments = joining(workload)[0][name], task()
    tiny = {"video": video_step, "wide": wide_step}[workload].task(layers=[4, 3, 2], batch=2)
    make(*tiny)[0]()  # what is loaded late, is loaded now

    def run():
        step, _ = make(*arguments)
        for _ in range(20):
            step()

    return peak_of(run)


def table(cases):
    """A row for each contender and task."""
    head = ["", "contender", "arrays, MB", "ours ÷", "process, MB", "ours ÷"]
    keys = ("arrays", "arrays ratio", "process", "process ratio")
    rows = [
        [case, name, *(written(own[key]) if key in own else "–" for key in keys)]
        for case, figures in cases.items()
        for name, own in figures.items()
    ]
    return markdown(head, rows)

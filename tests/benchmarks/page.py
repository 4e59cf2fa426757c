"""From the results to the tables of docs/performance.md, and to the words for a change."""

import re
from importlib import import_module
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
OURS = "tinygrad_edu"
CHANGE = 0.05  # a ratio that moved by less is noise


def table(workload, cases):
    """A row for each case: our time, and each contender's with our ratio to it."""
    module = import_module(f"workloads.{workload}")
    if hasattr(module, "table"):
        return module.table(cases)
    names = list(dict.fromkeys(name for case in cases.values() for name in case if name != OURS))
    also = " · replayed ÷" if "replayed" in names else ""
    words = [f"{name}, {module.UNIT} · ours ÷{also}" for name in names]
    head = ["", f"{OURS}, {module.UNIT}", *words]
    rows = [
        [case, written(figures[OURS]["time"]), *(cell(figures.get(name)) for name in names)]
        for case, figures in cases.items()
    ]
    return markdown(head, rows)


def cell(figures):
    """Their time, and how many times that we take: median (range)."""
    if figures is None:
        return "–"
    middle, least, most = figures["ours"]
    replayed = f" · {figures['replayed'][0]:.2f}" if "replayed" in figures else ""
    return f"{written(figures['time'])} · **{middle:.2f}** ({least:.2f} … {most:.2f}){replayed}"


def written(x):
    """Three digits, without an exponent."""
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


def markdown(head, rows):
    """A table whose columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def section(workload, result):
    """All that stands between a workload's markers."""
    module = import_module(f"workloads.{workload}")
    parts = [f"## {module.TITLE}", module.NOTE]
    threads = [key for key in ("one thread", "all threads") if key in result]
    for key in threads:
        if not hasattr(module, "table"):
            parts.append(f"With {'one BLAS thread' if key == 'one thread' else key}:")
        parts.append(table(workload, result[key]))
    parts.append(
        f"Measured {result['date']} at commit {result['commit']}, {result['machine']}, "
        f"load {result['load']}."
    )
    return "\n\n".join(parts)


def filled(text, results):
    """The page with each workload's section made anew."""
    for workload, result in results.items():
        begin, end = f"<!-- {workload} -->", "<!-- end -->"
        pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
        whole = f"{begin}\n\n{section(workload, result)}\n\n{end}"
        text = pattern.sub(lambda _, whole=whole: whole, text)
    return text


def write(results):
    """Bring the page up to date."""
    PAGE.write_text(filled(PAGE.read_text("utf-8"), results), "utf-8")


def changes(old, new):
    """What became slower or faster against the kept results: our ratio to each contender."""
    if old is None:
        return "Nothing is kept of this workload yet."
    lines = []
    for threads in ("one thread", "all threads"):
        for case, figures in new.get(threads, {}).items():
            before = old.get(threads, {}).get(case, {})
            for name, now in figures.items():
                if name == OURS or name not in before or not isinstance(now, dict):
                    continue
                if "ours" not in now:
                    continue
                was, ratio = before[name]["ours"][0], now["ours"][0]
                word = "slower" if ratio > was * (1 + CHANGE) else "faster"
                if abs(ratio / was - 1) > CHANGE:
                    lines.append(
                        f"{word}: {case}, {threads}, ours ÷ {name}: {was:.2f} → {ratio:.2f}"
                    )
    since = f"since {old['commit']} of {old['date']}"
    return "\n".join([f"Changes of more than {CHANGE:.0%} {since}:", *(lines or ["none"])])

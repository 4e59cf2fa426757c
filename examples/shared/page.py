"""Writes docs/reproductions.md from the results."""

from . import course

HEAD = """# What was published, and what we get

Each row is an example that you can run.
Its numbers come from real runs and are never typed in:
`make reproduce` runs whatever is not yet in [`reproductions.json`](../examples/reproductions.json),
keeps each run as soon as it is done, and writes this page.
Numbers are medians, with the range over the seeds in brackets.
Accuracies are those of the last epoch's weights, unless a name says otherwise,
on images that were not used for training."""

QUICK = """# A first try, in small settings

Every example works, and these are the numbers of a few seconds each.
They do not confirm or refute any claim: for that, run `make reproduce`."""


def values_of(claim, runs):
    """The numbers of each run of the claim, in the order of the seeds: {name: numbers}."""
    mine = {run["seed"]: run["values"] for run in runs if run["example"] == claim.example}
    found = [mine[seed] for seed in range(claim.seeds) if seed in mine]
    return {name: [values[name] for values in found] for name in (found[0] if found else ())}


def unbroken(text):
    """The text with spaces at which no line is broken, so that a column is as wide as that."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def row(claim, runs, quick=False):
    """A line of the table."""
    values = values_of(claim, runs)
    link = f"[{claim.claim[0].upper() + claim.claim[1:]}](../examples/{claim.example}.py)"
    source = claim.source if claim.published == "–" else f"{claim.published}<br>({claim.source})"
    cells = [link, source]
    if not values:
        return line([*cells, "not run yet", "–"])
    shown = [name for name in claim.numbers if name in values]
    ours = [
        f"{course.split(name)[0]}: {unbroken(course.spread(name, values[name]))}" for name in shown
    ]
    if quick:
        return line([*cells, "<br>".join(ours), "–"])
    done = len(values[shown[0]])
    if done < claim.seeds:
        ours.append(f"({done} of {claim.seeds} runs so far)")
    words = [claim.verdict(values), claim.why]
    return line([*cells, "<br>".join(ours), ". ".join(word for word in words if word)])


def line(cells):
    """A line of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def gallery(claims, pictures):
    """Each picture once, with the claim that it is about."""
    for claim in claims:
        if claim.picture and (pictures / claim.example / claim.picture).exists():
            about = claim.claim[0].upper() + claim.claim[1:]
            path = f"{pictures.parent.name}/{pictures.name}/{claim.example}/{claim.picture}"
            yield f"**{about}** (`{claim.example}`)\n\n![{about}]({path})"


def page(sources, runs, pictures, quick=False):
    """The text of the page; `sources` are titles with their claims, `pictures` a folder."""
    runs = [run for run in runs if run["quick"] == quick]
    parts = [QUICK if quick else HEAD]
    for title, claims in sources.items():
        heads = ["claim", "published", "ours", "verdict"]
        table = [line(heads), line(["---"] * 4), *(row(claim, runs, quick) for claim in claims)]
        parts += [f"## {title}", "\n".join(table)]
        parts += [] if quick else gallery(claims, pictures)
    return "\n\n".join(parts) + "\n"

"""The player in the docs: `python docs/generators/make_player.py` makes its page and takes stills.

It plays one layer of three neurons.  The stills, in light and dark, are of a headless browser at
the step at which the bias, which was broadcast over the rows, gets its gradient.
"""

import shutil
from pathlib import Path

import tinygrad_edu as tg

DOCS = Path(__file__).parents[1]
PAGE = DOCS / "player.html"
STILLS = {"light": DOCS / "pictures" / "player.png", "dark": DOCS / "pictures" / "player-dark.png"}
SIZE, STEP = {"width": 1180, "height": 760}, 12


def page():
    """One layer, its loss, and a step of gradient descent."""
    x = tg.Tensor([[1.0, 0.5], [-1.0, 2.0]])
    W = tg.Tensor([[0.4, -0.2, 0.1], [0.3, 0.5, -0.6]], requires_grad=True)
    b = tg.Tensor([0.1, -0.1, 0.0], requires_grad=True)
    y = tg.Tensor([[1.0, 0, 0], [0, 1, 0]])
    p = x @ W
    z = p + b
    a = tg.sigmoid(z)
    loss = ((a - y) ** 2).mean()
    return tg.play(loss, names=locals(), optimizer=tg.optim.SGD([W, b], lr=1))


def main():
    """Save the page, open it, take the stills."""
    from playwright.sync_api import sync_playwright

    page().save(PAGE)
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for scheme, still in STILLS.items():
            shown = chromium.new_page(viewport=SIZE, reduced_motion="reduce", color_scheme=scheme)
            shown.goto(f"{PAGE.as_uri()}#step={STEP}")
            shown.screenshot(path=still)
        chromium.close()


if __name__ == "__main__":
    main()

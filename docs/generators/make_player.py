"""The picture of the player in the docs: `python docs/generators/make_player.py` takes it again.

It plays one layer of three neurons in a headless browser, up to the step at which the bias, which
was broadcast over the rows, gets its gradient.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import tinygrad_edu as tg

PICTURE = Path(__file__).parents[1] / "pictures" / "player.png"
SIZE, STEP = {"width": 1280, "height": 820}, 12


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
    """Save the page, open it, take the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tools:
        file = page().save(Path(folder) / "backprop.html")
        chromium = tools.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        shown = chromium.new_page(viewport=SIZE, reduced_motion="reduce")
        shown.goto(f"{file.as_uri()}#step={STEP}")
        shown.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()

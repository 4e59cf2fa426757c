"""What does a network see in a digit that you draw?  A page to draw on, and one on which it learns.

The first page holds the network that examples/mnist.py trained: draw a digit and watch the neurons
light up, then break it, and teach it.  The second page shows how it learned.  Each is one file that
needs nothing else.  If no network is trained yet, that is done first.

    python examples/draw.py                      # some seconds, and ten more if it has to train
    python examples/draw.py --hidden 128 64      # another network: the options of mnist.py
"""

import argparse
import sys
from pathlib import Path

import mnist
import numpy as np
from shared import course

import tinygrad_edu as tg


# %% The network that is there, unless another one is asked for
def network(folder, words=(), stop=False):
    """What mnist.py saved in a folder; it is trained first if need be."""
    args = mnist.options(words)
    args.out, args.stop = folder, stop
    try:
        state = tg.load(folder / "weights.npz")
        recipe = state["recipe"]
        if not words or recipe == mnist.recipe_of(args):
            return state | tg.load(folder / "recording.npz")
        why = f"The network in {folder} was trained with other options"
    except FileNotFoundError:
        why = f"There is no trained network in {folder} yet"
    except (KeyError, ValueError):
        why = f"The network in {folder} is from another version, or damaged"
    print(f"{why}, so one is trained now.\n")
    folder.mkdir(parents=True, exist_ok=True)
    mnist.measure(args.seed, args.quick, folder, args)
    print()
    return network(folder)


# %% Its training in words
def in_words(recipe):
    """Some short texts, for both pages."""
    epochs = "1 epoch" if recipe["epochs"] == 1 else f"{recipe['epochs']} epochs"
    cost = "squared error" if recipe["loss"] == "squared" else recipe["loss"]
    return [
        f"{epochs}, {recipe['batch']} digits a step",
        f"{cost}, learning rate {recipe['rate']:g} ({recipe['schedule']})",
        f"weight decay {recipe['weight_decay']:g}, seed {recipe['seed']}",
    ]


# %% The two pages
def pages(state, out):
    """How large the network and its pages are, and how well it reads."""
    recipe, recording = state["recipe"], state["recording"]
    kind = recipe["hidden"], recipe["activation"], recipe["loss"]
    model = mnist.build(784, *kind, np.random.default_rng(0))
    model.load_state_dict(state["model"])
    _, (images, labels) = tg.datasets.mnist(recipe["data"], dtype=np.float32)
    about = {"mean": state["mean"], "digits": (images, labels)}
    count = f"{recording['images']:,} digits" if recording else ""
    words = "; ".join([count, *in_words(recipe)])
    tg.show.draw_page(model, **about, settings=words).save(out / "draw.html")
    film = tg.show.Recording.from_data(recording | {"settings": in_words(recipe)})
    tg.show.train_page(film).save(out / "train.html")
    result = mnist.accuracy(model, images - np.float32(state["mean"]), labels)
    return {
        "weights and biases": sum(p.size for p in model.parameters()),
        "test accuracy, %": 100 * result,
        "draw.html, kB": (out / "draw.html").stat().st_size / 1000,
        "train.html, kB": (out / "train.html").stat().st_size / 1000,
    }


def options(arguments=None):
    """The folders; all other words are for mnist.py."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        epilog="The options of mnist.py say which network it should be: see mnist.py --help.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--out", type=Path, default=Path("output/draw"), help="the folder for the pages")
    add("--network", type=Path, default=Path("output/mnist"), help="the folder of the network")
    return parser.parse_known_args([] if "ipykernel" in sys.modules else arguments)


# %%
if __name__ == "__main__":
    args, words = options()
    args.out.mkdir(parents=True, exist_ok=True)
    state = network(args.network, words, stop=True)
    try:
        course.tell(pages(state, args.out))
    except ValueError as error:  # a network that no page can show
        sys.exit(str(error))
    print(f"\nsaved in {args.out}: draw.html, train.html; open the first in a browser:")
    print((args.out / "draw.html").resolve().as_uri())

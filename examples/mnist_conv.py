"""Small patterns, looked for everywhere: a convolutional network reads 99.5 % of the digits.

Three layers of filters slide over the image, each looking for one small pattern in what the layer
before has found: strokes, then corners and loops, then parts of digits.  A vote decides.

    python examples/mnist_conv.py                 # a few minutes: 99.5 %
    python examples/mnist_conv.py --quick         # some seconds: 97 %
    python examples/mnist_conv.py --help          # everything that can be changed
"""

import argparse
import time
from pathlib import Path

import numpy as np
from plots import plot_learning_curve, plot_mistakes, plot_weights
from tqdm import tqdm

import tinygrad_edu as tg
from tinygrad_edu.nn import BatchNorm2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU

DIGITS, VALIDATION = 10, 5_000  # validation images are watched, and never trained on


def build(filters, dropout, rng):
    """(n, 1, 28, 28) -> (n, 10): each block finds patterns, and then looks from further away."""
    layers, channels, size = [], 1, 5
    for more in filters:
        window = Conv2d(channels, more, size, padding=size // 2, bias=False, rng=rng)
        layers += [window, BatchNorm2d(more), ReLU(), MaxPool2d(2)]  # 28, 14, 7, 3 pixels wide
        channels, size = more, 3
    pixels = 28 // 2 ** len(filters)
    layers += [Flatten(), Dropout(dropout, rng), Linear(channels * pixels**2, DIGITS, rng=rng)]
    return tg.nn.Sequential(*layers).to(np.float32)


def moved(images, most, rng):
    """Each image up to so many pixels elsewhere: the same digit, and never the same picture."""
    framed = np.pad(images, [(0, 0), (0, 0), (most, most), (most, most)])
    views = np.lib.stride_tricks.sliding_window_view(framed, (28, 28), (2, 3))
    down, right = rng.integers(0, 2 * most + 1, (2, len(images)))
    return views[np.arange(len(images)), :, down, right]


@tg.no_grad()
def outputs(model, images):
    """What the network answers; to 500 images at a time, since inside they take much room."""
    model.eval()
    parts = np.split(images, range(500, len(images), 500))
    answers = [model(tg.from_numpy(part)).data for part in parts]
    model.train()
    return np.concatenate(answers)


def accuracy(model, images, labels):
    """The share of images whose largest output is the right digit."""
    return (outputs(model, images).argmax(axis=1) == labels).mean()


def train(model, images, labels, validation, args, rng):
    """Go downhill with Adam; return a row (cost, accuracy) for each whole epoch."""
    optimizer, loss = tg.optim.Adam(model.parameters(), lr=args.rate), tg.nn.CrossEntropy()
    per_epoch = -(-len(images) // args.batch)
    schedule = tg.optim.cosine(optimizer, args.epochs * per_epoch, warmup=0.1)
    history, kept = [], model.state_dict()
    try:
        for epoch in range(1, args.epochs + 1):
            total = 0.0
            batches = tg.datasets.batches(images, labels, args.batch, rng)
            for x, y in tqdm(batches, f"epoch {epoch}", per_epoch, leave=False, disable=None):
                cost = loss(model(tg.from_numpy(moved(x.data, args.move, rng))), y)
                optimizer.zero_grad()
                cost.backward()
                optimizer.step()
                schedule.step()
                total += cost.item() * len(x)
            history.append((total / len(images), accuracy(model, *validation)))
            kept = model.state_dict()
            print(f"epoch {epoch:3}   cost {history[-1][0]:.4f}   ", end="")
            print(f"validation {history[-1][1]:7.2%}", flush=True)
    except KeyboardInterrupt:
        model.load_state_dict(kept)
        print(f"\nStopped. The weights are those after {len(history)} whole epochs.")
    return history


def options():
    """What can be changed from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--filters", type=int, nargs="+", default=[16, 32, 64], help="patterns in each layer")
    add("--dropout", type=float, default=0.3, help="the share of findings hidden from the vote")
    add("--move", type=int, default=1, help="pixels by which training images may be moved")
    add("--epochs", type=int, default=8, help="times that every image is seen")
    add("--batch", type=int, default=64, help="images per step")
    add("--rate", type=float, default=3e-3, help="Adam's learning rate, at its highest")
    add("--seed", type=int, default=0, help="the same seed gives the same network")
    add("--out", type=Path, default=Path("output/mnist_conv"), help="for weights and pictures")
    add("--quick", action="store_true", help="5,000 images, 2 epochs: some seconds")
    args = parser.parse_args()
    if min(args.epochs, args.batch, *args.filters) < 1 or len(args.filters) > 4:
        parser.error("--epochs, --batch and --filters, up to four, must be at least 1")
    return args


def main():
    """Train, test, save."""
    args, start = options(), time.perf_counter()
    rng = np.random.default_rng(args.seed)
    data = tg.datasets.mnist(dtype=np.float32)
    (images, labels), (test_images, test_labels) = [(x.reshape(-1, 1, 28, 28), y) for x, y in data]
    validation = images[-VALIDATION:], labels[-VALIDATION:]
    count = 5_000 if args.quick else len(images) - VALIDATION
    args.epochs = min(args.epochs, 2) if args.quick else args.epochs

    model = build(args.filters, args.dropout, rng)
    print(model, "\n")
    history = train(model, images[:count], labels[:count], validation, args, rng)
    if not history:
        raise SystemExit("No epoch was finished, so there is nothing to save.")

    result, seconds = accuracy(model, test_images, test_labels), time.perf_counter() - start
    print(f"\ntest accuracy: {result:.2%} of {len(test_labels):,} images it never saw")
    print(f"{seconds:.0f} seconds")
    args.out.mkdir(parents=True, exist_ok=True)
    tg.save(args.out / "weights.npz", model=model.state_dict())
    plot_learning_curve(history, result, args.out / "learning_curve.png")
    plot_weights(model[0].weight.data.reshape(args.filters[0], -1), args.out / "filters.png")
    answers = tg.from_numpy(outputs(model, test_images))
    rows = test_images.reshape(-1, 784)
    plot_mistakes(lambda _: answers, rows, test_labels, args.out / "mistakes.png")
    print(f"saved in {args.out}: weights.npz, learning_curve.png, filters.png, mistakes.png")


if __name__ == "__main__":
    main()

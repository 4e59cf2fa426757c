"""What would make it pick up edges?  Small patterns, looked for everywhere: a convolution.

Three layers of filters slide over the image.  Each looks for one small pattern in the output of
the previous layer: strokes, then corners and loops, then parts of digits.  A vote decides.

    python examples/mnist_conv.py                 # a few minutes: 99.5 %
    python examples/mnist_conv.py --quick         # some seconds
    python examples/mnist_conv.py --help          # all options
"""

import time
from pathlib import Path

import numpy as np
from shared import course
from shared.digits import load_digits
from shared.plots import plot_learning_curve, plot_mistakes, plot_weights
from shared.training import accuracy, progress, stoppable

import tinygrad_edu as tg
from tinygrad_edu.nn import BatchNorm2d, Conv2d, Dropout, Flatten, Linear, MaxPool2d, ReLU

DIGITS = 10


# %% The network
def build(filters, dropout, rng):
    """(n, 1, 28, 28) -> (n, 10): each block finds patterns, and then halves the image."""
    layers = []
    channels = 1
    size = 5
    for more in filters:
        window = Conv2d(channels, more, size, padding=size // 2, bias=False, rng=rng)
        layers += [window, BatchNorm2d(more), ReLU(), MaxPool2d(2)]  # 28, 14, 7, 3 pixels wide
        channels = more
        size = 3
    pixels = 28 // 2 ** len(filters)
    layers += [Flatten(), Dropout(dropout, rng=rng), Linear(channels * pixels**2, DIGITS, rng=rng)]
    return tg.nn.Sequential(*layers).to(np.float32)


def moved(images, most, rng):
    """Each image, moved by up to `most` pixels: the same digit, but never the same picture."""
    framed = np.pad(images, [(0, 0), (0, 0), (most, most), (most, most)])
    views = np.lib.stride_tricks.sliding_window_view(framed, (28, 28), (2, 3))
    down, right = rng.integers(0, 2 * most + 1, (2, len(images)))
    return views[np.arange(len(images)), :, down, right]


# %% Downhill, a mini-batch at a time
def train(model, images, labels, validation, args, rng):
    """A row (cost, accuracy on the validation images) for each whole epoch."""
    loss = tg.nn.CrossEntropy()
    optimizer = tg.optim.Adam(model.parameters(), lr=args.rate)
    steps = args.epochs * -(-len(images) // args.batch)
    schedule = tg.optim.cosine(optimizer, steps, warmup=0.1)
    history = []
    with stoppable(model, args.stop) as training:
        for epoch in range(1, args.epochs + 1):
            total = 0.0
            batches = tg.datasets.batches(images, labels, args.batch, rng)
            for x, y in progress(batches, f"epoch {epoch}"):
                cost = loss(model(tg.from_numpy(moved(x.data, args.move, rng))), y)
                optimizer.zero_grad()
                cost.backward()
                optimizer.step()
                schedule.step()
                total += cost.item() * len(x)
            history.append((total / len(images), accuracy(model, *validation)))
            print("epoch {:3}   cost {:.4f}   validation {:7.2%}".format(epoch, *history[-1]))
            training.epoch_done()
    return history


# %% The options of the command line
def options(arguments=None):
    """The recipe: every number of it was chosen on the validation images."""
    parser = course.options(__doc__, Path("output/mnist_conv"), epochs=8, batch=64)
    add = parser.add_argument
    add("--filters", type=int, nargs="+", default=[16, 32, 64], help="patterns in each layer")
    add("--dropout", type=float, default=0.3, help="the share of results hidden from the vote")
    add("--move", type=int, default=1, help="pixels by which training images may be moved")
    add("--rate", type=float, default=3e-3, help="Adam's learning rate, at its highest")
    args = course.parse(parser, arguments, quick_epochs=2)
    if min(args.filters) < 1 or len(args.filters) > 4:
        parser.error("--filters are up to four numbers, each at least 1")
    return args


# %% Train, test, and look at the filters
def measure(seed, quick, out=None, args=None):
    """Train, test, and save the pictures."""
    args = args or options(["--seed", str(seed), *(["--quick"] if quick else [])])
    rng = np.random.default_rng(args.seed)
    start = time.perf_counter()
    digits = load_digits(2_000 if args.quick else None, centred=False)
    few = 500 if args.quick else None
    (watched, watched_labels), (test_images, labels) = (
        (x[:few].reshape(-1, 1, 28, 28), y[:few]) for x, y in (digits.validation, digits.test)
    )
    images = digits.images.reshape(-1, 1, 28, 28)
    model = build(args.filters, args.dropout, rng)
    print(model, "\n")
    history = train(model, images, digits.labels, (watched, watched_labels), args, rng)
    if not history:
        raise SystemExit("No epoch is complete, so there is nothing to save.")
    seconds = time.perf_counter() - start
    result = accuracy(model, test_images, labels)
    print(f"\ntest accuracy: {result:.2%} of {len(labels):,} images it never saw")
    print(f"{seconds:.0f} seconds")
    if out:
        plot_learning_curve(history, result, out / "learning_curve.png")
        weights = model[0].weight.data.reshape(args.filters[0], -1)
        plot_weights(weights, out / "filters.png", whose="filters")
        plot_mistakes(model, test_images, labels, out / "mistakes.png")
        tg.save(out / "weights.npz", model=model.state_dict())
    return {"test accuracy, %": 100 * result}


if __name__ == "__main__":
    args = options()
    args.stop = True
    args.out.mkdir(parents=True, exist_ok=True)
    course.kept(measure, args.seed, args.quick, args.out, args)
    print(f"saved in {args.out}: weights.npz, learning_curve.png, filters.png, mistakes.png")
    course.show(args.out)

"""Can 13,002 numbers learn to read digits?  The network of 3Blue1Brown's video, on real MNIST.

784 pixels, two hidden layers of 16 neurons, 10 outputs, a sigmoid everywhere: trained by nothing
but small steps downhill, it reads about 96 % of digits that it never saw.

    python examples/mnist.py                      # the video's network, in seconds
    python examples/mnist.py --hidden 128 64      # a wider one: 98 %
    python examples/mnist.py --help               # everything that can be changed
"""

import argparse
from pathlib import Path

import numpy as np
from plots import plot_learning_curve, plot_mistakes, plot_weights
from tqdm import tqdm

import tinygrad_edu as tg

ACTIVATIONS = {"sigmoid": tg.nn.Sigmoid, "tanh": tg.nn.Tanh, "relu": tg.nn.ReLU}
DIGITS = 10
VALIDATION = 5_000  # images that are watched, and never trained on


def squared_error(output, target):
    """The video's cost: squared differences, summed over the ten outputs, averaged over images.

    The same as ((output - target) ** 2).sum(axis=1).mean(), in one op.
    """
    return tg.squared_error(output, target, scale=1 / len(output))


def build(pixels, hidden, activation, loss, rng):
    """A module for each arrow of the picture: weights and biases, then the activation."""
    layers, sizes = [], [pixels, *hidden, DIGITS]
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += [tg.nn.Linear(n_in, n_out, dtype=np.float32, rng=rng), ACTIVATIONS[activation]()]
    if loss == "cross-entropy":
        layers.pop()  # it wants logits: the softmax is part of it
    elif activation != "sigmoid":
        layers[-1] = tg.nn.Sigmoid()  # the targets are 0 and 1
    return tg.nn.Sequential(*layers)


@tg.no_grad()
def accuracy(model, images, labels):
    """The share of images whose largest output is the right digit."""
    return (model(tg.from_numpy(images)).argmax(axis=1) == labels).mean()


def train(model, images, labels, validation, args, rng):
    """Go downhill, a mini-batch at a time; return a row (cost, accuracy) for each whole epoch."""
    if args.loss == "squared":
        cost_of, targets = squared_error, tg.datasets.one_hot(labels, DIGITS, np.float32)
    else:
        cost_of, targets = tg.nn.CrossEntropy(), labels
    first = model[0].weight  # 97 % of all weights; decay keeps them from fitting single images
    others = [p for p in model.parameters() if p is not first]
    optimizer = tg.optim.SGD(
        [{"params": [first], "weight_decay": args.weight_decay}, {"params": others}], lr=args.rate
    )
    per_epoch = -(-len(images) // args.batch)
    schedule = {
        "cosine": lambda: tg.optim.cosine(optimizer, args.epochs * per_epoch, warmup=0.1),
        "step": lambda: tg.optim.step_decay(optimizer, per_epoch * max(args.epochs // 3, 1), 0.3),
        "constant": lambda: tg.optim.step_decay(optimizer, args.epochs * per_epoch + 1, 1.0),
    }[args.schedule]()
    history, kept = [], model.state_dict()
    try:
        for epoch in range(1, args.epochs + 1):
            total = 0.0
            batches = tg.datasets.batches(images, targets, args.batch, rng)
            bar = tqdm(batches, f"epoch {epoch}", per_epoch, leave=False, disable=None, delay=0.5)
            for x, y in bar:
                cost = cost_of(model(x), y)
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
    add("--hidden", type=int, nargs="*", default=[16, 16], help="neurons in each hidden layer")
    add("--activation", choices=ACTIVATIONS, default="sigmoid")
    add("--loss", choices=["squared", "cross-entropy"], default="squared")
    add("--epochs", type=int, default=30, help="times that every image is seen")
    add("--batch", type=int, default=32, help="images per step")
    add("--rate", type=float, help="the learning rate (default: 5 for squared error, else 0.2)")
    add("--schedule", choices=["cosine", "step", "constant"], default="cosine")
    add("--weight-decay", type=float, default=1e-4, help="of the first layer's weights")
    add("--seed", type=int, default=0, help="the same seed gives the same network")
    add("--data", type=Path, help="a folder with another data set in MNIST's four files")
    add("--out", type=Path, default=Path("output/mnist"), help="for the weights and pictures")
    add("--quick", action="store_true", help="10,000 images, 3 epochs: a few seconds")
    args = parser.parse_args()
    for name in ("epochs", "batch"):
        if getattr(args, name) < 1:
            parser.error(f"--{name} must be at least 1")
    if args.quick:
        args.epochs = min(args.epochs, 3)
    if args.rate is None:
        args.rate = 5.0 if args.loss == "squared" and args.activation == "sigmoid" else 0.2
    return args


def main():
    args = options()
    rng = np.random.default_rng(args.seed)
    (images, labels), (test_images, test_labels) = tg.datasets.mnist(args.data, dtype=np.float32)
    mean = images[:-VALIDATION].mean()
    images, test_images = images - mean, test_images - mean
    validation = images[-VALIDATION:], labels[-VALIDATION:]
    images, labels = images[:-VALIDATION], labels[:-VALIDATION]
    if args.quick:
        images, labels = images[:10_000], labels[:10_000]

    model = build(images.shape[1], args.hidden, args.activation, args.loss, rng)
    print(model, "\n")
    before = accuracy(model, test_images, test_labels)
    print(f"untrained: {before:.1%} of the test images, about what guessing gives\n")
    history = train(model, images, labels, validation, args, rng)
    if not history:
        raise SystemExit("No epoch was finished, so there is nothing to save.")

    result = accuracy(model, test_images, test_labels)
    print(f"\ntest accuracy: {result:.2%} of {len(test_labels):,} images it never saw")
    args.out.mkdir(parents=True, exist_ok=True)
    tg.save(args.out / "weights.npz", model=model.state_dict(), mean=float(mean))
    plot_learning_curve(history, result, args.out / "learning_curve.png")
    plot_weights(model[0].weight.data, args.out / "weights.png")
    plot_mistakes(model, test_images, test_labels, args.out / "mistakes.png")
    print(f"saved in {args.out}: weights.npz, learning_curve.png, weights.png, mistakes.png")


if __name__ == "__main__":
    main()
